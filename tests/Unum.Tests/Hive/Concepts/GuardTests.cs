using Unum.Hive.Concepts;
using Unum.Hive.Geometry;
using Unum.Hive.Packets;

namespace Unum.Tests.Hive.Concepts;

/// <summary>The margin by which what was taken over must win.</summary>
public sealed class GuardTests
{
    private static readonly uint Own = ModeId.ConceptOf("own"), Taken = ModeId.ConceptOf("taken");

    [Theory]
    [InlineData(0)]
    [InlineData(.1)]
    [InlineData(.25)]
    [InlineData(1)]
    public void No_more_than_the_share_of_its_own_examples_changes_sides_and_the_margin_is_the_least(double share)
    {
        (ConceptMind mind, (float[] Psi, uint Concept)[] examples) = Overlapping();
        int unguarded = examples.Count(e => mind.Recognise(e.Psi) == Taken), allowed = (int)(share * examples.Length);
        Assert.True(unguarded > examples.Length / 4, "the concepts overlap, else there is nothing to guard");

        mind.Guard(examples, share);

        Assert.Equal(Math.Min(unguarded, allowed), examples.Count(e => mind.Recognise(e.Psi) == Taken));
    }

    [Fact]
    public void What_lies_clearly_with_the_taken_is_still_recognised_and_shares_follow_the_margin()
    {
        (ConceptMind mind, (float[] Psi, uint Concept)[] examples) = Overlapping();
        float[] clear = Point(new Random(1), 1);
        double before = mind.Rank(clear).Single(r => r.Concept == Taken).Share;

        mind.Guard(examples, .1);

        Assert.Equal(Taken, mind.Recognise(clear));
        Assert.True(mind.Rank(clear).Single(r => r.Concept == Taken).Share < before);
    }

    [Fact]
    public void Without_examples_of_its_own_there_is_no_margin_and_a_fork_keeps_its_parents()
    {
        (ConceptMind mind, (float[] Psi, uint Concept)[] examples) = Overlapping();
        uint?[] free = [.. examples.Select(e => mind.Recognise(e.Psi))];
        mind.Guard(examples, 0);
        uint?[] guarded = [.. examples.Select(e => mind.Recognise(e.Psi))];
        Assert.NotEqual(free, guarded);
        Assert.Equal(guarded, examples.Select(e => mind.Fork().Recognise(e.Psi)));

        mind.Guard(examples.Select(static e => (e.Psi, Taken)), 0);

        Assert.Equal(free, examples.Select(e => mind.Recognise(e.Psi)));
    }

    [Fact]
    public void A_share_is_a_share() => Assert.Throws<ArgumentOutOfRangeException>(() => Overlapping().Mind.Guard([], double.NaN));

    /// <summary>A mind that knows one concept itself and took another over; the examples of its own lie between both.</summary>
    private static (ConceptMind Mind, (float[] Psi, uint Concept)[] Examples) Overlapping()
    {
        Random random = new(4);
        VectorFrame frame = new();
        ConceptMind giver = new(frame, RunningCoupling.Default, 1), mind = new(frame, RunningCoupling.Default, 1);
        for (int i = 0; i < 60; i++)
        {
            mind.Observe(Own, Point(random, 0));
            giver.Observe(Taken, Point(random, 1));
        }

        mind.Learn();
        mind.Approach(giver.Learn(), 1);
        return (mind, [.. Enumerable.Range(0, 200).Select(_ => (Point(random, random.NextDouble()), Own))]);
    }

    /// <summary>A noisy point at a part of the way from one corner of the frame to another.</summary>
    private static float[] Point(Random random, double part)
    {
        float[] psi = new float[VectorFrame.Size];
        for (int i = 0; i < psi.Length; i++) psi[i] = (float)((.2 * random.NextDouble()) + (i < 32 ? 1 - part : part));
        FisherSphere.Normalise(psi);
        return psi;
    }
}
