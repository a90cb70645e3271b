using System.Security.Cryptography;
using FsCheck;
using FsCheck.Fluent;
using Unum.Grid.Integrity;
using Unum.Grid.Space;
using Unum.Grid.Storage;

namespace Unum.Tests.Grid.Integrity;

public sealed class MerkleTreeTests
{
    private static readonly Dimensions Small = new(40, 33, 100);

    [Fact]
    public void The_root_is_what_a_slow_tree_built_from_the_definition_says()
    {
        foreach (int count in (int[])[0, 1, 2, 50, 700])
        {
            BlockArray blocks = Filled(new Random(count), Small, count);
            if (count >= 50) Link(blocks, new Random(9));

            Assert.Equal(SlowRoot(blocks, default), Root(blocks));
        }

        BlockArray dense = new(new(16, 8, 9), TimeProvider.System);
        for (int z = 0; z < 9; z++) dense.ActivateFace(Plane.Z, z, z);
        Assert.Equal(SlowRoot(dense, Hash256.Of([1])), new MerkleTree().Commit(dense, Hash256.Of([1]), out _));
    }

    [Fact]
    public void The_root_follows_from_the_state_alone_whatever_the_order_and_the_commits_between()
    {
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(30), Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
        {
            Random random = new(seed);
            List<(Coordinate At, float Value, float Kappa)> final = [.. Enumerable.Range(0, random.Next(200)).Select(_ => (At(random, Small), random.NextSingle(), random.NextSingle())).DistinctBy(b => b.Item1)];
            Hash256[] roots = new Hash256[3];
            for (int way = 0; way < roots.Length; way++)
            {
                BlockArray blocks = new(Small, TimeProvider.System);
                MerkleTree tree = new((HashWidth)(way == 2 ? HashWidth.One : HashWidth.Best));
                foreach ((Coordinate at, float value, float kappa) in final.OrderBy(_ => random.Next()))
                {
                    if (random.Next(3) == 0 && At(random, Small) is var stray && final.TrueForAll(b => b.At != stray))
                    {
                        blocks.Activate(stray, 3);
                        if (random.Next(2) == 0) tree.Commit(blocks, default, out _);
                        blocks.Deactivate(stray);
                    }

                    blocks.Activate(at, random.Next(2) == 0 ? value : 7);
                    if (way > 0 && random.Next(5) == 0) tree.Commit(blocks, default, out _);
                    blocks.Set(at, value);
                    blocks.SetKappa(at, kappa);
                }

                roots[way] = tree.Commit(blocks, default, out _);
            }

            Assert.Single(roots.Distinct());
        }));
    }

    [Fact]
    public void Every_part_of_the_state_is_in_the_root()
    {
        Hash256 start = Root(Base());
        List<Action<BlockArray>> changes =
        [
            b => b.Set(new(1, 2, 3), 1.5f), b => b.Set(new(1, 2, 3), -0f), b => b.SetKappa(new(1, 2, 3), .7f), b => b.Deactivate(new(1, 2, 3)), b => b.Activate(new(0, 0, 0), 0),
            b => b.Link(new(1, 2, 3), new(30, 2, 3)), b => b.Unlink(new(30, 2, 3), new(1, 2, 4)),
        ];

        List<Hash256> roots = [start];
        foreach (Action<BlockArray> change in changes)
        {
            BlockArray blocks = Base();
            change(blocks);
            roots.Add(Root(blocks));
        }

        roots.Add(new MerkleTree().Commit(Base(), Hash256.Of([1]), out _));
        Assert.Equal(roots.Count, roots.Distinct().Count());

        static BlockArray Base()
        {
            BlockArray blocks = new(Small, TimeProvider.System);
            blocks.Activate(new(1, 2, 3), 0f);
            blocks.Activate(new(1, 2, 4), 1f);
            blocks.Activate(new(30, 2, 3), 1f);
            blocks.Link(new(30, 2, 3), new(1, 2, 4));
            return blocks;
        }
    }

    [Fact]
    public void A_block_that_goes_takes_its_links_out_of_the_root_of_those_that_stay()
    {
        BlockArray blocks = new(Small, TimeProvider.System);
        MerkleTree tree = new();
        blocks.Activate(new(1, 1, 1), 1);
        Hash256 alone = tree.Commit(blocks, default, out _);
        blocks.Activate(new(30, 30, 30), 1);
        blocks.Link(new(1, 1, 1), new(30, 30, 30));
        tree.Commit(blocks, default, out _);
        blocks.Deactivate(new(30, 30, 30));

        Assert.Equal(alone, tree.Commit(blocks, default, out _));

        blocks.Activate(new(30, 30, 30), 1);
        blocks.Link(new(1, 1, 1), new(30, 30, 30));
        tree.Commit(blocks, default, out _);
        blocks.DeactivateFace(Plane.Y, 30);

        Assert.Equal(alone, tree.Commit(blocks, default, out _));
    }

    [Fact]
    public void A_commit_hashes_only_bricks_that_changed()
    {
        BlockArray blocks = Filled(new Random(1), new(1000, 1000, 1000), 5000);
        MerkleTree tree = new();
        tree.Commit(blocks, default, out int all);
        blocks.Set(new(5, 5, 5), 1);
        blocks.Set(new(6, 5, 5), 1);
        blocks.SetKappa(new(6, 5, 5), .1f);
        blocks.Set(new(999, 999, 999), 1);

        tree.Commit(blocks, default, out int few);
        tree.Commit(blocks, default, out int none);

        Assert.InRange(all, 4900, 5000);
        Assert.Equal(2, few);
        Assert.Equal(0, none);
    }

    [Fact]
    public void Proofs_of_membership_and_absence_convince_whoever_knows_the_root()
    {
        Random random = new(3);
        BlockArray blocks = Filled(random, Small, 600);
        Link(blocks, random);
        MerkleTree tree = new();
        Hash256 minds = Hash256.Of([7]), root = tree.Commit(blocks, minds, out _);
        List<Coordinate> asked = [.. blocks.Blocks().Select(b => b.At).Take(60), .. Enumerable.Range(0, 100).Select(_ => At(random, Small))];
        foreach (Coordinate at in asked)
        {
            MerkleProof proof = tree.Prove(blocks, minds, at);

            Assert.True(proof.Verify(root));
            Assert.Equal(blocks.TryGetBlock(at, out Block block), proof.Active);
            Assert.Equal(block.Value, proof.Value);
            Assert.False(proof.Verify(Hash256.Of([8])));
        }

        MerkleTree empty = new();
        BlockArray nothing = new(Small, TimeProvider.System);
        Hash256 bare = empty.Commit(nothing, default, out _);
        Assert.True(empty.Prove(nothing, default, new(1, 1, 1)).Verify(bare));
    }

    [Fact]
    public void A_proof_that_was_changed_anywhere_convinces_nobody()
    {
        Random random = new(4);
        BlockArray blocks = Filled(random, Small, 300);
        Link(blocks, random);
        MerkleTree tree = new();
        Hash256 root = tree.Commit(blocks, default, out _);
        Coordinate member = blocks.Blocks().First().At, stranger = new(39, 0, 99);
        blocks.Deactivate(stranger);
        root = tree.Commit(blocks, default, out _);
        MerkleProof there = tree.Prove(blocks, default, member), absent = tree.Prove(blocks, default, stranger);
        Assert.True(there.Verify(root) && absent.Verify(root));
        MerkleBlock own = there.Brick[0];
        List<MerkleProof> forged =
        [
            there with { Value = there.Value + 1 }, there with { Kappa = .5f }, there with { Active = false }, there with { Active = false, Value = 0, Kappa = 0 },
            there with { At = stranger }, there with { Blocks = 1 }, there with { Minds = root }, there with { Dimensions = new(40, 33, 101) }, there with { Steps = [] },
            there with { Steps = [.. there.Steps.Skip(1)] }, there with { Steps = [.. there.Steps.Reverse()] }, there with { Brick = [] },
            there with { Brick = [own with { Value = own.Value + 1 }, .. there.Brick.Skip(1)], Value = own.Value + 1 }, there with { Brick = [.. there.Brick, own] },
            there with { Active = false, Value = 0, Kappa = 0, Brick = [] },
            there with { Brick = [own with { Links = [99] }, .. there.Brick.Skip(1)] },
            absent with { Active = true }, absent with { At = member }, absent with { Steps = [] }, absent with { Brick = there.Brick },
            absent with { Steps = [.. absent.Steps.Select(s => s with { Present = (byte)(s.Present ^ 1) })] },
        ];

        for (int i = 0; i < forged.Count; i++) Assert.False(forged[i].Verify(root) || forged[i].Verify(forged[i].Root), $"forgery {i}");
    }

    [Fact]
    public void Memory_that_changed_behind_the_trees_back_is_found()
    {
        BlockArray blocks = Filled(new Random(5), Small, 200);
        MerkleTree tree = new();
        tree.Commit(blocks, default, out _);
        Assert.Empty(tree.Damaged(blocks, out int seen, out bool nodes));
        Assert.True(seen > 50 && !nodes);

        // The dirty mark is taken away: as if a bit of memory had flipped.
        Coordinate victim = blocks.Blocks().Skip(100).First().At;
        blocks.Set(victim, 12345);
        blocks.ClearDirty();

        Assert.Equal([Brick.CodeOf(victim)], tree.Damaged(blocks, out _, out _));
    }

    private static Hash256 Root(BlockArray blocks) => new MerkleTree().Commit(blocks, default, out _);

    private static Coordinate At(Random random, Dimensions d) => new(random.Next(d.X), random.Next(d.Y), random.Next(d.Z));

    private static BlockArray Filled(Random random, Dimensions dimensions, int count)
    {
        BlockArray blocks = new(dimensions, TimeProvider.System);
        for (int i = 0; i < count; i++)
        {
            Coordinate at = At(random, dimensions);
            blocks.Activate(at, random.NextSingle());
            blocks.SetKappa(at, random.NextSingle());
        }

        return blocks;
    }

    private static void Link(BlockArray blocks, Random random)
    {
        Coordinate[] all = [.. blocks.Blocks().Select(b => b.At)];
        for (int i = 0; i < 40; i++)
        {
            Coordinate a = all[random.Next(all.Length)], b = all[random.Next(all.Length)];
            if (a != b) blocks.Link(a, b);
        }
    }

    /// <summary>The definition of docs/grid-ledger.md, recursively and with the platform's SHA-256.</summary>
    private static Hash256 SlowRoot(BlockArray blocks, Hash256 minds)
    {
        Dictionary<int, List<Block>> bricks = blocks.Blocks().GroupBy(b => (int)(Morton.Encode(b.At) >> 9)).ToDictionary(g => g.Key, g => g.ToList());
        using MemoryStream root = new();
        using BinaryWriter w = new(root);
        w.Write("unum grid root 1"u8);
        foreach (int size in (int[])[blocks.Dimensions.X, blocks.Dimensions.Y, blocks.Dimensions.Z]) w.Write(size);
        w.Write(blocks.Count);
        w.Write(Node(7, 0) ?? new byte[32]);
        w.Write(Convert.FromHexString(minds.ToString()));
        return new(SHA256.HashData(root.ToArray()));

        byte[]? Node(int level, int code)
        {
            if (level == 0) return bricks.TryGetValue(code, out List<Block>? inside) ? SlowBrick(blocks, inside) : null;
            byte[]?[] children = [.. Enumerable.Range(0, 8).Select(c => bricks.Keys.Any(k => k >> (3 * (level - 1)) == (code << 3 | c)) ? Node(level - 1, code << 3 | c) : null)];
            int present = Enumerable.Range(0, 8).Sum(c => children[c] is null ? 0 : 1 << c);
            return present == 0 ? null : SHA256.HashData([(byte)'N', (byte)level, (byte)present, 0, .. children.Where(c => c is not null).SelectMany(c => c!)]);
        }
    }

    private static byte[] SlowBrick(BlockArray blocks, List<Block> inside)
    {
        using MemoryStream bytes = new();
        using BinaryWriter w = new(bytes);
        List<Block> ordered = [.. inside.OrderBy(Index)], linked = [.. ordered.Where(b => blocks.Links(b.At).Count > 0)];
        w.Write((byte)'B');
        w.Write(linked.Count > 0);
        w.Write((ushort)inside.Count);
        foreach (Block b in ordered)
        {
            w.Write((ushort)Index(b));
            w.Write(b.Kappa);
            w.Write(Convert.FromHexString(BlockHash.Of(b.At, b.Value, blocks.Dimensions).ToString()));
        }

        if (linked.Count > 0) w.Write((ushort)linked.Count);
        foreach (Block b in linked)
        {
            w.Write((ushort)Index(b));
            w.Write((ushort)blocks.Links(b.At).Count);
            foreach (Coordinate other in blocks.Links(b.At)) w.Write(Morton.Encode(other));
        }

        return SHA256.HashData(bytes.ToArray());

        static int Index(Block b) => (b.At.X % 8) + (b.At.Y % 8 * 8) + (b.At.Z % 8 * 64);
    }
}
