using Unum.Hive.Trials;

namespace Unum.Tests.Hive.Trials;

public sealed class SizeTrialTests
{
    [Fact]
    public void Minds_of_every_size_teach_minds_of_every_size()
    {
        IReadOnlyList<SizeLine> lines = SizeTrial.Run(DataSets.Digits(Repository.At("data/digits/digits.csv"), 1), 3, 1);
        Assert.Equal(9, lines.Count);
        Assert.All(lines, static l => Assert.InRange(l.After, .75, 1));
    }
}
