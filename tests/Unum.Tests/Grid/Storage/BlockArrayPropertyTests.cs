using Unum.Grid.Space;
using Unum.Grid.Storage;

namespace Unum.Tests.Grid.Storage;

/// <summary>Long random histories, side by side with the model.</summary>
public sealed class BlockArrayPropertyTests
{
    private const float Kappa0 = .6f;

    [Theory]
    [InlineData(8, 8, 8, 1)]
    [InlineData(10, 10, 10, 2)]
    [InlineData(13, 1, 29, 3)]
    [InlineData(17, 23, 9, 4)]
    [InlineData(100, 100, 100, 5)]
    [InlineData(1000, 1000, 1000, 6)]
    [InlineData(1024, 1024, 1024, 7)]
    public void A_long_random_history_leaves_what_the_model_has(int x, int y, int z, int seed)
    {
        World world = new(new(x, y, z), seed);
        for (int round = 0; round < 12; round++)
        {
            // Whole phases of growth and of decline walk every brick through every population.
            double growth = (round % 4) switch { 0 or 1 => .85, 2 => .5, _ => .12 };
            for (int i = 0; i < 400; i++) world.Step(growth);
            world.Compare();
        }
    }

    [Fact]
    public void Whatever_happens_between_two_rows_the_second_goes_where_it_belongs()
    {
        for (int seed = 0; seed < 150; seed++)
        {
            World world = new(new(20, 20, 20), seed);
            for (int i = 0; i < 5; i++) world.RowAround(disturbed: false);
            world.RowAround(disturbed: true);
            world.CompareBlocks();
        }
    }

