namespace Unum.Hive.Content;

/// <summary>Where blocks are kept by their content. What was put is never changed.</summary>
/// <remarks>Safe from any thread. A block that comes back is the block of its name: an implementation checks, and says so when it is not.</remarks>
public interface IContentStore
{
    /// <summary>How many different blocks there are.</summary>
    int Count { get; }

    /// <summary>Keeps a block; the same block twice is kept once.</summary>
    /// <returns>Its name.</returns>
    Cid Put(CidCodec codec, ReadOnlySpan<byte> block);

    /// <summary>Finds a block.</summary>
    /// <exception cref="InvalidDataException">The store holds other bytes under this name: it is damaged.</exception>
    bool TryGet(Cid cid, out ReadOnlyMemory<byte> block);

    /// <summary>Names of all blocks.</summary>
    IReadOnlyList<Cid> List();
}
