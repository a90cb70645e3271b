using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Unum.Grid.Space;

namespace Unum.Grid.Integrity;

/// <summary>The bytes that Merkle hashes are taken of: one place for those who build a tree and those who check a proof.</summary>
/// <remarks>
/// <code>
/// brick  'B' 0/1 | count u16 | count x (index u16, kappa bits u32, block hash 32) | if 1: links u16, links x (index u16, count u16, count x Morton u32)
/// node   'N' level present 0 | a hash (32) for each child that is present, ascending
/// root   "unum grid root 1" (16) | dims 3 x u32 | active blocks u64 | octree hash 32 (zero when empty) | hash of the minds 32
/// </code>
/// Little endian. A brick of one block and a node of one child are one SHA-256 compression; the first byte keeps kinds apart.
/// </remarks>
internal static class MerkleFormat
{
    /// <summary>Bytes before a brick's blocks and before a node's children.</summary>
    public const int Head = 4;

    /// <summary>Bytes of a block in its brick.</summary>
    public const int BlockBytes = 38;

    public static void BrickHead(Span<byte> message, int count, bool links)
    {
        (message[0], message[1]) = ((byte)'B', links ? (byte)1 : (byte)0);
        BinaryPrimitives.WriteUInt16LittleEndian(message[2..], (ushort)count);
    }

    public static void Block(Span<byte> to, int index, float kappa, in Hash256 hash)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(to, (ushort)index);
        BinaryPrimitives.WriteSingleLittleEndian(to[2..], kappa);
        MemoryMarshal.Write(to[6..], in hash);
    }

    public static void NodeHead(Span<byte> message, int level, byte present) => (message[0], message[1], message[2], message[3]) = ((byte)'N', (byte)level, present, 0);

    /// <summary>Appends the links of a brick's blocks.</summary>
    /// <param name="to">Gets the bytes.</param>
    /// <param name="links">Each block that has any: its index and the Morton codes, ascending.</param>
    public static void Links(List<byte> to, IReadOnlyList<(int Index, IReadOnlyList<uint> Codes)> links)
    {
        Span<byte> word = stackalloc byte[4];
        BinaryPrimitives.WriteUInt16LittleEndian(word, (ushort)links.Count);
        to.AddRange(word[..2]);
        foreach ((int index, IReadOnlyList<uint> codes) in links)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(word, (ushort)index);
            BinaryPrimitives.WriteUInt16LittleEndian(word[2..], (ushort)codes.Count);
            to.AddRange(word);
            foreach (uint code in codes)
            {
                BinaryPrimitives.WriteUInt32LittleEndian(word, code);
                to.AddRange(word);
            }
        }
    }

    public static Hash256 Root(Dimensions dimensions, long blocks, Hash256 octree, Hash256 minds)
    {
        Span<byte> message = stackalloc byte[16 + 12 + 8 + (2 * Hash256.Length)];
        "unum grid root 1"u8.CopyTo(message);
        BinaryPrimitives.WriteInt32LittleEndian(message[16..], dimensions.X);
        BinaryPrimitives.WriteInt32LittleEndian(message[20..], dimensions.Y);
        BinaryPrimitives.WriteInt32LittleEndian(message[24..], dimensions.Z);
        BinaryPrimitives.WriteInt64LittleEndian(message[28..], blocks);
        octree.CopyTo(message[36..]);
        minds.CopyTo(message[68..]);
        return Hash256.Of(message);
    }
}
