using Unum.Hive.Merging;

namespace Unum.Tests.Hive.Merging;

public sealed class PointCloudTests
{
    private static readonly int[] Dimensions = [1, 3, 8, 13, 64, 200];

    [Fact]
    public void The_median_is_where_the_weighted_distances_sum_to_least()
    {
        foreach ((Contribution[] said, PointCloud cloud) in Clouds())
        {
            double[] median = cloud.Median();
            double least = Sum(said, median);
            Assert.True(least <= Sum(said, cloud.Mean()) + 1e-9);
            Random random = new(3);
            for (int trial = 0; trial < 20; trial++)
            {
                double[] beside = [.. median.Select(x => x + (.05 * (random.NextDouble() - .5)))];
                Assert.True(least <= Sum(said, beside) * 1.002, $"{said.Length} points of {cloud.Dimension}: {least} against {Sum(said, beside)}");
            }
        }
    }

    [Fact]
    public void Eight_lanes_in_order_give_the_same_bits_as_plain_arithmetic_in_eight_lanes()
    {
        foreach ((Contribution[] said, PointCloud cloud) in Clouds())
        {
            double[] centre = cloud.Mean();
            Assert.Equal(said.Select(s => InLanes(centre, s.Direction)), cloud.Distances(centre));
        }
    }

    [Fact]
    public void A_round_of_clipping_is_that_of_the_paper()
    {
        foreach ((Contribution[] said, PointCloud cloud) in Clouds())
        {
            double[] centre = cloud.Mean(), expected = [.. centre];
            double[] distances = cloud.Distances(centre);
            double radius = cloud.MedianOf(distances), all = said.Sum(static s => s.Weight);
            for (int k = 0; k < said.Length; k++)
            {
                double share = said[k].Weight / all * Math.Min(1, radius / Math.Max(1e-300, distances[k]));
                for (int i = 0; i < cloud.Dimension; i++) expected[i] += share * (said[k].Direction[i] - centre[i]);
            }

            // The loop above uses the centre as it was: nothing is changed before all have pulled.
            cloud.Clip(centre);
            for (int i = 0; i < cloud.Dimension; i++) Assert.Equal(expected[i], centre[i], 1e-12);
        }
    }

    [Fact]
    public void Half_of_the_weight_lies_within_the_median_distance_and_less_without_its_holders()
    {
        Random random = new(5);
        for (int trial = 0; trial < 200; trial++)
        {
            Contribution[] said = Said(random, random.Next(1, 30), 2);
            double[] distances = [.. said.Select(_ => (double)random.Next(6))];
            double median = new PointCloud(said).MedianOf(distances), all = said.Sum(static s => s.Weight);
            double Within(Func<double, bool> near) => said.Where((_, k) => near(distances[k])).Sum(static s => s.Weight);
            Assert.Contains(median, distances);
            Assert.True(Within(d => d <= median) >= (all / 2) - 1e-9);
            Assert.True(Within(d => d < median) < (all / 2) + 1e-9);
        }
    }

    [Fact]
    public void A_point_without_weight_is_measured_and_does_not_pull()
    {
        Contribution[] said = Said(new Random(9), 6, 5);
        PointCloud with = new([.. said, new Contribution([9, 9, 9, 9, 9], 0)]), without = new(said);
        Assert.Equal(without.Median(), with.Median());
        Assert.Equal(7, with.Distances(with.Median()).Length);
    }

    private static IEnumerable<(Contribution[] Said, PointCloud Cloud)> Clouds()
    {
        Random random = new(7);
        foreach (int dimension in Dimensions)
        {
            foreach (int points in (int[])[1, 2, 5, 40])
            {
                Contribution[] said = Said(random, points, dimension);
                yield return (said, new PointCloud(said));
            }
        }
    }

    private static Contribution[] Said(Random random, int points, int dimension) =>
        [.. Enumerable.Range(0, points).Select(_ => new Contribution([.. Enumerable.Range(0, dimension).Select(_ => random.NextSingle())], random.Next(1, 100)))];

    private static double Sum(Contribution[] said, double[] centre) => said.Sum(s => s.Weight * Math.Sqrt(s.Direction.Select((x, i) => Math.Pow(x - centre[i], 2)).Sum()));

    private static double InLanes(double[] centre, float[] direction)
    {
        double[] lanes = new double[8];
        for (int i = 0; i < direction.Length; i++) lanes[i % 8] += (centre[i] - direction[i]) * (centre[i] - direction[i]);
        double sum = 0;
        foreach (double lane in lanes) sum += lane;
        return Math.Sqrt(sum);
    }
}
