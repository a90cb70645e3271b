using Unum.Benchmarks.Kairos.Nab;
using Unum.Kairos.Anomaly;

namespace Unum.Tests.Kairos.Anomaly;

/// <summary>Holds the figures on the half of the benchmark in data/nab, so that no change moves them unseen.</summary>
public sealed class NabHalfTests
{
    private static readonly IReadOnlyList<NabSeries> Corpus = NabCorpus.Load();

    [Fact]
    public void The_detector_scores_what_it_scored_before()
    {
        List<double[]> scores = Run(() => new AnomalyDetector());
        Assert.Equal([68.2, 61.5, 72.1], NabProfile.All.Select(p => Math.Round(NabScorer.Score(Corpus, scores, p).Normalised, 1)));
    }

    [Fact]
    public void The_trivial_baseline_scores_what_it_scored_before()
    {
        List<double[]> scores = Run(() => new ValueNovelty());
        Assert.Equal([51.0, 48.0, 54.0], NabProfile.All.Select(p => Math.Round(NabScorer.Score(Corpus, scores, p).Normalised, 1)));
    }

    [Fact]
    public void A_threshold_chosen_on_two_categories_holds_on_the_third()
    {
        List<double[]> scores = Run(() => new AnomalyDetector());
        double sum = 0;
        foreach (string category in Corpus.Select(s => s.Category).Distinct())
        {
            int[] left = [.. Enumerable.Range(0, Corpus.Count).Where(i => Corpus[i].Category == category)];
            int[] rest = [.. Enumerable.Range(0, Corpus.Count).Except(left)];
            double threshold = NabScorer.Score([.. rest.Select(i => Corpus[i])], [.. rest.Select(i => scores[i])], NabProfile.Standard).Threshold;
            double[][] told = [.. left.Select(i => scores[i].Select(s => s >= threshold ? 1.0 : 0.0).ToArray())];
            sum += NabScorer.Score([.. left.Select(i => Corpus[i])], told, NabProfile.Standard).Raw;
        }

        int windows = Corpus.Sum(s => s.Windows.Count);
        Assert.Equal(66.5, Math.Round(100 * (sum + windows) / (2 * windows), 1));
    }

    [Fact]
    public void On_streams_nobody_labelled_by_hand_it_leaves_the_baseline_behind_too()
    {
        List<NabSeries> synthetic = [.. SyntheticStreams.Make(1), .. SyntheticStreams.Make(2), .. SyntheticStreams.Make(3)];
        double ours = NabScorer.Score(synthetic, Run(synthetic, () => new AnomalyDetector()), NabProfile.Standard).Normalised;
        double trivial = NabScorer.Score(synthetic, Run(synthetic, () => new ValueNovelty()), NabProfile.Standard).Normalised;
        Assert.Equal((55.9, 38.8), (Math.Round(ours, 1), Math.Round(trivial, 1)));
    }

    private static List<double[]> Run(Func<IAnomalyDetector> detector) => Run(Corpus, detector);

    private static List<double[]> Run(IReadOnlyList<NabSeries> corpus, Func<IAnomalyDetector> detector) =>
        [.. corpus.Select(series =>
        {
            IAnomalyDetector one = detector();
            return series.Times.Zip(series.Values, (at, value) => one.Observe(at, value).Score).ToArray();
        })];
}
