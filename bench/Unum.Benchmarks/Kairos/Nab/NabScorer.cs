namespace Unum.Benchmarks.Kairos.Nab;

/// <summary>
/// The scoring of the Numenta Anomaly Benchmark, a yardstick and no part of the product.
/// </summary>
/// <remarks>
/// Source: Lavin and Ahmad, "Evaluating Real-Time Anomaly Detection Algorithms", ICMLA 2015, section II. A row reported inside
/// a window at relative position y in [-1, 0) earns A_TP sigma(y) / sigma(-1), only the best row of a window counting; a row
/// outside costs A_FP sigma(y) with y &gt; 0 the distance past the last window in widths of that window, and A_FP in full when
/// none came before or y &gt; 3; a window without a report costs A_FN. sigma(y) = 2 / (1 + e^{5y}) - 1. The first 15 % of a
/// series, 750 rows at most, are not scored. One threshold, the best for the profile, holds for the whole corpus, and the sum
/// is normalised so that reporting nothing is 0 and reporting the first row of every window, and nothing else, is 100.
/// Cost: one sort of all rows, O(n log n) for n rows in the corpus.
/// </remarks>
public static class NabScorer
{
    private const double ProbationShare = 0.15;
    private const int ProbationRows = 5000;

    /// <summary>Scores a detector on a corpus at its best common threshold.</summary>
    /// <param name="corpus">The series.</param>
    /// <param name="scores">Per series one score a row, higher meaning stranger; NaN is not allowed.</param>
    /// <param name="profile">What hits and false alarms are worth.</param>
    /// <exception cref="ArgumentException">Scores do not match the rows of the series.</exception>
    public static NabScore Score(IReadOnlyList<NabSeries> corpus, IReadOnlyList<double[]> scores, NabProfile profile)
    {
        List<Row> rows = Rows(corpus, scores, profile, out int windows);
        rows.Sort(static (a, b) => b.Score.CompareTo(a.Score));

        // From the top score down, lowering the threshold past one distinct score at a time.
        double[] best = new double[windows];
        Array.Fill(best, -profile.FalseNegative);
        double raw = -profile.FalseNegative * windows;
        NabScore top = new(profile, 0, raw, double.PositiveInfinity, 0, windows, 0, 0);
        int found = 0, inside = 0, outside = 0;
        for (int i = 0; i < rows.Count; i++)
        {
            Row row = rows[i];
            if (row.Window < 0)
            {
                outside++;
                raw += row.Worth;
            }
            else
            {
                inside++;
                if (best[row.Window] == -profile.FalseNegative) found++;
                double better = Math.Max(best[row.Window], row.Worth);
                raw += better - best[row.Window];
                best[row.Window] = better;
            }

            bool lastOfScore = i + 1 == rows.Count || rows[i + 1].Score != row.Score;
            if (lastOfScore && raw > top.Raw) top = new(profile, 0, raw, row.Score, found, windows - found, inside, outside);
        }

        double nothing = -profile.FalseNegative * windows, perfect = profile.TruePositive * windows;
        return top with { Normalised = windows == 0 ? 0 : 100 * (top.Raw - nothing) / (perfect - nothing) };
    }

    /// <summary>How many rows at the start of a series are not scored.</summary>
    public static int Probation(int rows) => (int)(ProbationShare * Math.Min(rows, ProbationRows));

    /// <summary>What reporting row <paramref name="index"/> is worth: positive inside a window, negative outside.</summary>
    /// <param name="windows">The windows of its series.</param>
    /// <param name="index">Row of the series.</param>
    /// <param name="profile">What hits and false alarms are worth.</param>
    /// <param name="window">Position of its window in the list; -1 outside.</param>
    public static double Worth(IReadOnlyList<NabWindow> windows, int index, NabProfile profile, out int window)
    {
        window = -1;
        int previous = -1;
        for (int w = 0; w < windows.Count && windows[w].First <= index; w++)
        {
            if (index <= windows[w].Last) window = w;
            else previous = w;
        }

        if (window >= 0)
        {
            double width = windows[window].Last - windows[window].First + 1;
            return profile.TruePositive * Sigma(-(windows[window].Last - index + 1) / width) / Sigma(-1);
        }

        if (previous < 0) return -profile.FalsePositive;
        double past = (index - windows[previous].Last) / (double)(windows[previous].Last - windows[previous].First);
        return profile.FalsePositive * (past > 3 ? -1 : Sigma(past));
    }

    private static double Sigma(double y) => 2 / (1 + Math.Exp(5 * y)) - 1;

    private static List<Row> Rows(
        IReadOnlyList<NabSeries> corpus, IReadOnlyList<double[]> scores, NabProfile profile, out int windows)
    {
        if (scores.Count != corpus.Count) throw new ArgumentException("One array of scores a series is needed.", nameof(scores));
        windows = 0;
        List<Row> rows = [];
        for (int s = 0; s < corpus.Count; s++)
        {
            NabSeries series = corpus[s];
            if (scores[s].Length != series.Values.Length) throw new ArgumentException($"{series.Name}: one score a row is needed.", nameof(scores));
            for (int i = Probation(series.Values.Length); i < scores[s].Length; i++)
            {
                if (double.IsNaN(scores[s][i])) throw new ArgumentException(FormattableString.Invariant($"{series.Name}: the score of row {i} is NaN."), nameof(scores));
                double worth = Worth(series.Windows, i, profile, out int window);
                rows.Add(new(scores[s][i], worth, window < 0 ? -1 : windows + window));
            }

            windows += series.Windows.Count;
        }

        return rows;
    }

    private readonly record struct Row(double Score, double Worth, int Window);
}
