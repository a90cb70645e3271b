using System.Buffers.Binary;

namespace Unum.Grid.Consensus;

/// <summary>Canonical bytes of blocks.</summary>
internal static class WireCodec
{
    public static BlockHash HashOf(LedgerBlock block)
    {
        int size = 64 + block.Operations.Sum(o => 20 + o.Payload.Length);
        byte[] bytes = new byte[size];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, block.Round);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(8), block.Height);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(16), block.ParentRound);
        block.ParentHash.Write(bytes.AsSpan(24));
        int at = 56;
        foreach (LedgerOperation operation in block.Operations)
        {
            operation.Payload.Span.CopyTo(bytes.AsSpan(at));
            at += operation.Payload.Length;
        }

        return BlockHash.Of(bytes);
    }
}
