using Unum.Femto.Births;
using Unum.Femto.Core;
using Unum.Hive.Skills;
using Unum.Hive.Trials;

namespace Unum.Tests.Hive.Skills;

public sealed class SkilledMindTests
{
    private static readonly SkillText Sensors = SkillText.FromFiles("sensors", Repository.At("data/nab/realKnownCause"), "*.csv", 1)!;

    [Fact]
    public void Five_hundred_bytes_move_most_of_a_skill_and_cost_nothing_of_the_receivers_own()
    {
        CoreWeights birth = BirthCore.Load();
        SkillSpace space = new(birth, 370, 1);
        SkillTraining training = new() { Steps = 250, Batch = 16 };
        sbyte[] z = training.Run(Sensors.Train, birth, space);
        Assert.Equal(z, training.Run(Sensors.Train, birth, space));
        CoreWeights skilled = space.With(z, training.Step);

        ReadOnlySpan<byte> test = Sensors.Test.AsSpan(0, 8000), own = DefaultBirth.Text().AsSpan()[^8000..];
        double before = new SkilledMind(new CoreByteReader(birth)).Read(test), after = new SkilledMind(new CoreByteReader(birth), new CoreByteReader(skilled)).Read(test);
        Assert.InRange(before, 7, 8.1);
        Assert.InRange(after, 1, 4);

        sbyte[] shuffled = [.. z];
        new Random(1).Shuffle(shuffled);
        Assert.InRange(new SkilledMind(new CoreByteReader(birth), new CoreByteReader(space.With(shuffled, training.Step))).Read(test), 7, 9);

        double ownAfter = new SkilledMind(new CoreByteReader(birth), new CoreByteReader(skilled)).Read(own), ownBefore = CoreScore.BitsPerByte(birth, DefaultBirth.Text(), DefaultBirth.Text().Length - 8000);
        Assert.InRange(ownAfter - ownBefore, -1, .01);
    }

    [Fact]
    public void Belief_follows_the_text_when_it_changes_and_probabilities_sum_to_one()
    {
        CoreWeights birth = BirthCore.Load();
        SkilledMind mind = new(new CoreByteReader(birth));
        float[] next = new float[256];
        mind.Read(DefaultBirth.Text().AsSpan(0, 500));
        Assert.InRange(mind.Belief[0], .95, 1);
        mind.NextByte(next);
        Assert.Equal(1, next.Sum(), 1e-4);
        mind.Read(Sensors.Test.AsSpan(0, 500));
        Assert.InRange(mind.Belief[1], .5, 1);
        mind.Restart();
        Assert.Equal(.5, mind.Belief[0], 1e-12);
    }

    [Fact]
    public void A_reader_with_a_table_of_pairs_says_what_the_scores_say()
    {
        CoreWeights birth = BirthCore.Load();
        CorePairs pairs = new(byTwo: true);
        Random random = new(1);
        foreach (ref float logit in pairs.Logits.AsSpan()) logit = random.NextSingle();
        ReadOnlySpan<byte> text = DefaultBirth.Text().AsSpan(0, 2000);
        CoreByteReader reader = new(birth, pairs);
        float[] next = new float[256];
        double bits = 0;
        foreach (byte b in text)
        {
            reader.NextByte(next);
            if (reader.Parameters > 0) bits -= Math.Log2(next[b]);
            reader.Read(b);
        }

        Assert.Equal(CoreScore.BitsPerByte(birth, text, 0, pairs), bits / text.Length, 1e-4);
    }
}
