using System.Runtime.Intrinsics;
using Unum.Grid.Space;
using Unum.Grid.Storage;

namespace Unum.Tests.Grid.Storage;

public sealed class BlockWriterTests
{
    private const float Kappa0 = .6f;

    [Theory]
    [InlineData(20, 20, 20)]
    [InlineData(13, 41, 30)]
    [InlineData(200, 9, 64)]
    [InlineData(1000, 1000, 1000)]
    public void Hops_rows_and_boxes_leave_what_the_model_has_whatever_happens_to_other_blocks_meanwhile(int x, int y, int z)
    {
        for (int seed = 0; seed < 40; seed++)
        {
            Random random = new(seed);
            Dimensions dimensions = new(x, y, z);
            BlockArray array = new(dimensions, new ManualTime(0), Kappa0);
            BlockArrayModel model = new(dimensions, Kappa0);
            for (int i = 0; i < Math.Min(dimensions.Volume, 4000); i++)
            {
                Coordinate at = new(random.Next(x), random.Next(y), random.Next(z));
                if (IsOther(at)) Assert.Equal(model.Activate(at, i, 1), array.Activate(at, i, 1));
            }

            for (int time = 1; time < 4; time++)
            {
                using (BlockWriter writer = array.Write(time))
                {
                    for (int i = 0; i < 12; i++)
                    {
                        foreach (Coordinate at in Path(random, dimensions).Where(at => !IsOther(at)))
                        {
                            float value = random.NextSingle();
                            writer.Set(at, value);
                            model.Activate(at, value, time);
                            if (random.Next(30) == 0) Disturb(random, array, model, at, time);
                        }

                        if (random.Next(4) == 0) writer.Flush();
                    }
                }

                Assert.Equal(model.Blocks.Count, array.Count);
                Assert.Equal(model.Blocks.Values, array.Blocks());
                Assert.Empty(model.Dirty.Except(array.DirtyBricks())); // what waited may have marked its brick after a clearing
            }
        }
    }

    [Fact]
    public void A_region_of_more_bricks_than_stay_open_is_whole_in_any_order_and_as_small_as_a_batch()
    {
        Coordinate[] all = [.. Enumerable.Range(0, 500 * 300).Select(i => new Coordinate(i % 500, i / 500, 5)), .. Enumerable.Range(0, 1 << 15).Select(i => new Coordinate(i >> 10, i & 31, 500 + (i >> 5 & 31)))];
        float[] values = [.. all.Select(at => at.X + (.5f * at.Y))];
        BlockArray one = new(Dimensions.Mission, new ManualTime(0)), other = new(Dimensions.Mission, new ManualTime(0));
        using (BlockWriter writer = one.Write(7))
        {
            for (int i = 0; i < all.Length; i++) writer.Set(all[i], values[i]);
        }

        other.InsertMany(all, values, 7);
        Assert.Equal(other.Blocks(), one.Blocks());
        Assert.InRange(one.Bytes, other.Bytes, 1.2 * other.Bytes);
    }

    [Fact]
    public void A_brick_that_is_opened_again_and_again_is_never_packed_while_it_is_written()
    {
        BlockArray array = new(new(16, 16, 16), new ManualTime(0));
        using (BlockWriter writer = array.Write(1))
        {
            for (int i = 0; i < 3000; i++)
            {
                for (int x = 0; x < 8; x++) writer.Set(new(x, i & 7, 8 + (i / 1000)), i + x);
                array.ClearDirty();
            }
        }

        Assert.Equal(8 * 8 * 3, array.Count);
        for (int i = 992; i < 3000; i = i % 1000 == 999 ? i + 993 : i + 1)
        {
            for (int x = 0; x < 8; x++) Assert.Equal(i + x, array.Get(new(x, i & 7, 8 + (i / 1000))));
        }
    }

    [Fact]
    public void A_face_that_goes_from_under_an_open_brick_leaves_what_is_written_after_it()
    {
        BlockArray array = new(new(8, 8, 8), new ManualTime(0));
        array.ActivateFace(Plane.Z, 7, 3, 1);
        using (BlockWriter writer = array.Write(1))
        {
            for (int x = 0; x < 8; x++) writer.Set(new(x, 0, 0), x);
            array.DeactivateFace(Plane.Z, 7);
            for (int x = 0; x < 8; x++) writer.Set(new(x, 1, 0), x);
        }

        Assert.Equal(Enumerable.Range(0, 16).Select(i => new Block(new(i & 7, i >> 3, 0), i & 7, Kappa0, 1, 0)), array.Blocks().OrderBy(b => b.At.Y).ThenBy(b => b.At.X));
    }

    [Fact]
    public void An_array_that_is_laid_out_anew_keeps_what_is_written_after_it()
    {
        // 130 bricks just too empty to stay dense, and one that does: more memory lies free than is used, and nothing has looked yet.
        BlockArray array = new(new(400, 40, 16), new ManualTime(0));
        Coordinate[] all = [.. Enumerable.Range(0, 131 * 512).Select(i => new Coordinate((i / 512 % 50 * 8) + (i & 7), (i / 512 / 50 * 8) + (i >> 3 & 7), i >> 6 & 7))];
        Coordinate[] few = [.. all.Where((_, i) => i / 512 == 130 || i % 512 < 257)];
        array.InsertMany(few, new float[few.Length], 1);
        for (int key = 256; key >= 224; key--)
        {
            for (int brick = 0; brick < 130; brick++) array.Deactivate(all[(brick * 512) + key]);
        }

        using (BlockWriter writer = array.Write(1))
        {
            for (int x = 0; x < 8; x++) writer.Set(new(x, 0, 8), x);
            long before = array.Bytes;
            array.InsertMany([new(399, 39, 15)], [1], 1);
            Assert.True(array.Bytes < .7 * before);
            for (int x = 0; x < 8; x++) writer.Set(new(x, 1, 8), x);
        }

        for (int i = 0; i < 16; i++) Assert.True(array.TryGet(new(i & 7, i >> 3, 8), out float value) && value == (i & 7));
        Assert.Equal((130 * 224) + 512 + 17, array.Count);
    }

