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

    private static List<double[]> Run(Func<IAnomalyDetector> detector) =>
        [.. Corpus.Select(series =>
        {
            IAnomalyDetector one = detector();
            return series.Times.Zip(series.Values, (at, value) => one.Observe(at, value).Score).ToArray();
        })];
}
