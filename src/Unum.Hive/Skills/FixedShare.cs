namespace Unum.Hive.Skills;

/// <summary>
/// Which of several experts to believe, when the best one may change: fixed share (Herbster and Warmuth, "Tracking the best expert", Machine Learning 32, 1998).
/// After every outcome each weight is multiplied with the probability that its expert gave it, then every expert gives the same share of its weight to all.
/// <para>
/// Bound: against any sequence of experts that switches k times in n outcomes, at most log2 m + k log2((m - 1) / share) + (n - k - 1) log2(1 / (1 - share)) bits are lost.
/// Memory: 8 bytes an expert.
/// </para>
/// </summary>
public sealed class FixedShare
{
    private readonly double[] _weights;
    private readonly double _share;

    /// <summary>Equal belief in all.</summary>
    /// <param name="experts">At least 1.</param>
    /// <param name="share">Probability that the best expert changes between two outcomes; above 0, below 1.</param>
    public FixedShare(int experts, double share)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(experts, 1);
        if (!(share is > 0 and < 1)) throw new ArgumentOutOfRangeException(nameof(share), share, "A share lies between 0 and 1.");
        _weights = new double[experts];
        _share = share;
        Restart();
    }

    /// <summary>Belief in each expert; they sum to 1.</summary>
    public ReadOnlySpan<double> Weights => _weights;

    /// <summary>Equal belief again.</summary>
    public void Restart() => Array.Fill(_weights, 1.0 / _weights.Length);

    /// <summary>Learns from an outcome.</summary>
    /// <param name="probabilities">What each expert gave it.</param>
    /// <returns>What all together gave it.</returns>
    public double Update(ReadOnlySpan<double> probabilities)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(probabilities.Length, _weights.Length, nameof(probabilities));
        double sum = 0;
        for (int i = 0; i < _weights.Length; i++) sum += _weights[i] * probabilities[i];
        if (_weights.Length == 1 || !(sum > 0)) return sum; // impossible for all: nothing tells them apart
        double pool = _share / (_weights.Length - 1);
        for (int i = 0; i < _weights.Length; i++)
        {
            double after = _weights[i] * probabilities[i] / sum;
            _weights[i] = ((1 - _share) * after) + (pool * (1 - after));
        }

        return sum;
    }
}
