using System.Diagnostics;
using Unum.Benchmarks.Kairos.Nab;
using Unum.Kairos.Anomaly;
using static System.FormattableString;

namespace Unum.Benchmarks.Kairos;

/// <summary>
/// The anomaly score on the half of the Numenta Anomaly Benchmark in data/nab, beside the trivial baseline; and its speed.
/// </summary>
/// <remarks>
/// Published figures (the scoreboard of github.com/numenta/NAB; ARTime from its authors) are for all 58 series and stand here
/// for orientation only: a half is another examination, so their lines carry no ratio.
/// </remarks>
public static class NabBenchmarks
{
    private const string Baseline = "value novelty (trivial baseline)";

    private static readonly (string Name, double Score)[] Published =
    [
        ("ARTime", 74.9), ("Numenta HTM", 70.1), ("CAD OSE", 69.9), ("KNN CAD", 58.0), ("random cut forest", 51.7),
        ("Twitter ADVec", 47.1), ("windowed Gaussian", 39.6), ("Etsy Skyline", 35.7),
    ];

    /// <summary>Runs both detectors over the corpus.</summary>
    public static IEnumerable<Comparison> Run()
    {
        IReadOnlyList<NabSeries> corpus = NabCorpus.Load();
        List<double[]> ours = Scores(corpus, static () => new AnomalyDetector()), trivial = Scores(corpus, static () => new ValueNovelty());
        foreach (NabProfile profile in NabProfile.All)
        {
            NabScore mine = NabScorer.Score(corpus, ours, profile), peer = NabScorer.Score(corpus, trivial, profile);
            string half = Invariant($"NAB, {corpus.Count} of 58 series, {profile.Name}");
            yield return Comparison.Rate($"{half}: score", mine.Normalised, peer.Normalised, Baseline, "of 100");
            yield return Comparison.Rate(Invariant($"{half}: windows found of {mine.WindowsFound + mine.WindowsMissed}"), mine.WindowsFound, peer.WindowsFound, Baseline, "windows");
            yield return Comparison.Cost($"{half}: windows missed", mine.WindowsMissed, peer.WindowsMissed, Baseline, "windows");
            yield return Comparison.Cost($"{half}: false alarms", mine.RowsOutside, peer.RowsOutside, Baseline, "rows");
            yield return new($"{half}: best threshold", mine.Threshold, peer.Threshold, Baseline, "score", null);
        }

        double atHalf = NabScorer.Score(corpus, [.. ours.Select(Told)], NabProfile.Standard).Normalised;
        yield return Comparison.Rate("NAB half, standard: score at the fixed threshold 0.5", atHalf, null, null, "of 100");
        double onHalf = NabScorer.Score(corpus, ours, NabProfile.Standard).Normalised;
        foreach ((string name, double score) in Published)
            yield return new("NAB standard: ours on 30 series, published on all 58", onHalf, score, name, "of 100", null);
        yield return Comparison.Rate("anomaly score, one core", Rate(corpus, static () => new AnomalyDetector()), Rate(corpus, static () => new ValueNovelty()), Baseline, "rows/s");
    }

    private static double[] Told(double[] scores) => [.. scores.Select(static s => s >= AnomalyDetector.AlarmScore ? 1.0 : 0.0)];

    private static List<double[]> Scores(IReadOnlyList<NabSeries> corpus, Func<IAnomalyDetector> detector)
    {
        List<double[]> all = [];
        foreach (NabSeries series in corpus)
        {
            IAnomalyDetector one = detector();
            double[] scores = new double[series.Values.Length];
            for (int i = 0; i < scores.Length; i++) scores[i] = one.Observe(series.Times[i], series.Values[i]).Score;
            all.Add(scores);
        }

        return all;
    }

    private static double Rate(IReadOnlyList<NabSeries> corpus, Func<IAnomalyDetector> detector)
    {
        double best = 0;
        long rows = corpus.Sum(static s => (long)s.Values.Length);
        for (int run = 0; run < 5; run++)
        {
            long start = Stopwatch.GetTimestamp();
            Scores(corpus, detector);
            best = Math.Max(best, rows / Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        return best;
    }
}
