namespace Unum.Benchmarks.Femto;

/// <summary>How well scores put the true ones first.</summary>
/// <param name="AveragePrecision">Mean over the true ones of the share of true ones among those ranked as high; 1 is perfect, their share by chance.</param>
/// <param name="Auc">Chance that a true one scores above another; ties count half.</param>
/// <param name="Recall">Share of the true ones found when as many are taken as there are; the precision is the same.</param>
public sealed record Ranking(double AveragePrecision, double Auc, double Recall)
{
    /// <summary>Ranks by score, ties in an order drawn.</summary>
    /// <param name="scored">Scores, and which are true.</param>
    /// <param name="random">Draws the order of ties.</param>
    public static Ranking Of(IEnumerable<(double Score, bool True)> scored, Random random)
    {
        (double Score, bool True)[] order = [.. scored];
        random.Shuffle(order);
        order = [.. order.OrderByDescending(static s => s.Score)];
        int all = order.Count(static s => s.True), found = 0, recalled = 0;
        double precision = 0, below = 0;
        for (int i = 0; i < order.Length; i++)
        {
            if (!order[i].True)
            {
                below += found;
                continue;
            }

            found++;
            precision += found / (double)(i + 1);
            if (i < all) recalled++;
        }

        return new(precision / all, below / all / (order.Length - all), recalled / (double)all);
    }
}
