using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Unum.Grid.Space;
using Unum.Grid.Storage;

namespace Unum.Grid.Integrity;

/// <summary>
/// The whole grid in one hash. Every active block has a hash (<see cref="BlockHash"/>); a brick's hash is taken over its blocks' hashes, kappas and links; an
/// octree of seven levels over Morton brick codes leads to the root, which also covers size, count and the minds. The same state has the same root, however
/// it came to be; times of activation are not covered. (Merkle 1987; the sparse octree and its order are ours.)
/// Commit: bricks that changed since the last one are hashed anew, then their parents, level by level, 16 side by side; whoever did not change is not looked at.
/// Memory: 32 bytes a brick and a node, in pages of 512. Cost: one compression for a brick of one block and for a node of one child.
/// </summary>
/// <remarks>Not thread-safe.</remarks>
public sealed class MerkleTree
{
    /// <summary>Levels above the bricks: 8^7 bricks.</summary>
    public const int Levels = 7;

    private const int BatchMessages = 512, BatchBlocks = 2048, Ahead = 8;

    private readonly HashPages[] _levels = new HashPages[Levels + 1];
    private readonly HashBatch _batch = new(BatchMessages);
    private readonly int[] _batchNodes = new int[BatchMessages];
    private readonly Brick _brick = new();
    private readonly BrickGathering _gathering = new(BatchBlocks + Brick.Volume, BatchMessages);
    private readonly HashWidth _width;

    /// <summary>A tree over nothing.</summary>
    /// <param name="width">Hashes side by side.</param>
    public MerkleTree(HashWidth width = HashWidth.Best)
    {
        _width = width;
        for (int level = 0; level <= Levels; level++) _levels[level] = new(1 << (3 * (Levels - level)));
    }

    /// <summary>Memory of the tree in bytes.</summary>
    public long Bytes => _levels.Sum(l => l.Bytes);

    /// <summary>Brings the tree up to date with the array's dirty bricks, and calls them clean.</summary>
    /// <param name="blocks">The grid.</param>
    /// <param name="minds">Hash of what else belongs to the state; zero for nothing.</param>
    /// <param name="bricks">How many bricks were hashed anew.</param>
    /// <returns>The root.</returns>
    public Hash256 Commit(BlockArray blocks, Hash256 minds, out int bricks)
    {
        int[] dirty = new int[blocks.DirtyCount];
        int count = 0;
        foreach (int code in blocks.DirtyBricks()) dirty[count++] = code;
        HashBricks(blocks, dirty.AsSpan(0, count), (code, hash) => _levels[0][code] = hash);
        Span<int> changed = dirty.AsSpan(0, count);
        for (int level = 1; level <= Levels; level++) changed = HashLevel(level, changed);
        blocks.ClearDirty();
        bricks = count;
        return RootOf(blocks, minds);
    }

    /// <summary>The root of the last commit under this count and these minds.</summary>
    public Hash256 RootOf(BlockArray blocks, Hash256 minds) => MerkleFormat.Root(blocks.Dimensions, blocks.Count, _levels[Levels][0], minds);

    /// <summary>Proves what a block holds, or that it is not active. The array must be as at the last commit.</summary>
    public MerkleProof Prove(BlockArray blocks, Hash256 minds, Coordinate at)
    {
        blocks.Dimensions.Check(at);
        Invariant.Holds(blocks.DirtyCount == 0, "a proof is of what was committed");
        int code = Brick.CodeOf(at);
        bool active = blocks.TryGetBlock(at, out Block block);
        List<MerkleStep> steps = [];
        for (int level = 1; level <= Levels; level++)
        {
            ReadOnlySpan<Hash256> children = _levels[level - 1].Children(code >> (3 * level));
            byte present = Present(children);
            if (present == 0) continue; // an empty node is not part of the way: the first that is not shows the absence
            int mine = (code >> (3 * (level - 1))) & 7;
            List<Hash256> others = [];
            for (int c = 0; c < 8; c++)
            {
                if (c != mine && !children[c].IsZero) others.Add(children[c]);
            }

            steps.Add(new(level, present, others));
        }

        return new()
        {
            At = at,
            Dimensions = blocks.Dimensions,
            Active = active,
            Root = RootOf(blocks, minds),
            Value = block.Value,
            Kappa = active ? block.Kappa : 0,
            Blocks = blocks.Count,
            Minds = minds,
            Brick = BrickBlocks(blocks, code),
            Steps = steps,
        };
    }

