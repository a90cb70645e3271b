using System.Runtime.Intrinsics;
using Unum.Grid.Space;
using Unum.Grid.Storage;

namespace Unum.Tests.Grid.Storage;

public sealed class BlockArrayTests
{
    private readonly ManualTime _time = new(1000);

    [Fact]
    public void What_the_mission_asks_of_a_new_block()
    {
        BlockArray array = new(new(10, 10, 10), _time);
        Assert.True(array.Activate(new(5, 5, 5), 1));
        Assert.Equal(1, array.Get(new(5, 5, 5)));
        Assert.Equal(0, array.Get(new(5, 5, 6)));
        Assert.True(array.TryGetBlock(new(5, 5, 5), out Block block));
        Assert.Equal(new Block(new(5, 5, 5), 1, .6f, 1000, 0), block);
        _time.Milliseconds = 2000;
        Assert.False(array.Activate(new(5, 5, 5), 2));
        array.TryGetBlock(new(5, 5, 5), out block);
        Assert.Equal((2f, 1000L), (block.Value, block.ActivatedMilliseconds));
    }

    [Fact]
    public void Bricks_opened_for_a_row_are_packed_again_and_moving_every_brick_leaves_no_waste()
    {
        BlockArray rows = new(new(200, 200, 16), _time), whole = new(new(200, 200, 16), _time);
        Coordinate[] all = [.. Enumerable.Range(0, 200 * 200).Select(i => new Coordinate(i / 200, i % 200, 5))];
        BlockWriter writer = rows.Write(7);
        foreach (Coordinate at in all) writer.Set(at, 1);
        writer.Dispose();
        whole.InsertMany(all, [.. all.Select(_ => 1f)], 7);
        Assert.Equal(whole.Blocks(), rows.Blocks());
        Assert.InRange(rows.Bytes, whole.Bytes, 1.1 * whole.Bytes);

        long before = whole.Bytes;
        foreach (int code in whole.Bricks().ToArray()) whole.WriteKappas(code, [.. Enumerable.Repeat(.5f, 64)]);
        Assert.InRange(whole.Bytes, before + (4 * all.Length), before + (5 * all.Length));
    }

