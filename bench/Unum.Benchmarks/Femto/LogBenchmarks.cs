using System.Globalization;
using Unum.Femto;
using Unum.Femto.Births;
using Unum.Femto.Classification;

namespace Unum.Benchmarks.Femto;

/// <summary>Logs: lines that were put in, found by surprise, beside the rarity of templates and naive Bayes of byte pairs. Everybody reads on line and learns on.</summary>
public static class LogBenchmarks
{
    private const int Seeds = 5;

    /// <summary>Runs over the logs this computer has.</summary>
    public static IEnumerable<Comparison> Run()
    {
        IReadOnlyList<(string Name, byte[][] Lines)> logs = LogFiles.All();
        BirthModel birth = BirthModel.Train(DefaultBirth.Text().AsSpan(0, 1000)); // almost nothing: an offspring of no particular birth
        (string Name, Func<byte[][], double[]> Score)[] all =
        [
            ("one Femto", static lines => Surprise(lines, new FemtoModel(), static r => r.Strangeness)),
            ("64 KB offspring", lines => Surprise(lines, new OffspringModel(birth), static r => r.Strangeness)),
            ("one Femto, mean bits per byte", static lines => Surprise(lines, new FemtoModel(), static r => r.BitsPerByte)),
            ("naive Bayes of pairs", static lines => LineBaselines.Pairs(lines, static bits => bits.Average())),
            ("naive Bayes of pairs, our peak", static lines => LineBaselines.Pairs(lines, Peak)),
            ("rarity of the template", LineBaselines.Templates),
        ];
        Ranking[,][] found = new Ranking[logs.Count, all.Length][];
        Ranking[,][] kinds = new Ranking[LogTrial.Kinds.Length, all.Length][];
        for (int w = 0; w < all.Length; w++)
        {
            for (int k = 0; k < LogTrial.Kinds.Length; k++) kinds[k, w] = new Ranking[Seeds * logs.Count];
            for (int l = 0; l < logs.Count; l++) found[l, w] = new Ranking[Seeds];
        }

        for (int l = 0; l < logs.Count; l++)
        {
            byte[][] others = [.. logs.Where((_, i) => i != l).SelectMany(static o => o.Lines)];
            for (int seed = 0; seed < Seeds; seed++)
            {
                LogTrial trial = LogTrial.Make(logs[l].Lines, others, new Random((l * Seeds) + seed + 1));
                for (int w = 0; w < all.Length; w++)
                {
                    double[] scores = all[w].Score(trial.Lines);
                    found[l, w][seed] = Rank(trial, scores, static t => t != 0, static _ => true);
                    for (int k = 1; k <= LogTrial.Kinds.Length; k++) kinds[k - 1, w][(l * Seeds) + seed] = Rank(trial, scores, t => t == k, t => t == 0 || t == k);
                }
            }
        }

        string[] heads = ["", .. all.Select(static a => a.Name)];
        MarkdownTable logTable = new(FormattableString.Invariant($"Lines put into logs ({logs.Count} logs of 4,000 lines, 1 % put in, {Seeds} seeds): average precision, mean ± deviation"), heads);
        MarkdownTable meanTable = new("The same, over all logs", heads);
        MarkdownTable kindTable = new("Average precision by what was put in (a quarter of a percent each)", heads);
        for (int l = 0; l < logs.Count; l++) logTable.Add(logs[l].Name, [.. Enumerable.Range(0, all.Length).Select(w => Shown(found[l, w].Select(static r => r.AveragePrecision)))]);
        for (int k = 0; k < LogTrial.Kinds.Length; k++) kindTable.Add(LogTrial.Kinds[k], [.. Enumerable.Range(0, all.Length).Select(w => Shown(kinds[k, w].Select(static r => r.AveragePrecision)))]);
        Ranking[][] together = [.. Enumerable.Range(0, all.Length).Select(w => Enumerable.Range(0, logs.Count).SelectMany(l => found[l, w]).ToArray())];
        (string, Func<Ranking, double>)[] figures = [("average precision", static r => r.AveragePrecision), ("precision = recall at as many as there are", static r => r.Recall), ("AUC", static r => r.Auc)];
        foreach ((string name, Func<Ranking, double> figure) in figures) meanTable.Add(name, [.. together.Select(rows => Shown(rows.Select(figure)))]);
        for (int w = 1; w < all.Length; w++)
        {
            foreach ((string name, Func<Ranking, double> figure) in figures)
                yield return Comparison.Rate($"lines put into logs, {name}: one Femto", together[0].Average(figure), together[w].Average(figure), all[w].Name, "of 1");
        }

        foreach (MarkdownTable table in (ReadOnlySpan<MarkdownTable>)[logTable, meanTable, kindTable]) table.Print();
    }

    private static double[] Surprise(byte[][] lines, IByteModel mind, Func<LineReading, double> figure)
    {
        LineSurprise reader = new(mind);
        return [.. lines.Select(line => figure(reader.Read(line)))];
    }

    /// <summary>What <see cref="LineSurprise"/> makes of a line's bits.</summary>
    private static double Peak(double[] bits) => Math.Cbrt(bits.Sum(static b => b * b * b) / Math.Sqrt(bits.Length));

    private static Ranking Rank(LogTrial trial, double[] scores, Func<int, bool> isTrue, Func<int, bool> counts) => Ranking.Of(
        Enumerable.Range(trial.First, trial.Lines.Length - trial.First).Where(i => counts(trial.Truth[i])).Select(i => (scores[i], isTrue(trial.Truth[i]))), new Random(1));

    private static string Shown(IEnumerable<double> values)
    {
        double[] all = [.. values];
        double mean = all.Average(), deviation = Math.Sqrt(all.Sum(v => (v - mean) * (v - mean)) / Math.Max(1, all.Length - 1));
        return string.Create(CultureInfo.InvariantCulture, $"{mean:F3} ± {deviation:F3}");
    }
}
