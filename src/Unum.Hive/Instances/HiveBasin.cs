using System.Buffers.Binary;
using Unum.Hive.Content;
using Unum.Hive.Packets;

namespace Unum.Hive.Instances;

/// <summary>The canonical basin at one set of deltas: the merged modes and how much their authors count.</summary>
/// <param name="Id">Name of the block: "unum basin v1\n" | charter digest 32 | modes 4 | modes x 38, by ascending id.</param>
/// <param name="Modes">By ascending id.</param>
/// <param name="Standings">By ascending author.</param>
public sealed record HiveBasin(Cid Id, IReadOnlyList<ModeRecord> Modes, IReadOnlyList<AuthorStanding> Standings)
{
    /// <summary>Most modes of a canonical basin: those with the most evidence.</summary>
    public const int MostModes = 8192;

    /// <summary>What a coordinator must remember of an author: its key, its last delta, its figures.</summary>
    public const int BytesOfAuthor = 96;

    /// <summary>Most that <see cref="StateBytes"/> can be: one mebibyte.</summary>
    public const int MostStateBytes = 1 << 20;

    /// <summary>Bytes that whoever keeps this basin must hold; the deltas themselves are history and stay on disk.</summary>
    public int StateBytes => (Modes.Count * ModeRecord.Length) + (Standings.Count * BytesOfAuthor);

    private static ReadOnlySpan<byte> Magic => "unum basin v1\n"u8;

    /// <summary>The charter that a block's basin was made under; null when the block is no canonical basin.</summary>
    public static Cid? CharterOf(ReadOnlySpan<byte> block) =>
        block.Length >= Magic.Length + Digest256.Length + 4 && block.StartsWith(Magic) ? Cid.FromDigest(CidCodec.Raw, new Digest256(block[Magic.Length..])) : null;

    internal static byte[] Block(Cid charter, IReadOnlyList<ModeRecord> modes)
    {
        byte[] block = new byte[Magic.Length + Digest256.Length + 4 + (modes.Count * ModeRecord.Length)];
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

        return block;
    }
}
