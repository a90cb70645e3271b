using Unum.Femto.Core;

namespace Unum.Tests.Femto.Core;

public sealed class SkillSpaceTests
{
    [Theory]
    [InlineData(256)]
    [InlineData(370)]
    [InlineData(3966)]
    [InlineData(7600)]
    public void The_gradient_goes_back_the_way_the_difference_came(int dimensions)
    {
        // <g, Delta(z)> = <Gather(g), z>: the two maps are each other's transpose.
        CoreWeights birth = BirthCore.Load();
        SkillSpace space = new(birth, dimensions, 5);
        Random random = new(dimensions);
        sbyte[] z = [.. Enumerable.Range(0, dimensions).Select(_ => (sbyte)random.Next(-127, 128))];
        float[] g = [.. Enumerable.Range(0, CoreWeights.Count).Select(_ => random.NextSingle() - .5f)], gathered = new float[dimensions];
        const float step = 1f / 128;
        space.Gather(g, gathered);
        float[] changed = space.With(z, step).Values;
        double left = g.Select((x, i) => (double)x * (changed[i] - birth.Values[i])).Sum(), right = gathered.Select((x, i) => (double)x * z[i] * step).Sum();
        Assert.Equal(right, left, 1e-3 * Math.Max(1, Math.Abs(right)));
    }

    [Fact]
    public void No_difference_leaves_the_core_as_it_is_and_another_seed_is_another_map()
    {
        CoreWeights birth = BirthCore.Load();
        Assert.Equal(birth.Values, new SkillSpace(birth, 370, 1).With(new sbyte[370], .5f).Values);
        sbyte[] z = [.. Enumerable.Range(0, 370).Select(static i => (sbyte)(i % 100))];
        Assert.NotEqual(new SkillSpace(birth, 370, 1).With(z, .1f).Values, new SkillSpace(birth, 370, 2).With(z, .1f).Values);
    }

    [Fact]
    public void The_first_places_are_the_printable_bytes_alone()
    {
        CoreWeights birth = BirthCore.Load();
        sbyte[] z = new sbyte[370];
        z['e' - 32] = 1;
        float[] changed = new SkillSpace(birth, 370, 1).With(z, 1).Values;
        Assert.Equal(["e"], Enumerable.Range(0, CoreWeights.Count).Where(i => changed[i] != birth.Values[i]).Select(static i => ((char)(i - CoreWeights.BiasAt)).ToString()));
    }

    [Fact]
    public void Sizes_and_steps_out_of_range_are_refused()
    {
        CoreWeights birth = BirthCore.Load();
        Assert.Throws<ArgumentOutOfRangeException>(() => new SkillSpace(birth, 255, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new SkillSpace(birth, 7601, 1));
        SkillSpace space = new(birth, 256, 1);
        Assert.Throws<ArgumentOutOfRangeException>(() => space.With(new sbyte[255], 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => space.With(new sbyte[256], float.NaN));
    }
}
