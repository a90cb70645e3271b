using Unum.Grid.Integrity;
using Unum.Grid.Space;

namespace Unum.Grid.Instances;

/// <summary>The entries of a history that are not operations of a caller.</summary>
/// <remarks>
/// <code>
/// 16 begin   instance id, template id (texts), size 3 x u16, root of the template's blocks 32
/// 17 cut     bricks i64: the face operation right before was cancelled after so many bricks
/// 18 commit  root 32: what a replay must come to
/// </code>
/// </remarks>
internal static class HistoryEntry
{
    public const int Begin = 16, Cut = 17, Commit = 18;

    public static void WriteBegin(ByteWriter to, string id, string template, Dimensions dimensions, Hash256 root)
    {
        to.U8(Begin);
        to.Text(id);
        to.Text(template);
        to.Size(dimensions);
        to.Hash(root);
    }

    public static (string Id, string Template, Dimensions Dimensions, Hash256 Root) ReadBegin(ref ByteReader from) => (from.Text(), from.Text(), from.Size(), from.Hash());

    public static void WriteCut(ByteWriter to, long bricks)
    {
        to.U8(Cut);
        to.I64(bricks);
    }

    public static void WriteCommit(ByteWriter to, Hash256 root)
    {
        to.U8(Commit);
        to.Hash(root);
    }

    /// <summary>Reads any entry.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static GridHistoryEntry Read(ref ByteReader from, long sequence, long time, Hash256 chain)
    {
        int kind = from.U8();
        switch (kind)
        {
            case Begin: return new(sequence, time, null, ReadBegin(ref from).Root, chain) { Kind = "begin" };
            case Cut:
                from.I64();
                return new(sequence, time, null, default, chain) { Kind = "cut" };
            case Commit: return new(sequence, time, null, from.Hash(), chain) { Kind = "commit" };
            default: return new(sequence, time, OperationCodec.Read(ref from, kind), default, chain);
        }
    }
}
