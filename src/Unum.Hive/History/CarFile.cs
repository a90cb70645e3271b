using System.Formats.Cbor;
using Unum.Hive.Content;

namespace Unum.Hive.History;

/// <summary>
/// Blocks that hang together, in one stream that any IPFS program imports: CAR version 1 (ipld.io/specs/transport/car/carv1). A header, then for each block
/// its length as a varint (CID included), the binary CID, the bytes. Order: depth first, each block once, so that the same root gives the same bytes everywhere.
/// </summary>
public static class CarFile
{
    /// <summary>The header: dag-cbor { roots: [root], version: 1 } with its length before it.</summary>
    public static byte[] Header(Cid root)
    {
        CborWriter writer = DagCbor.Writer();
        writer.WriteStartMap(2);
        writer.WriteTextString("roots");
        DagCbor.WriteLinks(writer, [root]);
        writer.WriteTextString("version");
        writer.WriteInt32(1);
        writer.WriteEndMap();
        byte[] header = writer.Encode();
        return [.. Varint(header.Length), .. header];
    }

    /// <summary>What stands before a block: length and CID.</summary>
    public static byte[] SectionHead(Cid cid, int length)
    {
        byte[] name = new byte[Cid.Length];
        cid.Write(name);
        return [.. Varint(Cid.Length + length), .. name];
    }

    /// <summary>Bytes that a block takes in a CAR file.</summary>
    public static int SectionLength(int block) => Varint(Cid.Length + block).Length + Cid.Length + block;

    /// <summary>The names of everything under a root in the order of a CAR file, with the length of the file.</summary>
    /// <returns>The blocks; those that the store has not are in <c>Missing</c>.</returns>
    /// <exception cref="InvalidDataException">A block is damaged.</exception>
    public static (IReadOnlyList<Cid> Order, long Bytes, IReadOnlyList<Cid> Missing) Plan(IContentStore store, Cid root, bool follow = true)
    {
        List<Cid> order = [], missing = [];
        long bytes = Header(root).Length;
        Dag.Walk(store, [root], (cid, block) =>
        {
            if (block is { } there)
            {
                order.Add(cid);
                bytes += SectionLength(there.Length);
            }
            else
            {
                missing.Add(cid);
            }

            return follow;
        });
        return (order, bytes, missing);
    }

    /// <summary>Writes a CAR file of everything under a root.</summary>
    /// <returns>Blocks and bytes written.</returns>
    /// <exception cref="InvalidDataException">Something under the root is not in the store or is damaged; nothing is written.</exception>
    public static async Task<(int Blocks, long Bytes)> WriteAsync(IContentStore store, Cid root, Stream stream, CancellationToken cancellationToken)
    {
        (IReadOnlyList<Cid> order, long bytes, IReadOnlyList<Cid> missing) = Plan(store, root);
        if (missing.Count > 0) throw new InvalidDataException(FormattableString.Invariant($"{missing.Count} blocks under {root} are not in the store, first {missing[0]}: fetch them, or export a version before."));
        await WriteAsync(store, root, order, stream, cancellationToken);
        return (order.Count, bytes);
    }

    /// <summary>Writes a CAR file of planned blocks.</summary>
    /// <exception cref="InvalidDataException">A block went away since it was planned.</exception>
    public static async Task WriteAsync(IContentStore store, Cid root, IReadOnlyList<Cid> order, Stream stream, CancellationToken cancellationToken)
    {
        await stream.WriteAsync(Header(root), cancellationToken);
        foreach (Cid cid in order)
        {
            if (!store.TryGet(cid, out ReadOnlyMemory<byte> block)) throw new InvalidDataException($"The block {cid} is no longer in the store.");
            await stream.WriteAsync(SectionHead(cid, block.Length), cancellationToken);
            await stream.WriteAsync(block, cancellationToken);
        }
    }

    private static byte[] Varint(int value)
    {
        List<byte> bytes = [];
        for (; value > 127; value >>= 7) bytes.Add((byte)(value | 128));
        bytes.Add((byte)value);
        return [.. bytes];
    }
}
