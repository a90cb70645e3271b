using Unum.Hive.Merging;

namespace Unum.Hive.Trials.Rivals;

/// <summary>The weighted mean: what federated averaging does.</summary>
public sealed class MeanAggregator : IAggregator
{
    /// <inheritdoc/>
    public string Name => "mean";

    /// <inheritdoc/>
    public float[] Aggregate(IReadOnlyList<Contribution> contributions)
    {
        double[] sum = new double[contributions[0].Direction.Length];
        foreach (Contribution c in contributions)
        {
            for (int i = 0; i < sum.Length; i++) sum[i] += c.Weight * c.Direction[i];
        }

        return RobustCentre.Unit(sum);
    }
}
