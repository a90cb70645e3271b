using Unum.Femto;

namespace Unum.Tests.Femto;

/// <summary>What is drawn: only from the likely, sharpened or flattened, and without computing the unlikely.</summary>
public sealed class CompletionTests
{
    private static readonly byte[] Text = File.ReadAllBytes(Repository.At("data/text/shakespeare.txt"))[..60_000];

    [Fact]
    public void Top_p_and_temperature_choose_among_the_likely()
    {
        float[] p = new float[256];
        (p[65], p[66], p[67]) = (.5f, .3f, .2f);
        Dice dice = new(p);

        Assert.Equal(65, Next(new(1, .4), .999));
        Assert.Equal(66, Next(new(1, .8), .999));
        Assert.Equal(67, Next(new(1, 1), .999));
        Assert.Equal(65, Next(new(.01, 1), .999));
        Assert.Equal(66, Next(new(1e6, .8), .51));

        byte Next(Completion completion, double place) => Utterance.Choose(completion, dice, new Nucleus(), place);
    }

    [Fact]
    public void A_temperature_or_share_that_makes_no_sense_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new Completion(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Completion(1, 1.1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Completion(double.NaN));
    }

    /// <summary>The oracle is the whole distribution, sorted.</summary>
    [Fact]
    public void The_likeliest_bytes_are_found_without_looking_at_all()
    {
        BirthModel birth = BirthModel.Train(Text.AsSpan(0, 30_000), CancellationToken.None);
        CubeModel cube = new();
        cube.Read(Text.AsSpan(0, 2_000));
        cube.Learning = false;
        int opened = 0, places = 0;
        foreach (IByteModel model in (IByteModel[])[birth.NewReader(), new OffspringModel(birth), cube])
        {
            Nucleus nucleus = new();
            float[] p = new float[256];
            foreach (byte b in Text.AsSpan(40_000, 40))
            {
                model.NextByte(p);
                nucleus.Find(model, .9);
                opened += nucleus.Opened;
                places++;

                byte[] order = [.. Enumerable.Range(0, 256).OrderByDescending(i => p[i]).Take(nucleus.Count).Select(i => (byte)i)];
                Assert.All(order.Zip(nucleus.Probabilities.ToArray()), pair => Assert.Equal(p[pair.First], pair.Second, 1e-6f));
                Assert.True(nucleus.Probabilities.ToArray().Sum() >= .9 && nucleus.Probabilities[..^1].ToArray().Sum() < .9);
                model.Read(b);
            }
        }

        Assert.True(opened < places * 100, $"{opened / places} nodes were opened a byte.");
    }

    [Fact]
    public void Looking_for_the_likely_changes_nothing()
    {
        FemtoModel looks = new(), reads = new();
        Nucleus nucleus = new();
        foreach (byte b in Text.AsSpan(0, 3_000))
        {
            if (b == 'e') nucleus.Find(looks, .95);
            Assert.Equal(reads.Read(b), looks.Read(b));
        }
    }

    /// <summary>A model that says one distribution for ever.</summary>
    private sealed class Dice(float[] p) : IByteModel
    {
        public long Bytes => 0;

        public bool Learning { get; set; }

        public float Kappa => 1;

        public int PredictBit() => 32768;

        public void Advance(int bit)
        {
        }

        public void NextByte(Span<float> probabilities) => p.CopyTo(probabilities);

        public void Restart()
        {
        }
    }
}
