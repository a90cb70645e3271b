using Unum.Hive.Trials;

namespace Unum.Tests.Hive.Trials;

public sealed class FederatedAveragingTests
{
    [Theory]
    [InlineData(0, false, 1)]
    [InlineData(0, true, 1)]
    [InlineData(16, false, .3)]
    [InlineData(16, true, .3)]
    public void Digits_are_learned_by_averaging_weights(int hidden, bool bytes, double rate)
    {
        // The comparison is fair only if the peer works: logistic regression reaches about .95 on these digits.
        FederatedAveraging peer = new(DataSets.Digits(Repository.At("data/digits/digits.csv"), 1), 10, hidden, bytes, rate, 1);
        FederatedPoint[] points = [.. peer.Run(60)];
        Assert.InRange(points[^1].Accuracy, .88, 1);
        Assert.True(points[^1].Accuracy > points[0].Accuracy, "sixty rounds are better than one");
        Assert.Equal(60 * 2 * peer.MessageBytes, points[^1].Bytes);
    }

    [Fact]
    public void A_message_has_four_bytes_a_weight_or_one_and_a_scale_a_row()
    {
        Labelled digits = DataSets.Digits(Repository.At("data/digits/digits.csv"), 1);
        Assert.Equal(650 * 4, new FederatedAveraging(digits, 2, 0, bytes: false, 1, 1).MessageBytes);
        Assert.Equal(650 + (10 * 4), new FederatedAveraging(digits, 2, 0, bytes: true, 1, 1).MessageBytes);
        Assert.Equal((32 * 65) + (10 * 33), new FederatedAveraging(digits, 2, 32, bytes: true, 1, 1).Parameters);
    }

    [Fact]
    public void Ten_nodes_that_share_deltas_learn_digits_in_a_few_kilobytes()
    {
        IReadOnlyList<FederatedPoint> points = SharedLearning.Run(DataSets.Digits(Repository.At("data/digits/digits.csv"), 1), 10);
        Assert.Equal(10, points.Count);
        Assert.Equal(10 * 498, points[^1].Bytes);
        Assert.InRange(points[^1].Accuracy, .85, 1);
    }
}
