using System.Text;
using Unum.Hive.Content;

namespace Unum.Hive.Packets;

/// <summary>Which mode of which concept: the concept's hash in the high 28 bits, the mode in the low 4.</summary>
public readonly record struct ModeId(uint Value) : IComparable<ModeId>
{
    /// <summary>Most modes of one concept.</summary>
    public const int MostModes = 16;

    /// <summary>The concept, with the mode's bits zero.</summary>
    public uint Concept => Value & ~15u;

    /// <summary>Which of the concept's modes.</summary>
    public int Mode => (int)(Value & 15);

    /// <summary>A concept by its public name: the first 28 bits of the name's SHA-256.</summary>
    public static uint ConceptOf(string name) => (uint)(Cid.Of(CidCodec.Raw, Encoding.UTF8.GetBytes(name)).Digest.Prefix >> 32) & ~15u;

    /// <summary>A mode of a concept.</summary>
    public static ModeId Of(uint concept, int mode)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(concept & 15, 0u, nameof(concept));
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)mode, (uint)MostModes, nameof(mode));
        return new ModeId(concept | (uint)mode);
    }

    /// <inheritdoc/>
    public int CompareTo(ModeId other) => Value.CompareTo(other.Value);

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"{Value >> 4:x7}.{Mode}");
}
