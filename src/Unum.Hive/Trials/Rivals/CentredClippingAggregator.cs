using Unum.Hive.Merging;

namespace Unum.Hive.Trials.Rivals;

/// <summary>Centred clipping as published (Karimireddy, He and Jaggi, 2021): from the mean, five rounds, a fixed radius.</summary>
public sealed class CentredClippingAggregator(double radius) : IAggregator
{
    private const int Rounds = 5;

    /// <inheritdoc/>
    public string Name => "centred clipping";

    /// <inheritdoc/>
    public float[] Aggregate(IReadOnlyList<Contribution> contributions)
    {
        float[] start = new MeanAggregator().Aggregate(contributions);
        double[] centre = [.. start.Select(static x => (double)x)];
        for (int round = 0; round < Rounds; round++)
        {
            double[] step = new double[centre.Length];
            foreach (Contribution c in contributions)
            {
                double squares = 0;
                for (int i = 0; i < step.Length; i++) squares += (c.Direction[i] - centre[i]) * (c.Direction[i] - centre[i]);
                double share = Math.Min(1, radius / Math.Max(1e-12, Math.Sqrt(squares))) / contributions.Count;
                for (int i = 0; i < step.Length; i++) step[i] += share * (c.Direction[i] - centre[i]);
            }

            for (int i = 0; i < step.Length; i++) centre[i] += step[i];
        }

        return RobustCentre.Unit(centre);
    }
}
