using Unum.Grid.Space;


namespace Unum.Grid.Storage;

/// <content>Bricks, for hashing, kappa, minds and commits.</content>
public sealed partial class BlockArray
{
    /// <summary>Codes of the bricks with active blocks, ascending.</summary>
    public BrickSequence Bricks() => new(_store.Directory, BrickDirectory.Present);

    /// <summary>
    /// Codes of the bricks that changed (a block's activity, value, kappa or links) since <see cref="ClearDirty"/>, ascending; bricks that lost their last
    /// block are among them. A loaded array is dirty throughout.
    /// </summary>
    public BrickSequence DirtyBricks() => new(_store.Directory, BrickDirectory.Dirty);

    /// <summary>How many bricks are dirty.</summary>
    public int DirtyCount => _store.DirtyCount;

    /// <summary>Calls every brick clean, as a commit does.</summary>
    public void ClearDirty() => _store.ClearDirty();

    /// <summary>Copies a brick.</summary>
    /// <param name="code">Morton code of the brick.</param>
    /// <param name="into">Filled; its count is 0 when the brick has no active block.</param>
    /// <returns>Whether it has one.</returns>
    public bool ReadBrick(int code, Brick into)
    {
        ArgumentNullException.ThrowIfNull(into);
        _store.Read(code, into);
        return into.Count > 0;
    }

    /// <summary>Starts to fetch what <see cref="ReadBrick"/> will read.</summary>
    internal void PrefetchBrick(int code) => _store.PrefetchSlot(code);

    /// <summary>Where the active blocks of a brick are, their values and kappas, in the order of <see cref="Brick"/>; the spans are at least as long.</summary>
    /// <returns>How many there are.</returns>
    internal int CopyBrick(int code, Span<Coordinate> at, Span<float> values, Span<float> kappas) => _store.Copy(code, at, values, kappas);

    /// <summary>Writes the kappas of a brick's active blocks.</summary>
    /// <param name="code">Morton code of the brick.</param>
    /// <param name="kappas">One each, 0 to 1, packed as in <see cref="Brick.Kappas"/>.</param>
    /// <exception cref="ArgumentException">There are not as many as active blocks, or one is not 0 to 1.</exception>
    public void WriteKappas(int code, ReadOnlySpan<float> kappas)
    {
        foreach (float kappa in kappas) CheckKappa(kappa);
        if (!_store.WritePacked(code, kappas)) throw WrongCount(code, kappas.Length);
    }

    /// <summary>Writes the hashes of a brick's active blocks, packed as in <see cref="Brick.Hashes"/>. Does not make it dirty.</summary>
    /// <param name="code">Morton code of the brick.</param>
    /// <param name="hashes">One each.</param>
    /// <exception cref="ArgumentException">There are not as many as active blocks.</exception>
    public void WriteHashes(int code, ReadOnlySpan<ulong> hashes)
    {
        if (!_store.WritePacked(code, hashes)) throw WrongCount(code, hashes.Length);
    }

    private static ArgumentException WrongCount(int code, int given) =>
        new(FormattableString.Invariant($"Brick {code} at {Brick.OriginOf(code)} has another number of active blocks than {given}."), nameof(given));
}
