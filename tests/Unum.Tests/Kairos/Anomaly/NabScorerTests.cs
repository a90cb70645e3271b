using Unum.Benchmarks.Kairos.Nab;

namespace Unum.Tests.Kairos.Anomaly;

public sealed class NabScorerTests
{
    // 100 rows, so the first 15 are not scored; one window of ten rows, 40..49.
    private static readonly NabSeries One = Series("a/one.csv", 100, new NabWindow(40, 49));

    // sigma(y) = 2/(1 + e^(5y)) - 1, by hand: sigma(-1) = .98661430, sigma(-.5) = .84828364, sigma(1/9) = -.27084712
    private const double SigmaFull = 0.98661430, SigmaHalf = 0.84828364, SigmaNinth = -0.27084712;

    [Fact]
    public void Reporting_nothing_scores_0()
    {
        foreach (NabProfile profile in NabProfile.All)
        {
            NabScore score = NabScorer.Score([One], [Scores(100)], profile);
            Assert.Equal(0, score.Normalised, 9);
            Assert.Equal(1, score.WindowsMissed);
            Assert.Equal(-profile.FalseNegative, score.Raw, 9);
        }
    }

    [Fact]
    public void Reporting_the_first_row_of_every_window_and_no_other_scores_100()
    {
        NabSeries two = Series("a/two.csv", 200, new NabWindow(50, 69), new NabWindow(120, 139));
        double[] first = Scores(100, (40, 1)), second = Scores(200, (50, 1), (120, 1));
        foreach (NabProfile profile in NabProfile.All)
            Assert.Equal(100, NabScorer.Score([One, two], [first, second], profile).Normalised, 9);
    }

    [Fact]
    public void A_report_half_way_into_a_window_earns_what_the_sigmoid_says()
    {
        // Row 45 is 5 rows before the end of 10: y = -(49 - 45 + 1)/10 = -.5
        NabScore score = NabScorer.Score([One], [Scores(100, (45, 1))], NabProfile.Standard);
        Assert.Equal(SigmaHalf / SigmaFull, score.Raw, 6);
        Assert.Equal(100 * (SigmaHalf / SigmaFull + 1) / 2, score.Normalised, 5);
    }

    [Fact]
    public void A_report_before_any_window_costs_in_full_and_one_just_behind_costs_little()
    {
        NabWindow[] windows = [new(40, 49)];
        Assert.Equal(-0.11, NabScorer.Worth(windows, 20, NabProfile.Standard, out int before), 9);
        Assert.Equal(0.11 * SigmaNinth, NabScorer.Worth(windows, 50, NabProfile.Standard, out int behind), 6); // y = 1/9
        Assert.Equal(-0.22, NabScorer.Worth(windows, 99, NabProfile.LowFalsePositives, out _), 9); // y > 3
        Assert.Equal((-1, -1), (before, behind));
    }

    [Fact]
    public void Only_the_best_report_of_a_window_counts_and_false_ones_add_up()
    {
        NabScore score = NabScorer.Score([One], [Scores(100, (20, 1), (21, 1), (40, 1), (45, 1), (48, 1))], NabProfile.Standard);
        Assert.Equal(1 - 2 * 0.11, score.Raw, 9);
        Assert.Equal((1, 0, 3, 2), (score.WindowsFound, score.WindowsMissed, score.RowsInside, score.RowsOutside));
    }

    [Fact]
    public void The_threshold_is_the_best_one_for_the_whole_corpus()
    {
        // .9 finds the window; below it come two false alarms that the best threshold leaves out.
        NabScore score = NabScorer.Score([One], [Scores(100, (20, .5), (21, .4), (40, .9))], NabProfile.Standard);
        Assert.Equal(0.9, score.Threshold);
        Assert.Equal(100, score.Normalised, 9);
    }

    [Fact]
    public void Rows_of_the_probation_are_not_scored()
    {
        Assert.Equal((15, 750, 750), (NabScorer.Probation(100), NabScorer.Probation(5000), NabScorer.Probation(22695)));
        NabScore score = NabScorer.Score([One], [Scores(100, (3, 1), (14, 1), (40, 1))], NabProfile.Standard);
        Assert.Equal(100, score.Normalised, 9);
    }

    [Fact]
    public void A_miss_costs_twice_as_much_under_the_profile_against_misses()
    {
        NabSeries two = Series("a/two.csv", 200, new NabWindow(50, 69), new NabWindow(120, 139));
        NabScore score = NabScorer.Score([two], [Scores(200, (50, 1))], NabProfile.LowFalseNegatives);
        Assert.Equal(1 - 2, score.Raw, 9);
        Assert.Equal(100 * (-1.0 + 4) / (2 + 4), score.Normalised, 9);
    }

    [Fact]
    public void A_score_is_the_same_as_the_sum_counted_row_by_row_at_each_threshold()
    {
        Random random = new(7);
        for (int trial = 0; trial < 50; trial++)
        {
            NabSeries series = Series("a/random.csv", 300, new NabWindow(60, 60 + random.Next(2, 60)), new NabWindow(200, 200 + random.Next(2, 60)));
            double[] scores = [.. Enumerable.Range(0, 300).Select(_ => Math.Round(Math.Pow(random.NextDouble(), 8), 2))];
            NabScore fast = NabScorer.Score([series], [scores], NabProfile.Standard);
            double best = scores.Distinct().Append(2).Max(threshold => Slow(series, scores, threshold, NabProfile.Standard));
            Assert.Equal(best, fast.Raw, 9);
        }
    }

    [Fact]
    public void The_half_in_the_repository_has_30_series_55_windows_and_the_known_rows()
    {
        IReadOnlyList<NabSeries> corpus = NabCorpus.Load();
        Assert.Equal(30, corpus.Count);
        Assert.Equal(55, corpus.Sum(s => s.Windows.Count));
        NabSeries taxi = corpus.Single(s => s.Name == "realKnownCause/nyc_taxi.csv");
        Assert.Equal((10320, 5839, 6045), (taxi.Values.Length, taxi.Windows[0].First, taxi.Windows[0].Last));
    }

    // The definition taken literally, one threshold at a time.
    private static double Slow(NabSeries series, double[] scores, double threshold, NabProfile profile)
    {
        double sum = 0;
        foreach (NabWindow window in series.Windows)
        {
            double[] hits = [.. Enumerable.Range(window.First, window.Last - window.First + 1)
                .Where(i => i >= NabScorer.Probation(scores.Length) && scores[i] >= threshold)
                .Select(i => NabScorer.Worth(series.Windows, i, profile, out _))];
            sum += hits.Length > 0 ? hits.Max() : -profile.FalseNegative;
        }

        for (int i = NabScorer.Probation(scores.Length); i < scores.Length; i++)
        {
            double worth = NabScorer.Worth(series.Windows, i, profile, out int window);
            if (window < 0 && scores[i] >= threshold) sum += worth;
        }

        return sum;
    }

    private static NabSeries Series(string name, int rows, params NabWindow[] windows) => new(
        name,
        [.. Enumerable.Range(0, rows).Select(i => DateTimeOffset.UnixEpoch.AddMinutes(5 * i))],
        new double[rows],
        windows);

    private static double[] Scores(int rows, params (int Row, double Score)[] reported)
    {
        double[] scores = new double[rows];
        foreach ((int row, double score) in reported) scores[row] = score;
        return scores;
    }
}
