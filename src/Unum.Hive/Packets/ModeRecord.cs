using System.Buffers.Binary;

namespace Unum.Hive.Packets;

/// <summary>
/// One mode as it travels: 38 bytes = id 4 | evidence code 1 | concentration 1 | direction 32.
/// </summary>
/// <param name="Id">Concept in the high 28 bits, which of its modes in the low 4.</param>
/// <param name="EvidenceCode">Observations, see <see cref="Evidence"/>.</param>
/// <param name="Concentration">Length of the mean of the observations' points, in 255ths.</param>
/// <param name="Direction">Where it points, see <see cref="ModeDirection"/>.</param>
public readonly record struct ModeRecord(ModeId Id, byte EvidenceCode, byte Concentration, ModeDirection Direction)
{
    /// <summary>Bytes of a mode.</summary>
    public const int Length = 38;

    /// <summary>Reads 38 bytes; whether they make sense is for the packet to check.</summary>
    public static ModeRecord Read(ReadOnlySpan<byte> bytes) =>
        new(new ModeId(BinaryPrimitives.ReadUInt32LittleEndian(bytes)), bytes[4], bytes[5], new ModeDirection(bytes[6..Length]));

    /// <summary>Writes 38 bytes.</summary>
    public void Write(Span<byte> bytes)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, Id.Value);
        bytes[4] = EvidenceCode;
        bytes[5] = Concentration;
        Direction.Write(bytes[6..]);
    }
}