    [Fact]
    public void A_brick_filled_and_emptied_block_by_block_is_right_at_every_population()
    {
        Random random = new(11);
        World world = new(new(16, 16, 16), 12);
        Coordinate[] all = [.. Enumerable.Range(0, 512).Select(k => new Coordinate(k & 7, k >> 3 & 7, 8 + (k >> 6)))];
        random.Shuffle(all);
        foreach (Coordinate at in all)
        {
            world.Activate(at);
            world.CompareBrick(Brick.CodeOf(at));
        }

        random.Shuffle(all);
        foreach (Coordinate at in all)
        {
            world.Deactivate(at);
            world.CompareBrick(Brick.CodeOf(at));
        }

        Assert.Equal(0, world.Array.Count);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Columns_of_kappas_times_and_hashes_follow_a_brick_through_every_population(int cold)
    {
        Random random = new(cold);
        World world = new(new(9, 9, 9), 13 + cold);
        Coordinate[] all = [.. Enumerable.Range(0, 512).Select(k => new Coordinate(k & 7, k >> 3 & 7, k >> 6))];
        random.Shuffle(all);
        foreach ((Coordinate at, int i) in all.Select((a, i) => (a, i)))
        {
            if (cold != 0) world.Clock.Milliseconds++;
            world.Activate(at);
            if (cold > 1 && i % 7 == 0) world.SetKappa(all[random.Next(i + 1)]);
            if (cold > 2 && i % 5 == 0) world.SetHash(all[random.Next(i + 1)]);
            if (i % 3 == 0) world.CompareBrick(0);
        }

        world.Compare();
        random.Shuffle(all);
        foreach ((Coordinate at, int i) in all.Select((a, i) => (a, i)))
        {
            world.Deactivate(at);
            if (i % 3 == 0) world.CompareBrick(0);
        }
    }

    [Fact]
    public void Equal_contents_save_equal_bytes_whatever_their_history()
    {
        Random random = new(21);
        Coordinate[] all = [.. Enumerable.Range(0, 3000).Select(_ => new Coordinate(random.Next(30), random.Next(30), random.Next(30))).Distinct()];
        float[] values = [.. all.Select(a => a.X + (a.Y * .5f))];
        BlockArray one = new(new(30, 31, 32), new ManualTime(5)), other = new(new(30, 31, 32), new ManualTime(5));
        one.InsertMany(all, values);

        // The other way: shuffled, singly, over a face that comes and goes, with a kappa set and put back.
        other.ActivateFace(Plane.Y, 7, 3);
        other.DeactivateFace(Plane.Y, 7);
        int[] order = [.. Enumerable.Range(0, all.Length)];
        random.Shuffle(order);
        foreach (int i in order) other.Activate(all[i], -1);
        foreach (int i in order) other.Set(all[i], values[i]);
        other.SetKappa(all[0], .1f);
        other.SetKappa(all[0], Kappa0);
        other.SetHash(all[1], 77);
        Assert.Equal(Saved(one), Saved(other));
        Assert.NotEqual(Saved(one), Changed(other, all[2]));
    }

    private static byte[] Changed(BlockArray array, Coordinate at)
    {
        array.Set(at, 99);
        return Saved(array);
    }

    private static byte[] Saved(BlockArray array)
    {
        using MemoryStream stream = new();
        array.Save(stream);
        return stream.ToArray();
    }

    /// <summary>An array and its model, changed together.</summary>
    private sealed class World(Dimensions dimensions, int seed)
    {
        private readonly Random _random = new(seed);
        private readonly BlockArrayModel _model = new(dimensions, Kappa0);
        private readonly Coordinate[] _centres = Centres(dimensions, new(seed));

        public ManualTime Clock { get; } = new(1_700_000_000_000);

        public BlockArray Array { get; private set; } = new(dimensions, new ManualTime(0), Kappa0);

        public void Step(double growth)
        {
            if (_random.Next(9) == 0) Clock.Milliseconds += _random.Next(3) == 0 ? 100_000_000_000 / 7 : 1;
            switch (_random.Next(100))
            {
                case < 80:
                    if (_random.NextDouble() < growth) Activate(Near());
                    else Deactivate(Known());
                    break;
                case < 86:
                    SetKappa(Known());
                    break;
                case < 90:
                    SetHash(Known());
                    break;
                case < 93:
                    Batch(_random.Next(2) == 0 ? 20 : 700);
                    break;
                case < 95:
                    LinkOrNot();
                    break;
                case < 97:
                    Row();
                    break;
                case 97 when dimensions.Volume < 40_000:
                    Face(growth);
                    break;
                case 98:
                    Kappas();
                    break;
                default:
                    CompareReads();
                    break;
            }
        }

        public void Activate(Coordinate at)
        {
            float value = (float)_random.NextDouble() - .5f;
            Assert.Equal(_model.Activate(at, value, Clock.Milliseconds), Array.Activate(at, value, Clock.Milliseconds));
        }

        public void Deactivate(Coordinate at) => Assert.Equal(_model.Deactivate(at), Array.Deactivate(at));

        public void SetKappa(Coordinate at)
        {
            float kappa = (float)_random.NextDouble();
            Assert.Equal(_model.Blocks.ContainsKey(BlockArrayModel.Code(at)), Array.SetKappa(at, kappa));
            _model.SetKappa(at, kappa);
        }

        public void SetHash(Coordinate at)
        {
            ulong hash = (ulong)_random.NextInt64();
            bool active = _model.Blocks.TryGetValue(BlockArrayModel.Code(at), out Block block);
            Assert.Equal(active, Array.SetHash(at, hash));
            if (active) _model.Blocks[BlockArrayModel.Code(at)] = block with { Hash = hash };
        }

        public void CompareBrick(int code)
        {
            Brick brick = new();
            Block[] wanted = [.. _model.Blocks.Values.Where(b => Brick.CodeOf(b.At) == code).OrderBy(b => b.At.Z).ThenBy(b => b.At.Y).ThenBy(b => b.At.X)];
            Assert.Equal(wanted.Length > 0, Array.ReadBrick(code, brick));
            Coordinate[] at = new Coordinate[brick.Count];
            brick.CopyCoordinates(at);
            Assert.Equal(wanted, at.Select((a, i) => new Block(a, brick.Values[i], brick.Kappas[i], brick.ActivatedMilliseconds[i], brick.Hashes[i])));
        }

        public void Compare()
        {
            CompareBlocks();
            Assert.Equal(_model.Blocks.Keys.Select(c => (int)(c >> 9)).Distinct(), Array.Bricks());
            Assert.Equal(_model.Dirty, Array.DirtyBricks());
            Assert.Equal(_model.Dirty.Count, Array.DirtyCount);
            Assert.Equal(_model.Links, Array.Links().Select(l => (Morton.Encode(l.A), Morton.Encode(l.B))));
            Coordinate low = Any(), high = new(_random.Next(low.X, dimensions.X), _random.Next(low.Y, dimensions.Y), _random.Next(low.Z, dimensions.Z));
            Assert.Equal(
                _model.Blocks.Values.Where(b => b.At.X >= low.X && b.At.X <= high.X && b.At.Y >= low.Y && b.At.Y <= high.Y && b.At.Z >= low.Z && b.At.Z <= high.Z),
                Array.Region(low, high));
            Coordinate some = Known();
            Assert.Equal(_model.Blocks.Values.Where(b => b.At.Y == some.Y), Array.Face(Plane.Y, some.Y));
            CompareSweep(BlockColumn.Value);
            CompareSweep(BlockColumn.Kappa);
            using MemoryStream stream = new();
            Array.Save(stream);
            stream.Position = 0;
            BlockArray loaded = BlockArray.Load(stream, TimeProvider.System);
            Assert.Equal(_model.Blocks.Values.Select(b => b with { Hash = 0 }), loaded.Blocks());
            Assert.Equal(Array.Links(), loaded.Links());
            Assert.Equal(loaded.Bricks(), loaded.DirtyBricks());
            Array.ClearDirty();
            _model.Dirty.Clear();
            Assert.Empty(Array.DirtyBricks());
        }

        private static Coordinate[] Centres(Dimensions dimensions, Random random) =>
            [.. Enumerable.Range(0, 3).Select(_ => new Coordinate(random.Next(dimensions.X), random.Next(dimensions.Y), random.Next(dimensions.Z)))];

        private void CompareSweep(BlockColumn column)
        {
            Recorder recorder = new() { Seen = [] };
            Array.Sweep(column, ref recorder);
            Dictionary<uint, (float, float, float)> wanted = [];
            foreach (Block block in _model.Blocks.Values)
            {
                float sum = 0;
                int near = 0;
                foreach (Coordinate neighbour in _model.Neighbours(block.At, Adjacency.Six.Offsets.ToArray()))
                {
                    sum += Figure(_model.Blocks[BlockArrayModel.Code(neighbour)]);
                    near++;
                }

                wanted[BlockArrayModel.Code(block.At)] = (Figure(block), sum, near);
            }

            Assert.Equal(wanted.Count, recorder.Seen.Count);
            foreach ((uint code, (float centre, float sum, float near) seen) in recorder.Seen)
            {
                Assert.Equal(wanted[code].Item1, seen.centre);
                Assert.Equal(wanted[code].Item2, seen.sum, 1e-5f);
                Assert.Equal(wanted[code].Item3, seen.near);
            }

            float Figure(Block block) => column == BlockColumn.Kappa ? block.Kappa : block.Value;
        }

        private void CompareReads()
        {
            Coordinate[] at = [.. Enumerable.Range(0, 70).Select(i => i % 2 == 0 ? Known() : Near())];
            float[] values = new float[at.Length];
            Array.GetMany(at, values);
            for (int i = 0; i < at.Length; i++)
            {
                bool active = _model.Blocks.TryGetValue(BlockArrayModel.Code(at[i]), out Block block);
                Assert.Equal(block.Value, values[i]);
                Assert.Equal(active, Array.TryGet(at[i], out float value));
                Assert.Equal(block.Value, value);
                Assert.Equal(active, Array.TryGetBlock(at[i], out Block whole));
                Assert.Equal(block, whole);
            }

            foreach (Adjacency adjacency in (Adjacency[])[Adjacency.Six, Adjacency.TwentySix, Adjacency.Of(new(-9, 0, 0), new(0, 8, -1), new(3, 3, 3))])
            {
                Coordinate[] near = new Coordinate[adjacency.Offsets.Length];
                int count = Array.Neighbours(at[0], adjacency, near);
                Assert.Equal(_model.Neighbours(at[0], adjacency.Offsets.ToArray()), near[..count]);
            }
        }

        private void Batch(int count)
        {
            Coordinate[] at = [.. Enumerable.Range(0, count).Select(_ => Near())];
            float[] values = [.. at.Select(_ => (float)_random.NextDouble())];
            long isNew = 0;
            for (int i = 0; i < count; i++) isNew += _model.Activate(at[i], values[i], Clock.Milliseconds) ? 1 : 0;
            Assert.Equal(isNew, Array.InsertMany(at, values, Clock.Milliseconds));
        }

        /// <summary>A row through the first centre; something else is done to its bricks half way.</summary>
        public void RowAround(bool disturbed)
        {
            Coordinate at = _centres[0] with { X = 0 };
            int when = _random.Next(8, 15), what = _random.Next(5);
            for (; at.X < dimensions.X; at = at with { X = at.X + 1 })
            {
                Activate(at);
                if (!disturbed || at.X != when) continue;
                if (what == 0) SetKappa(at);
                if (what == 1) SetHash(at);
                if (what == 2) Batch(20);
                if (what == 3) Face(0);
                if (what == 4) Deactivate(at);
            }
        }

        public void CompareBlocks()
        {
            Assert.Equal(_model.Blocks.Count, Array.Count);
            Assert.Equal(_model.Blocks.Values, Array.Blocks());
            foreach (int code in Array.Bricks()) CompareBrick(code);
        }

        /// <summary>Blocks one after another, as a loop over a grid does: bricks are opened for them.</summary>
        private void Row()
        {
            Coordinate at = Near();
            int axis = _random.Next(3);
            for (int i = 0; i < 20 && dimensions.Contains(at); i++, at = axis switch { 0 => at with { X = at.X + 1 }, 1 => at with { Y = at.Y + 1 }, _ => at with { Z = at.Z + 1 } })
            {
                Activate(at);
                if (_random.Next(12) == 0) Activate(Known());
                if (_random.Next(12) == 0) Deactivate(Known());
                if (_random.Next(20) == 0) SetKappa(Known());
                if (_random.Next(30) == 0) Batch(20);
            }
        }

        private void LinkOrNot()
        {
            Coordinate a = Known(), b = Known();
            if (a == b || !_model.Blocks.ContainsKey(BlockArrayModel.Code(a)) || !_model.Blocks.ContainsKey(BlockArrayModel.Code(b))) return;
            if (_random.Next(4) == 0) Assert.Equal(_model.Unlink(BlockArrayModel.Code(a), BlockArrayModel.Code(b)), Array.Unlink(a, b));
            else Assert.Equal(_model.Link(a, b), Array.Link(a, b));
        }

        private void Face(double growth)
        {
            Plane plane = (Plane)_random.Next(3);
            int index = _random.Next(plane switch { Plane.X => dimensions.X, Plane.Y => dimensions.Y, _ => dimensions.Z });
            Coordinate[] face = [.. _model.Face(plane, index)];
            if (_random.NextDouble() < growth)
            {
                foreach (Coordinate at in face) _model.Activate(at, .25f, Clock.Milliseconds);
                Assert.Equal(face.Length, Array.ActivateFace(plane, index, .25f, Clock.Milliseconds));
            }
            else
            {
                Assert.Equal(face.Count(_model.Deactivate), Array.DeactivateFace(plane, index));
            }
        }

        private void Kappas()
        {
            int code = Brick.CodeOf(Known());
            Brick brick = new();
            if (!Array.ReadBrick(code, brick)) return;
            float[] kappas = [.. brick.Kappas.ToArray().Select(_ => (float)_random.NextDouble())];
            Coordinate[] at = new Coordinate[brick.Count];
            brick.CopyCoordinates(at);
            Array.WriteKappas(code, kappas);
            for (int i = 0; i < at.Length; i++) _model.SetKappa(at[i], kappas[i]);
        }

        private Coordinate Any() => new(_random.Next(dimensions.X), _random.Next(dimensions.Y), _random.Next(dimensions.Z));

        /// <summary>Mostly within a few bricks, so that they fill; sometimes anywhere.</summary>
        private Coordinate Near()
        {
            if (_random.Next(40) == 0) return Any();
            Coordinate c = _centres[_random.Next(_centres.Length)];
            return new(
                Math.Clamp(c.X + _random.Next(-5, 6), 0, dimensions.X - 1),
                Math.Clamp(c.Y + _random.Next(-5, 6), 0, dimensions.Y - 1),
                Math.Clamp(c.Z + _random.Next(-5, 6), 0, dimensions.Z - 1));
        }

        private Coordinate Known()
        {
            Coordinate near = Near();
            if (Array.Count == 0) return near;
            for (int i = 0; i < 8 && !Array.IsActive(near); i++) near = Near();
            return near;
        }
    }

    private struct Recorder : ISweepKernel
    {
        public Dictionary<uint, (float Centre, float Sum, float Near)> Seen;

        public readonly void Visit(in NeighbourhoodRow row)
        {
            Coordinate o = Brick.OriginOf(row.Brick);
            for (int x = 0; x < 8; x++)
            {
                if ((row.Active >> x & 1) != 0)
                    Seen.Add(BlockArrayModel.Code(new(o.X + x, o.Y + (row.Row & 7), o.Z + (row.Row >> 3))), (row.Centre[x], row.Sum[x], row.Neighbours[x]));
            }
        }
    }
}
