namespace Unum.Grid.Storage;

/// <content>Snapshots.</content>
public sealed partial class BlockArray
{
    /// <summary>Writes a compressed snapshot (<see cref="SnapshotWriter"/>). Arrays of equal content write equal bytes, whatever their history.</summary>
    /// <remarks>Hashes are not in it: they follow from the values.</remarks>
    public void Save(Stream to)
    {
        ArgumentNullException.ThrowIfNull(to);
        SnapshotWriter.Write(this, to);
    }

    /// <summary>Reads a snapshot up to its end; what follows in the stream is left there.</summary>
    /// <param name="from">Where it begins.</param>
    /// <param name="time">Tells when blocks are activated from now on.</param>
    /// <exception cref="InvalidDataException">It is none, of another version, damaged or cut short; says which section and why.</exception>
    public static BlockArray Load(Stream from, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(from);
        return SnapshotReader.Read(from, time);
    }

    /// <summary>Takes over a brick that had no blocks.</summary>
    internal void Adopt(Brick brick) => _store.Adopt(brick);

    /// <summary>Whether all blocks of a mask are inside the grid.</summary>
    internal bool IsInside(int code, ReadOnlySpan<ulong> mask)
    {
        Span<ulong> inside = stackalloc ulong[MaskWords];
        FaceMask(code, default, new(Dimensions.X - 1, Dimensions.Y - 1, Dimensions.Z - 1), inside);
        for (int i = 0; i < MaskWords; i++)
        {
            if ((mask[i] & ~inside[i]) != 0) return false;
        }

        return true;
    }
}
