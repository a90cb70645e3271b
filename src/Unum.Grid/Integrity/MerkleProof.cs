using System.Numerics;
using Unum.Grid.Space;

namespace Unum.Grid.Integrity;

/// <summary>Shows to anyone who knows only the root what a block holds, or that it is not active.</summary>
/// <remarks>
/// It tells all blocks of the block's brick (at most 512, 10 bytes each) and the nodes from there to the root (at most 7, 7 hashes each). A proof of absence
/// is a brick without the block, or a node without the child where the block would be. Checking needs no tree and no array.
/// </remarks>
public sealed record MerkleProof
{
    /// <summary>The block.</summary>
    public required Coordinate At { get; init; }

    /// <summary>The grid's size.</summary>
    public required Dimensions Dimensions { get; init; }

    /// <summary>Whether the block is active: a proof of membership; else one of absence.</summary>
    public required bool Active { get; init; }

    /// <summary>The root that it leads to.</summary>
    public required Hash256 Root { get; init; }

    /// <summary>What the block holds; 0 when not active.</summary>
    public float Value { get; init; }

    /// <summary>The block's kappa; 0 when not active.</summary>
    public float Kappa { get; init; }

    /// <summary>Active blocks of the whole grid.</summary>
    public required long Blocks { get; init; }

    /// <summary>Hash of the minds; zero when there are none.</summary>
    public required Hash256 Minds { get; init; }

    /// <summary>All active blocks of the block's brick, by ascending index; empty when there is none.</summary>
    public required IReadOnlyList<MerkleBlock> Brick { get; init; }

    /// <summary>The nodes from the brick to the root that are not empty, lowest first.</summary>
    public required IReadOnlyList<MerkleStep> Steps { get; init; }

    /// <summary>Whether it proves what it says to whoever trusts this root.</summary>
    public bool Verify(Hash256 root) => root == Root && Dimensions.Contains(At) && SaysWhatTheBrickSays() && Climb() is { } octree
        && MerkleFormat.Root(Dimensions, Blocks, octree, Minds) == root;

    private bool SaysWhatTheBrickSays()
    {
        int mine = BrickGathering.IndexOf(At), previous = -1;
        MerkleBlock? found = null;
        foreach (MerkleBlock block in Brick)
        {
            if (block.Index <= previous || block.Index >= Storage.Brick.Volume) return false;
            previous = block.Index;
            if (block.Index == mine) found = block;
        }

        // Bits are compared, not numbers: 0 and -0 are different values.
        return found is null
            ? !Active && Value == 0 && Kappa == 0
            : Active && BitConverter.SingleToInt32Bits(found.Value) == BitConverter.SingleToInt32Bits(Value) && BitConverter.SingleToInt32Bits(found.Kappa) == BitConverter.SingleToInt32Bits(Kappa);
    }

    /// <summary>The octree's hash; null when the steps do not fit together.</summary>
    private Hash256? Climb()
    {
        Hash256 hash = Brick.Count == 0 ? default : BrickHash();
        int code = Storage.Brick.CodeOf(At), done = 0;
        foreach (MerkleStep step in Steps)
        {
            // Levels may be missing only below the first step, where nothing is.
            if (step.Level <= done || step.Level > MerkleTree.Levels || (!hash.IsZero && step.Level != done + 1)) return null;
            int mine = (code >> (3 * (step.Level - 1))) & 7;
            bool comes = (step.Present >> mine & 1) != 0;
            if (comes == hash.IsZero || step.Others.Count != BitOperations.PopCount(step.Present) - (comes ? 1 : 0) || step.Present == 0) return null;
            hash = NodeHash(step, mine, hash);
            done = step.Level;
        }

        return hash.IsZero || done == MerkleTree.Levels ? hash : null;
    }

    private static Hash256 NodeHash(MerkleStep step, int mine, Hash256 hash)
    {
        byte[] message = new byte[MerkleFormat.Head + (BitOperations.PopCount(step.Present) * Hash256.Length)];
        MerkleFormat.NodeHead(message, step.Level, step.Present);
        int at = MerkleFormat.Head, other = 0;
        for (int c = 0; c < 8; c++)
        {
            if ((step.Present >> c & 1) == 0) continue;
            (c == mine ? hash : step.Others[other++]).CopyTo(message.AsSpan(at));
            at += Hash256.Length;
        }

        return Hash256.Of(message);
    }

    private Hash256 BrickHash()
    {
        Coordinate origin = Storage.Brick.OriginOf(Storage.Brick.CodeOf(At));
        List<(int, IReadOnlyList<uint>)> links = [.. Brick.Where(b => b.Links.Count > 0).Select(b => (b.Index, b.Links))];
        List<byte> tail = [];
        if (links.Count > 0) MerkleFormat.Links(tail, links);
        byte[] message = new byte[MerkleFormat.Head + (Brick.Count * MerkleFormat.BlockBytes) + tail.Count];
        MerkleFormat.BrickHead(message, Brick.Count, links.Count > 0);
        for (int i = 0; i < Brick.Count; i++)
        {
            MerkleBlock b = Brick[i];
            Coordinate at = new(origin.X + (b.Index & 7), origin.Y + (b.Index >> 3 & 7), origin.Z + (b.Index >> 6));
            MerkleFormat.Block(message.AsSpan(MerkleFormat.Head + (i * MerkleFormat.BlockBytes)), b.Index, b.Kappa, BlockHash.Of(at, b.Value, Dimensions));
        }

        tail.CopyTo(message, message.Length - tail.Count);
        return Hash256.Of(message);
    }
}
