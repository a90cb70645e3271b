using Unum.Hive.Merging;

namespace Unum.Hive.Trials.Rivals;

/// <summary>The coordinate-wise trimmed mean (Yin et al., 2018): in every coordinate the share of liars is cut from both ends.</summary>
public sealed class TrimmedMeanAggregator(double malicious) : IAggregator
{
    /// <inheritdoc/>
    public string Name => "trimmed mean";

    /// <inheritdoc/>
    public float[] Aggregate(IReadOnlyList<Contribution> contributions)
    {
        int n = contributions.Count;
        int cut = Math.Min((n - 1) / 2, (int)Math.Ceiling(malicious * n));
        double[] mean = new double[contributions[0].Direction.Length];
        float[] values = new float[n];
        for (int i = 0; i < mean.Length; i++)
        {
            for (int k = 0; k < n; k++) values[k] = contributions[k].Direction[i];
            Array.Sort(values);
            for (int k = cut; k < n - cut; k++) mean[i] += values[k];
        }

        return RobustCentre.Unit(mean);
    }
}
