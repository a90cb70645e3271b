using System.Formats.Cbor;
using Unum.Hive.Content;
using Unum.Hive.Packets;

namespace Unum.Hive.History;

/// <summary>
/// What dag-cbor (ipld.io/specs/codecs/dag-cbor) asks beyond canonical CBOR of RFC 7049: a link is tag 42 around a byte string of a zero and the
/// binary CID, map keys are texts, numbers with a fraction have 64 bits, nothing is undefined, and a block is one item.
/// </summary>
internal static class DagCbor
{
    /// <summary>Bytes of a link: tag head 2, string head 2, zero 1, CID 36.</summary>
    public const int LinkLength = 5 + Cid.Length;

    private const CborTag LinkTag = (CborTag)42;
    private const int DeepestNesting = 64;

    public static CborWriter Writer() => new(CborConformanceMode.Canonical, convertIndefiniteLengthEncodings: false);

    public static void WriteLink(CborWriter writer, Cid cid)
    {
        Span<byte> bytes = stackalloc byte[1 + Cid.Length];
        bytes[0] = 0;
        cid.Write(bytes[1..]);
        writer.WriteTag(LinkTag);
        writer.WriteByteString(bytes);
    }

    public static void WriteLinks(CborWriter writer, IReadOnlyList<Cid> cids)
    {
        writer.WriteStartArray(cids.Count);
        foreach (Cid cid in cids) WriteLink(writer, cid);
        writer.WriteEndArray();
    }

    public static Cid ReadLink(CborReader reader)
    {
        if (reader.ReadTag() != LinkTag) throw new PacketException("A tag other than 42, which marks a link.");
        byte[] bytes = new byte[1 + Cid.Length];
        if (!reader.TryReadByteString(bytes, out int length) || length != bytes.Length || bytes[0] != 0 || !Cid.TryRead(bytes.AsSpan(1), out Cid cid))
            throw new PacketException("A link is not to a raw or dag-cbor block named by CIDv1 with sha2-256.");
        return cid;
    }

    /// <summary>Reads an array of links.</summary>
    /// <param name="reader">Before the array.</param>
    /// <param name="most">Most links; more are refused before anything is made for them.</param>
    public static Cid[] ReadLinks(CborReader reader, int most)
    {
        int count = reader.ReadStartArray() ?? throw new PacketException("A length is not given.");
        if (count > most || count > reader.BytesRemaining / LinkLength) throw new PacketException(FormattableString.Invariant($"A list has {count} links; at most {most} that are there can be read."));
        Cid[] cids = new Cid[count];
        for (int i = 0; i < count; i++) cids[i] = ReadLink(reader);
        reader.ReadEndArray();
        return cids;
    }

    /// <summary>Runs a reading of one block; every way in which bytes can be wrong becomes a <see cref="PacketException"/>.</summary>
    public static T Read<T>(ReadOnlySpan<byte> block, Func<CborReader, T> read)
    {
        try
        {
            CborReader reader = new(block.ToArray(), CborConformanceMode.Canonical);
            T value = read(reader);
            return reader.BytesRemaining == 0 ? value : throw new PacketException("Bytes follow the end of the block.");
        }
        catch (Exception e) when (e is CborContentException or InvalidOperationException or OverflowException)
        {
            throw new PacketException("Not canonical dag-cbor as expected: " + e.Message, e);
        }
    }

    /// <summary>What a block links to, in its order, repetitions included; a raw block links to nothing.</summary>
    /// <exception cref="PacketException">Not canonical dag-cbor, or it links to what this program cannot name.</exception>
    public static IReadOnlyList<Cid> Links(CidCodec codec, ReadOnlySpan<byte> block)
    {
        if (codec == CidCodec.Raw) return [];
        return Read<IReadOnlyList<Cid>>(block, static reader =>
        {
            List<Cid> links = [];
            Collect(reader, links, 0);
            return links;
        });
    }

    private static void Collect(CborReader reader, List<Cid> links, int depth)
    {
        if (depth > DeepestNesting) throw new PacketException(FormattableString.Invariant($"The block is nested deeper than {DeepestNesting}."));
        switch (reader.PeekState())
        {
            case CborReaderState.Tag: links.Add(ReadLink(reader)); break;
            case CborReaderState.StartMap:
                for (int left = reader.ReadStartMap() ?? throw new PacketException("A length is not given."); left > 0; left--)
                {
                    reader.ReadTextString();
                    Collect(reader, links, depth + 1);
                }

                reader.ReadEndMap();
                break;
            case CborReaderState.StartArray:
                for (int left = reader.ReadStartArray() ?? throw new PacketException("A length is not given."); left > 0; left--) Collect(reader, links, depth + 1);
                reader.ReadEndArray();
                break;
            case CborReaderState.UnsignedInteger or CborReaderState.NegativeInteger or CborReaderState.ByteString or CborReaderState.TextString or CborReaderState.Boolean or CborReaderState.Null or CborReaderState.DoublePrecisionFloat:
                reader.SkipValue();
                break;
            default: throw new PacketException("The block holds a value that dag-cbor does not know.");
        }
    }
}
