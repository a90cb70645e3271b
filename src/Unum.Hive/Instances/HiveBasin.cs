using System.Buffers.Binary;
using Unum.Hive.Content;
using Unum.Hive.Packets;

namespace Unum.Hive.Instances;

/// <summary>The canonical basin at one set of deltas: the merged modes, which concepts come together, and how much their authors count.</summary>
/// <param name="Id">Name of the block: "unum basin v1\n" | charter digest 32 | modes 4 | modes x 38, by ascending id; where there are links, links 4 | links x 12, ascending.</param>
/// <param name="Modes">By ascending id.</param>
/// <param name="Links">Between concepts of these modes, ascending.</param>
/// <param name="Standings">By ascending author.</param>
public sealed record HiveBasin(Cid Id, IReadOnlyList<ModeRecord> Modes, IReadOnlyList<ConceptLink> Links, IReadOnlyList<AuthorStanding> Standings)
{
    /// <summary>Most modes of a canonical basin: those with the most evidence.</summary>
    public const int MostModes = 8192;

    /// <summary>Most links of a canonical basin: those furthest from chance.</summary>
    public const int MostLinks = 1024;

    /// <summary>What a coordinator must remember of an author: its key, its last delta, its figures.</summary>
    public const int BytesOfAuthor = 96;

    /// <summary>Most that <see cref="StateBytes"/> can be: one mebibyte.</summary>
    public const int MostStateBytes = 1 << 20;

    /// <summary>Bytes that whoever keeps this basin must hold; the deltas themselves are history and stay on disk.</summary>
    public int StateBytes => (Modes.Count * ModeRecord.Length) + (Links.Count * ConceptLink.Length) + (Standings.Count * BytesOfAuthor);

    private static ReadOnlySpan<byte> Magic => "unum basin v1\n"u8;

    /// <summary>The charter that a block's basin was made under; null when the block is no canonical basin.</summary>
    public static Cid? CharterOf(ReadOnlySpan<byte> block) =>
        block.Length >= Magic.Length + Digest256.Length + 4 && block.StartsWith(Magic) ? Cid.FromDigest(CidCodec.Raw, new Digest256(block[Magic.Length..])) : null;

    internal static byte[] Block(Cid charter, IReadOnlyList<ModeRecord> modes, IReadOnlyList<ConceptLink> links)
    {
        int length = Magic.Length + Digest256.Length + 4 + (modes.Count * ModeRecord.Length);
        byte[] block = new byte[length + (links.Count == 0 ? 0 : 4 + (links.Count * ConceptLink.Length))];
        Magic.CopyTo(block);
        charter.Digest.Write(block.AsSpan(Magic.Length));
        int at = Magic.Length + Digest256.Length;
        BinaryPrimitives.WriteInt32LittleEndian(block.AsSpan(at), modes.Count);
        at += 4;
        foreach (ModeRecord mode in modes)
        {
            mode.Write(block.AsSpan(at));
            at += ModeRecord.Length;
        }

        if (links.Count == 0) return block; // as before there were links
        BinaryPrimitives.WriteInt32LittleEndian(block.AsSpan(at), links.Count);
        at += 4;
        foreach (ConceptLink link in links)
        {
            link.Write(block.AsSpan(at));
            at += ConceptLink.Length;
        }

        return block;
    }
}