    [Fact]
    public void What_is_refused_writes_nothing_and_the_rest_is_kept()
    {
        BlockArray array = new(new(20, 20, 20), new ManualTime(0));
        BlockWriter writer = array.Write(1);
        for (int i = 0; i < 6; i++) writer.Set(new(i, 8, 8), i);
        Assert.Throws<ArgumentOutOfRangeException>(() => writer.Set(new(6, 8, 8), float.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => writer.Set(new(0, 8, 8), float.NegativeInfinity));
        for (int i = 16; i < 20; i++) writer.Set(new(0, 8, i), i);
        foreach (Coordinate outside in (Coordinate[])[new(0, 8, 20), new(-1, 8, 8), new(20, 8, 8), new(0, int.MinValue, 8), new(0, 8, int.MaxValue), new(0, 8, 1 << 20)])
            Assert.Contains("20 x 20 x 20", Assert.Throws<ArgumentOutOfRangeException>(() => writer.Set(outside, 1)).Message, StringComparison.Ordinal);
        Assert.Contains("disposed", Assert.Throws<InvalidOperationException>(() => array.Write(2)).Message, StringComparison.Ordinal);
        writer.Dispose();
        Assert.Equal(Enumerable.Range(0, 6).Select(i => new Block(new(i, 8, 8), i, Kappa0, 1, 0)), array.Region(new(0, 8, 8), new(19, 8, 8)));
        Assert.Equal(10, array.Count);
        using BlockWriter next = array.Write(2);
        next.Set(new(0, 8, 8), 9);
        next.Set(new(0, 8, 8), 10);
        next.Flush();
        Assert.Equal(10, array.Get(new(0, 8, 8)));
        Assert.Throws<ObjectDisposedException>(() => writer.Set(new(0, 8, 8), 11));
        writer.Dispose(); // again: the next one stays the array's
        Assert.Throws<InvalidOperationException>(() => array.Write(3));
    }

    /// <summary>Blocks that are never written by the writer, in the same bricks as those that are.</summary>
    private static bool IsOther(Coordinate at) => (at.X + at.Y + at.Z) % 5 == 0;

    private static IEnumerable<Coordinate> Path(Random random, Dimensions dimensions)
    {
        Coordinate at = new(random.Next(dimensions.X), random.Next(dimensions.Y), random.Next(dimensions.Z));
        int axis = random.Next(3), kind = random.Next(3), length = random.Next(5, 200);
        for (int i = 0; i < length; i++)
        {
            Coordinate next = kind switch
            {
                0 => new(random.Next(dimensions.X), random.Next(dimensions.Y), random.Next(dimensions.Z)),
                1 => axis switch { 0 => at with { X = at.X + i }, 1 => at with { Y = at.Y + i }, _ => at with { Z = at.Z + i } },
                _ => new(at.X + (i / 36), at.Y + (i / 6 % 6), at.Z + (i % 6)),
            };
            if (dimensions.Contains(next)) yield return next;
        }
    }

    private static void Disturb(Random random, BlockArray array, BlockArrayModel model, Coordinate at, long time)
    {
        Coordinate[] others = [.. Enumerable.Range(0, 5).Select(i => at with { X = (at.X & ~7) + (((at.X & 7) + i) & 7) }).Where(o => IsOther(o) && array.Dimensions.Contains(o))];
        switch (random.Next(7))
        {
            case 0:
                foreach (Coordinate other in others) Assert.Equal(model.Activate(other, 5, time), array.Activate(other, 5, time));
                break;
            case 1:
                foreach (Coordinate other in others) Assert.Equal(model.Activate(other, 6, time + 100), array.Activate(other, 6, time + 100));
                break;
            case 2:
                foreach (Coordinate other in others) Assert.Equal(model.Deactivate(other), array.Deactivate(other));
                break;
            case 3:
                foreach (Coordinate other in others)
                {
                    array.SetKappa(other, .25f);
                    model.SetKappa(other, .25f);
                }

                break;
            case 4:
                Coordinate corner = new(at.X & ~7, at.Y & ~7, at.Z & ~7);
                others = [.. Enumerable.Range(0, 512).Select(k => new Coordinate(corner.X + (k & 7), corner.Y + (k >> 3 & 7), corner.Z + (k >> 6)))
                    .Where(o => IsOther(o) && array.Dimensions.Contains(o))];
                array.InsertMany(others, [.. others.Select(_ => 7f)], time);
                foreach (Coordinate other in others) model.Activate(other, 7, time);
                break;
            case 5:
                array.ClearDirty();
                model.Dirty.Clear();
                break;
            default:
                Same same = default;
                array.Apply(BlockColumn.Kappa, ref same);
                break;
        }
    }

    private struct Same : IApplyKernel
    {
        public readonly Vector256<float> Next(Vector256<float> figures) => figures;
    }
}
