using System.Buffers.Binary;
using Unum.Hive.Geometry;

namespace Unum.Hive.Instances;

/// <summary>
/// Charters as they are handed from one operator to another: at most one a frame, each with its panel.
/// <para>Layout, little endian: "unum charters v1\n" | count 1 | for each: charter length 4, charter, panel length 4 (0 without), panel.</para>
/// </summary>
public static class CharterFile
{
    /// <summary>Most bytes of a file: 16 MiB.</summary>
    public const int MostBytes = 16 << 20;

    private static ReadOnlySpan<byte> Magic => "unum charters v1\n"u8;

    /// <summary>Writes charters.</summary>
    /// <exception cref="ArgumentException">None, several of one frame, or more than a file has room for.</exception>
    public static byte[] Write(IReadOnlyList<HiveCharter> charters)
    {
        ArgumentNullException.ThrowIfNull(charters);
        if (charters.Count is 0 or > byte.MaxValue || charters.DistinctBy(static c => c.Frame).Count() < charters.Count) throw new ArgumentException("A file holds at least one charter and at most one a frame.", nameof(charters));
        using MemoryStream file = new();
        file.Write(Magic);
        file.WriteByte((byte)charters.Count);
        Span<byte> length = stackalloc byte[4];
        foreach (HiveCharter charter in charters)
        {
            foreach (ReadOnlyMemory<byte> block in (ReadOnlyMemory<byte>[])[charter.Block(), charter.Panel?.Definition ?? default])
            {
                BinaryPrimitives.WriteInt32LittleEndian(length, block.Length);
                file.Write(length);
                file.Write(block.Span);
            }
        }

        return file.Length <= MostBytes ? file.ToArray() : throw new ArgumentException(FormattableString.Invariant($"The charters have {file.Length} bytes; a file has at most {MostBytes}."), nameof(charters));
    }

    /// <summary>Reads charters.</summary>
    /// <param name="bytes">A file.</param>
    /// <param name="frames">Those that a charter may be of.</param>
    /// <exception cref="FormatException">Not charters of these frames in canonical form; says why.</exception>
    public static IReadOnlyList<HiveCharter> Read(ReadOnlySpan<byte> bytes, IReadOnlyList<IFrame> frames)
    {
        ArgumentNullException.ThrowIfNull(frames);
        if (bytes.Length > MostBytes) throw new FormatException(FormattableString.Invariant($"{bytes.Length} bytes; a file of charters has at most {MostBytes}."));
        if (!bytes.StartsWith(Magic) || bytes.Length == Magic.Length) throw new FormatException("Not a file of charters; `unum hive charter` writes one.");
        int count = bytes[Magic.Length];
        if (count == 0 || count > frames.Count) throw new FormatException(FormattableString.Invariant($"The file says that it has {count} charters; there are {frames.Count} frames, each of which may have one."));
        bytes = bytes[(Magic.Length + 1)..];
        List<HiveCharter> charters = [];
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> block = Next(ref bytes), panel = Next(ref bytes);
            charters.Add(HiveCharter.FromBlock(FrameOf(block, frames), block, panel));
        }

        if (!bytes.IsEmpty) throw new FormatException("The file has bytes after its last charter.");
        return charters.DistinctBy(static c => c.Frame).Count() == count ? charters : throw new FormatException("The file has two charters of one frame.");
    }

    private static IFrame FrameOf(ReadOnlySpan<byte> block, IReadOnlyList<IFrame> frames)
    {
        foreach (IFrame frame in frames)
        {
            if (HiveCharter.IsOf(frame, block)) return frame;
        }

        throw new FormatException("A charter of the file is of none of the frames that are here.");
    }

    private static ReadOnlySpan<byte> Next(ref ReadOnlySpan<byte> bytes)
    {
        int length = bytes.Length >= 4 ? BinaryPrimitives.ReadInt32LittleEndian(bytes) : -1;
        if (length < 0 || length > bytes.Length - 4) throw new FormatException("The file of charters is truncated.");
        ReadOnlySpan<byte> block = bytes.Slice(4, length);
        bytes = bytes[(4 + length)..];
        return block;
    }
}