    [Theory]
    [InlineData(10, 0, 0)]
    [InlineData(0, -1, 0)]
    [InlineData(0, 0, 12)]
    [InlineData(int.MinValue, 0, 0)]
    [InlineData(0, int.MaxValue, 0)]
    public void Outside_the_grid_every_call_says_what_is_possible(int x, int y, int z)
    {
        BlockArray array = new(new(10, 11, 12), _time);
        Coordinate at = new(x, y, z), inside = new(1, 1, 1);
        array.Activate(inside);
        Action[] calls =
        [
            () => array.Activate(at), () => array.Deactivate(at), () => array.Get(at), () => array.Set(at, 1), () => array.TryGet(at, out _), () => array.TryGetBlock(at, out _),
            () => array.SetKappa(at, .5f), () => array.SetHash(at, 1), () => array.Neighbours(at, Adjacency.Six, new Coordinate[6]), () => array.Region(at, at),
            () => array.InsertMany([inside, at], [1, 2]), () => array.GetMany([at], new float[1]), () => array.Link(inside, at), () => array.Unlink(at, inside), () => array.Links(at),
        ];
        foreach (Action call in calls) Assert.Contains("10 x 11 x 12", Assert.Throws<ArgumentOutOfRangeException>(call).Message, StringComparison.Ordinal);
        Assert.Equal(1, array.Count);
        Assert.Equal(1, array.Get(inside));
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void A_value_that_is_no_number_is_refused_and_changes_nothing(float value)
    {
        BlockArray array = new(new(10, 10, 10), _time);
        Assert.Throws<ArgumentOutOfRangeException>(() => array.Activate(default, value));
        Assert.Throws<ArgumentOutOfRangeException>(() => array.Set(default, value));
        Assert.Throws<ArgumentOutOfRangeException>(() => array.InsertMany([new(1, 1, 1), default], [1, value]));
        Assert.Throws<ArgumentOutOfRangeException>(() => array.ActivateFace(Plane.X, 1, value));
        Assert.Equal(0, array.Count);
    }

    [Fact]
    public void Arguments_that_cannot_be_are_refused_with_the_range()
    {
        BlockArray array = new(new(10, 20, 30), _time);
        array.Activate(default);
        Assert.Throws<ArgumentOutOfRangeException>(() => new BlockArray(default, _time));
        Assert.Throws<ArgumentOutOfRangeException>(() => new BlockArray(new(1, 1, 1), _time, float.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => array.SetKappa(default, 1.1f));
        Assert.Throws<ArgumentOutOfRangeException>(() => array.Activate(default, 1, -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => array.Activate(default, 1, BlockArray.EndOfTime));
        Assert.Throws<ArgumentOutOfRangeException>(() => array.Write(-1));
        Assert.Contains("0 to 19", Assert.Throws<ArgumentOutOfRangeException>(() => array.ActivateFace(Plane.Y, 20)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => array.Face(Plane.Z, -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => array.DeactivateFace((Plane)7, 0));
        Assert.Contains("turned round", Assert.Throws<ArgumentException>(() => array.Region(new(5, 5, 5), new(5, 4, 5))).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => array.InsertMany([default], [1, 2]));
        Assert.Throws<ArgumentException>(() => array.GetMany([default], []));
        Assert.Throws<ArgumentException>(() => array.WriteKappas(0, [.1f, .2f]));
        Assert.Throws<ArgumentOutOfRangeException>(() => array.WriteKappas(0, [-.1f]));
        Assert.Throws<ArgumentOutOfRangeException>(() => array.Neighbours(default, Adjacency.TwentySix, new Coordinate[6]));
        Assert.Throws<ArgumentException>(() => array.Link(default, default));
        Assert.Contains("activate (1, 1, 1) first", Assert.Throws<InvalidOperationException>(() => array.Link(default, new(1, 1, 1))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(13)]
    [InlineData(64)]
    public void A_face_given_another_value_keeps_its_times_loses_its_hashes_and_is_dirty(int side)
    {
        foreach (Plane plane in Enum.GetValues<Plane>())
        {
            BlockArray array = new(new(side, side, side), _time);
            array.ActivateFace(plane, 1, 2, 10);
            foreach (Block block in array.Blocks().ToArray())
            {
                array.SetHash(block.At, 9);
                array.SetKappa(block.At, .25f);
            }

            array.ClearDirty();
            Assert.Equal(side * side, array.ActivateFace(plane, 1, 3, 20));
            Assert.All(array.Blocks(), b => Assert.Equal((3f, .25f, 10L, 0UL), (b.Value, b.Kappa, b.ActivatedMilliseconds, b.Hash)));
            Assert.Equal(side * side, array.Count);
            Assert.Equal(array.Bricks(), array.DirtyBricks());
            array.Activate(default, 7, 30);
            array.ActivateFace(plane, 1, 4, 40);
            Assert.Equal((7f, 4f), (array.Get(default), array.Get(new(1, 1, 1))));
            Assert.Equal((side * side) + 1, array.Count);
        }
    }

    [Fact]
    public void Links_go_both_ways_and_end_with_either_block()
    {
        BlockArray array = new(new(100, 100, 100), _time);
        Coordinate a = new(1, 2, 3), b = new(90, 2, 3), c = new(5, 80, 3);
        foreach (Coordinate at in (Coordinate[])[a, b, c]) array.Activate(at);
        Assert.True(array.Link(a, b));
        Assert.False(array.Link(b, a));
        Assert.True(array.Link(c, a));
        Assert.Equal([b, c], array.Links(a).OrderByDescending(l => l.X));
        Assert.Equal([a], array.Links(c));
        array.ClearDirty();
        array.DeactivateFace(Plane.X, 90);
        Assert.Equal([c], array.Links(a));
        Assert.Contains(Brick.CodeOf(a), array.DirtyBricks());
        Assert.True(array.Unlink(a, c));
        Assert.False(array.Unlink(a, c));
        Assert.Equal(0, array.LinkCount);
    }

    [Theory]
    [InlineData(10, 1_000)]
    [InlineData(100, 20_000)]
    [InlineData(1000, 200_000)]
    public void Memory_is_that_of_the_active_blocks_and_is_given_back(int side, int active)
    {
        Random random = new(side);
        BlockArray array = new(new(side, side, side), _time);
        long empty = array.Bytes;
        Assert.InRange(empty, 1, 16 * 1024);
        Coordinate[] at = [.. Enumerable.Range(0, active).Select(_ => new Coordinate(random.Next(side), random.Next(side), random.Next(side))).Distinct()];
        foreach (Coordinate one in at) array.Activate(one, 1, 5);
        Assert.Equal(at.Length, array.Count);

        // 4 bytes of value, up to 10 of key and brick, at most 4 bytes for each of the 2 million bricks of the directory's pages, and unfilled chunks.
        long directory = Math.Min(2_097_152L * 4, (long)at.Length * 16 * 1024), slack = 18 * 33 * 1024;
        Assert.InRange(array.Bytes, at.Length * 4L, (at.Length * 14L) + directory + slack);
        foreach (Coordinate one in at) Assert.True(array.Deactivate(one));
        Assert.Equal(0, array.Count);
        Assert.Empty(array.Bricks());
        Assert.InRange(array.Bytes, 1, (2 * slack) + directory);
    }

    [Fact]
    public void A_few_blocks_of_a_billion_cost_a_page_each_and_a_dense_region_its_values()
    {
        BlockArray few = new(Dimensions.Mission, _time), dense = new(Dimensions.Mission, _time);
        few.Activate(default);
        few.Activate(new(999, 999, 999));
        Assert.InRange(few.Bytes, 1, 48 * 1024);
        Coordinate[] all = [.. Enumerable.Range(0, 64 * 64 * 64).Select(i => new Coordinate(i & 63, i >> 6 & 63, i >> 12))];
        dense.InsertMany(all, new float[all.Length]);
        Assert.InRange((double)dense.Bytes / dense.Count, 4, 4.5);
    }

    [Fact]
    public void Walking_reading_and_overwriting_allocate_nothing()
    {
        BlockArray array = new(new(64, 64, 64), _time);
        array.ActivateFace(Plane.X, 3);
        Coordinate[] near = new Coordinate[26], at = [.. array.Face(Plane.X, 3).Select(b => b.At)];
        float[] values = new float[at.Length];
        void Work()
        {
            long seen = 0;
            foreach (Block block in array.Blocks()) seen += block.At.X;
            foreach (Block block in array.Region(new(2, 2, 2), new(40, 40, 40))) seen += block.At.X;
            foreach (int code in array.Bricks()) seen += code;
            array.Neighbours(new(3, 5, 5), Adjacency.TwentySix, near);
            array.GetMany(at, values);
            foreach (Coordinate one in at) array.Set(one, seen % 7);
            array.ActivateFace(Plane.X, 3, 4);
        }

        Work();
        Assert.Equal(0, Allocation.Of(Work));
    }

    [Fact]
    public void An_update_reads_only_old_figures_and_refuses_impossible_ones()
    {
        BlockArray array = new(new(20, 20, 20), _time);
        for (int x = 0; x < 20; x++) array.Activate(new(x, 4, 4), x);
        array.Activate(new(9, 9, 9), 50);
        MeanKernel mean = default;
        array.Update(BlockColumn.Value, ref mean);
        Assert.Equal(1, array.Get(new(0, 4, 4)));
        Assert.Equal(18, array.Get(new(19, 4, 4)));
        for (int x = 1; x < 19; x++) Assert.Equal(x, array.Get(new(x, 4, 4)));
        Assert.Equal(0, array.Get(new(9, 9, 9)));
        Assert.Equal(21, mean.Blocks);
        Excess excess = default;
        Assert.Throws<ArgumentOutOfRangeException>(() => array.Update(BlockColumn.Kappa, ref excess));
        Assert.All(array.Blocks(), b => Assert.Equal(.6f, b.Kappa));
    }

    [Fact]
    public void Applying_changes_each_figure_by_itself_at_every_population()
    {
        Random random = new(4);
        BlockArray array = new(new(200, 8, 8), _time);
        Dictionary<Coordinate, float> wanted = [];
        for (int brick = 0; brick < 25; brick++)
        {
            for (int i = 0; i < 1 + (brick * brick); i++)
            {
                Coordinate at = new((brick * 8) + random.Next(8), random.Next(8), random.Next(8));
                array.Activate(at, i);
                wanted[at] = (i * 2f) + 1;
            }
        }

        Doubler kernel = default;
        array.Apply(BlockColumn.Value, ref kernel);
        Assert.Equal(wanted.Count, array.Count);
        foreach (Block block in array.Blocks()) Assert.Equal(wanted[block.At], block.Value);
        Assert.Throws<ArgumentOutOfRangeException>(() => array.Apply(BlockColumn.Kappa, ref kernel));

        // Where a brick is dense, inactive blocks still count as nothing.
        Probe probe = default;
        array.Sweep(BlockColumn.Value, ref probe);
        Assert.Equal(array.Blocks().Sum(b => (double)Six(array, b.At).Sum(array.Get)), probe.Sum, 1e-3 * probe.Sum);
    }

    private static Coordinate[] Six(BlockArray array, Coordinate at)
    {
        Coordinate[] near = new Coordinate[6];
        return near.Take(array.Neighbours(at, Adjacency.Six, near)).ToArray();
    }

    private struct MeanKernel : IUpdateKernel
    {
        public int Blocks;

        public Vector256<float> Next(in NeighbourhoodRow row)
        {
            Blocks += System.Numerics.BitOperations.PopCount(row.Active);
            return row.Sum / Vector256.Max(row.Neighbours, Vector256<float>.One);
        }
    }

    private struct Excess : IUpdateKernel
    {
        public readonly Vector256<float> Next(in NeighbourhoodRow row) => row.Centre * 2;
    }

    private struct Doubler : IApplyKernel
    {
        public readonly Vector256<float> Next(Vector256<float> figures) => (figures * 2) + Vector256<float>.One;
    }

    private struct Probe : ISweepKernel
    {
        public double Sum;

        public void Visit(in NeighbourhoodRow row)
        {
            for (int x = 0; x < 8; x++) Sum += row.Masked(row.Sum)[x];
        }
    }
}