    /// <summary>Hashes everything anew and tells the bricks, not dirty, whose content is not what was committed. Nodes that are wrong are put right.</summary>
    /// <param name="blocks">The grid.</param>
    /// <param name="seen">Bricks that were hashed.</param>
    /// <param name="nodes">Whether a node was not the hash of its children.</param>
    /// <returns>Morton codes, ascending.</returns>
    public IReadOnlyList<int> Damaged(BlockArray blocks, out int seen, out bool nodes)
    {
        HashSet<int> dirty = [.. blocks.DirtyBricks()];
        List<int> damaged = [], all = [.. blocks.Bricks().Where(code => !dirty.Contains(code))];
        HashBricks(blocks, CollectionsMarshal.AsSpan(all), (code, hash) =>
        {
            if (_levels[0][code] != hash) damaged.Add(code);
        });
        seen = all.Count;
        List<int> known = Known();
        damaged.AddRange(known.Except(all).Where(code => !dirty.Contains(code)));
        damaged.Sort();
        Hash256 root = _levels[Levels][0];
        Span<int> changed = CollectionsMarshal.AsSpan(known);
        for (int level = 1; level <= Levels; level++) changed = HashLevel(level, changed);
        nodes = known.Count > 0 && _levels[Levels][0] != root;
        return damaged;
    }

    /// <summary>Bricks that were not empty at the last commit.</summary>
    private List<int> Known()
    {
        List<int> known = [];
        for (int parent = 0; parent < 1 << (3 * (Levels - 1)); parent++)
        {
            ReadOnlySpan<Hash256> children = _levels[0].Children(parent);
            for (int c = 0; c < children.Length; c++)
            {
                if (!children[c].IsZero) known.Add((parent << 3) | c);
            }
        }

        return known;
    }

    /// <summary>Which of eight children, or of none, are there: no branch to be guessed, for any may be.</summary>
    private static byte Present(ReadOnlySpan<Hash256> children)
    {
        int present = 0;
        ReadOnlySpan<Vector256<byte>> all = MemoryMarshal.Cast<Hash256, Vector256<byte>>(children);
        for (int c = 0; c < all.Length; c++) present |= (Vector256.EqualsAll(all[c], Vector256<byte>.Zero) ? 0 : 1) << c;
        return (byte)present;
    }

    private List<MerkleBlock> BrickBlocks(BlockArray blocks, int code)
    {
        if (!blocks.ReadBrick(code, _brick)) return [];
        Span<Coordinate> at = new Coordinate[_brick.Count];
        _brick.CopyCoordinates(at);
        List<MerkleBlock> list = [];
        for (int i = 0; i < at.Length; i++)
            list.Add(new(BrickGathering.IndexOf(at[i]), _brick.Values[i], _brick.Kappas[i], [.. blocks.Links(at[i]).Select(Morton.Encode)]));
        return list;
    }

    private void HashBricks(BlockArray blocks, ReadOnlySpan<int> codes, Action<int, Hash256> done)
    {
        for (int i = 0; i < codes.Length;)
        {
            _gathering.Clear();
            while (i < codes.Length && _gathering.Blocks < BatchBlocks && !_gathering.IsFull)
            {
                if (i + Ahead < codes.Length) blocks.PrefetchBrick(codes[i + Ahead]);
                if (!_gathering.Add(blocks, codes[i])) done(codes[i], default);
                i++;
            }

            _gathering.Hash(blocks.Dimensions, _batch, _width, done);
        }
    }

    /// <summary>Hashes the parents of the nodes that changed; they come back in the same memory.</summary>
    private Span<int> HashLevel(int level, Span<int> changed)
    {
        int parents = 0;
        foreach (int code in changed)
        {
            if (parents == 0 || changed[parents - 1] != code >> 3) changed[parents++] = code >> 3;
        }

        Span<int> up = changed[..parents];
        for (int i = 0; i < up.Length; i++)
        {
            if (i + Ahead < up.Length) _levels[level - 1].PrefetchChildren(up[i + Ahead]);
            ReadOnlySpan<Hash256> children = _levels[level - 1].Children(up[i]);
            byte present = Present(children);
            if (present == 0)
            {
                _levels[level][up[i]] = default;
                continue;
            }

            _batchNodes[_batch.Count] = up[i];
            Span<byte> message = _batch.Add(MerkleFormat.Head + (BitOperations.PopCount(present) * Hash256.Length));
            MerkleFormat.NodeHead(message, level, present);
            Span<Hash256> to = MemoryMarshal.Cast<byte, Hash256>(message[MerkleFormat.Head..]);
            int next = 0;
            for (uint bits = present; bits != 0; bits &= bits - 1) to[next++] = children[BitOperations.TrailingZeroCount(bits)];
            if (_batch.IsFull) Store(level);
        }

        Store(level);
        return up;
    }

    private void Store(int level)
    {
        ReadOnlySpan<Hash256> hashes = _batch.Run(_width);
        for (int i = 0; i < hashes.Length; i++) _levels[level][_batchNodes[i]] = hashes[i];
    }
}
