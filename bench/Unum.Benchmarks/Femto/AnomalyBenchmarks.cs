using Unum.Benchmarks.Kairos.Nab;
using Unum.Femto;
using Unum.Femto.Births;
using Unum.Kairos.Anomaly;

namespace Unum.Benchmarks.Femto;

/// <summary>Sensors: surprise as an anomaly score on the half of the Numenta Anomaly Benchmark in data/nab, beside the trivial baseline and Unum's own detector.</summary>
public static class AnomalyBenchmarks
{
    /// <summary>Runs all detectors over the corpus; each has one setting for all series.</summary>
    public static IEnumerable<Comparison> Run()
    {
        IReadOnlyList<NabSeries> corpus = NabCorpus.Load();
        BirthModel birth = BirthModel.Train(DefaultBirth.Text().AsSpan(0, 1000)); // almost nothing: an offspring of no particular birth
        (string Name, Func<IAnomalyDetector> Make)[] all =
        [
            ("surprise of one Femto", static () => new SurpriseDetector(static () => new FemtoModel())),
            ("surprise of a 64 KB offspring", () => new SurpriseDetector(() => new OffspringModel(birth))),
            ("value novelty (trivial baseline)", static () => new ValueNovelty()), ("Unum's AnomalyDetector", static () => new AnomalyDetector()),
        ];
        NabScore[][] scores = [.. all.Select(d => Scores(corpus, d.Make))];
        MarkdownTable table = new(FormattableString.Invariant($"Anomalies in {corpus.Count} sensor series (NAB, of 100)"), ["", .. NabProfile.All.Select(static p => p.Name), "windows found", "missed"]);
        for (int d = 0; d < all.Length; d++)
            table.Add(all[d].Name, [.. scores[d].Select(static s => FormattableString.Invariant($"{s.Normalised:F1}")), FormattableString.Invariant($"{scores[d][0].WindowsFound}"), FormattableString.Invariant($"{scores[d][0].WindowsMissed}")]);
        for (int p = 0; p < NabProfile.All.Count; p++)
            for (int d = 1; d < all.Length; d++)
                yield return Comparison.Rate(FormattableString.Invariant($"NAB half, {NabProfile.All[p].Name}: surprise of one Femto"), scores[0][p].Normalised, scores[d][p].Normalised, all[d].Name, "of 100");
        table.Print();
    }

    private static NabScore[] Scores(IReadOnlyList<NabSeries> corpus, Func<IAnomalyDetector> make)
    {
        List<double[]> rows = [.. corpus.Select(series =>
        {
            IAnomalyDetector detector = make();
            return series.Values.Select((v, i) => detector.Observe(series.Times[i], v).Score).ToArray();
        })];
        return [.. NabProfile.All.Select(p => NabScorer.Score(corpus, rows, p))];
    }
}
