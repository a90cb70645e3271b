using Unum.Hive.Merging;

namespace Unum.Hive.Trials.Rivals;

/// <summary>Krum (Blanchard et al., 2017): the one contribution whose n - f - 2 nearest others are nearest.</summary>
public sealed class KrumAggregator(double malicious) : IAggregator
{
    /// <inheritdoc/>
    public string Name => "Krum";

    /// <inheritdoc/>
    public float[] Aggregate(IReadOnlyList<Contribution> contributions)
    {
        int n = contributions.Count;
        int neighbours = Math.Max(1, n - (int)(malicious * n) - 2);
        int best = Enumerable.Range(0, n).MinBy(i => Enumerable.Range(0, n).Where(j => j != i).Select(j => Squares(contributions[i].Direction, contributions[j].Direction)).Order().Take(neighbours).Sum());
        return contributions[best].Direction;
    }

    private static double Squares(float[] a, float[] b)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++) sum += (a[i] - b[i]) * (a[i] - b[i]);
        return sum;
    }
}
