using Unum.Femto.Core;
using Unum.Grid.Instances;
using Unum.Grid.Minds;
using Unum.Grid.Space;
using Unum.Grid.Storage;

namespace Unum.Tests.Grid.Minds;

public sealed class BlockMindsTests
{
    private static readonly BlockCore Core = new(CoreWeights.Initial(7), 32, 1f / 64);

    [Theory]
    [InlineData(Plane.X)]
    [InlineData(Plane.Y)]
    [InlineData(Plane.Z)]
    public void A_face_reads_as_its_blocks_would_one_by_one(Plane plane)
    {
        BlockArray together = Scattered(), apart = Scattered();
        BlockMinds face = new(Core, threads: 2, learningRate: 2), single = new(Core, learningRate: 2);
        foreach (string text in (string[])["hello", "To be, or not to be, that is"])
        {
            FaceWorkResult result = face.ProcessFace(together, plane, 3, text, new FaceTurns());
            double bits = 0;
            long blocks = 0;
            foreach (Block block in apart.Face(plane, 3))
            {
                bits += single.Process(apart, block.At, text, 0).BitsPerByte;
                blocks++;
            }

            Assert.Equal(blocks, result.Processed);
            Assert.Equal(bits / blocks, result.BitsPerByte, 4);
        }

        Assert.Equal(single.Digest(), face.Digest());
        Assert.Equal(apart.Blocks().Select(static b => b.Kappa), together.Blocks().Select(static b => b.Kappa));
    }

    [Fact]
    public void Any_number_of_threads_gives_the_same_bits()
    {
        BlockMinds[] all = [.. new[] { 1, 2, 3 }.Select(static t => new BlockMinds(Core, t, 1))];
        double[] bits = [.. all.Select(static m =>
        {
            Different(m);
            return m.ProcessFace(Plane64(), Plane.Z, 5, "sixteen bytes or more", new FaceTurns()).BitsPerByte;
        })];
        Assert.Equal(bits[0], bits[1]);
        Assert.Equal(bits[0], bits[2]);
        Assert.Single(all.Select(static m => m.Digest()).Distinct());
        Assert.Equal(64 * 64, all[0].Computed);
    }

    [Fact]
    public void Equal_minds_are_worked_out_once_and_different_ones_each()
    {
        BlockMinds minds = new(Core);
        BlockArray blocks = Plane64();
        minds.ProcessFace(blocks, Plane.Z, 5, "alike", new FaceTurns());
        Assert.Equal(1, minds.Computed);
        Different(minds);
        minds.ProcessFace(blocks, Plane.Z, 5, "alike", new FaceTurns());
        Assert.Equal(1 + (64 * 64), minds.Computed);
    }

    [Fact]
    public void An_operation_cut_short_is_repeated_exactly_by_its_number_of_bricks()
    {
        BlockMinds cut = new(Core, learningRate: 1), replay = new(Core, learningRate: 1);
        BlockArray blocks = Plane64(), again = Plane64();
        int asked = 0;
        FaceTurns turns = new(stop: () => ++asked > 20);
        FaceWorkResult result = cut.ProcessFace(blocks, Plane.Z, 5, "cut short", turns);
        Assert.True(turns.Ended);
        Assert.Equal(20 * 64, result.Processed);
        replay.ProcessFace(again, Plane.Z, 5, "cut short", new FaceTurns(turns.Bricks));
        Assert.Equal(cut.Digest(), replay.Digest());
    }

    [Fact]
    public void What_is_read_again_and_again_with_learning_surprises_less()
    {
        BlockMinds minds = new(Core, learningRate: 1);
        BlockArray blocks = Plane64();
        double first = minds.Process(blocks, new Coordinate(1, 2, 5), "the same words\n", 0).BitsPerByte, last = 0;
        for (int i = 0; i < 40; i++) last = minds.Process(blocks, new Coordinate(1, 2, 5), "the same words\n", 0).BitsPerByte;
        Assert.True(last < first - .2, $"{first} bits a byte at first, {last} at last");
        Assert.Equal(first, minds.Process(blocks, new Coordinate(1, 3, 5), "the same words\n", 0).BitsPerByte);
    }

    [Fact]
    public void State_is_saved_and_loaded_and_damage_is_refused()
    {
        BlockMinds minds = new(Core, learningRate: 1), back = new(Core, learningRate: 1);
        Assert.True(minds.Digest().IsZero);
        minds.ProcessFace(Scattered(), Plane.X, 3, "to be kept", new FaceTurns());
        MemoryStream file = new();
        minds.Save(file);
        byte[] bytes = file.ToArray();
        back.Load(new MemoryStream(bytes));
        Assert.Equal(minds.Digest(), back.Digest());
        Assert.Contains("other settings", Assert.Throws<InvalidDataException>(() => new BlockMinds(Core).Load(new MemoryStream(bytes))).Message, StringComparison.Ordinal);
        Assert.Throws<InvalidDataException>(() => back.Load(new MemoryStream(bytes, 0, bytes.Length - 1)));
        bytes[bytes.Length / 2] ^= 4;
        Assert.Throws<InvalidDataException>(() => back.Load(new MemoryStream(bytes)));
        Assert.Equal(minds.Digest(), back.Digest());
    }

    [Fact]
    public void Forgotten_minds_leave_nothing_behind()
    {
        BlockMinds minds = new(Core);
        BlockArray blocks = Plane64();
        minds.ProcessFace(blocks, Plane.Z, 5, "soon forgotten", new FaceTurns());
        Assert.Equal(64 * 64, minds.Count);
        minds.Forget(new Coordinate(0, 0, 5));
        minds.ForgetFace(Plane.X, 1);
        Assert.Equal((63 * 64) - 1, minds.Count);
        minds.ForgetFace(Plane.Z, 5);
        Assert.True(minds.Digest().IsZero);
        Assert.Equal(0, minds.Bytes);
    }

    [Fact]
    public void A_text_too_long_or_empty_is_refused_with_the_reason()
    {
        BlockMinds minds = new(Core);
        Assert.Contains("empty", Assert.Throws<ArgumentException>(() => minds.Check("")).Message, StringComparison.Ordinal);
        Assert.Contains("1024", Assert.Throws<ArgumentException>(() => minds.Check(new string('x', 1025))).Message, StringComparison.Ordinal);
    }

    private static void Different(BlockMinds minds)
    {
        Random random = new(3);
        sbyte[] z = new sbyte[32];
        for (int y = 0; y < 64; y++)
        {
            for (int x = 0; x < 64; x++)
            {
                for (int i = 0; i < z.Length; i++) z[i] = (sbyte)random.Next(-20, 21);
                minds.Teach(new Coordinate(x, y, 5), z);
            }
        }
    }

    private static BlockArray Plane64()
    {
        BlockArray blocks = new(new Dimensions(64, 64, 64), TimeProvider.System);
        blocks.ActivateFace(Plane.Z, 5, 1);
        return blocks;
    }

    private static BlockArray Scattered()
    {
        BlockArray blocks = new(new Dimensions(20, 21, 22), TimeProvider.System);
        Random random = new(9);
        for (int i = 0; i < 1500; i++)
        {
            Coordinate at = new(random.Next(20), random.Next(21), random.Next(22));
            blocks.Activate(at);
            blocks.SetKappa(at, random.NextSingle());
        }

        return blocks;
    }
}
