using Unum.Hive.Geometry;
using Unum.Hive.Merging;

namespace Unum.Hive.Trials;

/// <summary>What colluding liars say, class by class, from what all honest ones say.</summary>
internal sealed class LiarSet
{
    private readonly float[][] _means;
    private readonly float[][] _deviations;
    private readonly double _hidden;

    /// <summary>Liars who know what the honest say.</summary>
    /// <param name="honest">By class, by author: unit vectors; a class may have none.</param>
    /// <param name="liars">Share of liars.</param>
    public LiarSet(IReadOnlyList<IReadOnlyList<float[]>> honest, double liars)
    {
        int dimension = honest.First(static c => c.Count > 0)[0].Length;
        _means = [.. honest.Select(c => Mean(c, dimension))];
        _deviations = [.. honest.Select((c, k) => Deviation(c, _means[k]))];
        // How many deviations still lie within the nearest half: of 30 % liars .28, of 10 % .11 would do; 1.5 is the published order of size.
        _hidden = .3 + (4 * liars);
    }

    /// <summary>The lie about a class; null to stay honest.</summary>
    public float[]? Say(Attack attack, int concept, Random random) => attack switch
    {
        Attack.None => null,
        Attack.SignFlip => Flipped(_means[concept]),
        Attack.Random => Noise(_means[concept].Length, random),
        Attack.LittleIsEnough => Combine(_means[concept], 1, _deviations[concept], -_hidden),
        Attack.InnerProductSmall => Combine(_means[concept], .5, Away(concept), .5),
        Attack.InnerProductLarge => Away(concept),
        Attack.LabelSwap => _means[(concept + 1) % _means.Length],
        Attack.HalfSwap => (concept / 2) % 2 == 0 && (concept ^ 1) < _means.Length ? _means[concept ^ 1] : null,
        _ => throw new ArgumentOutOfRangeException(nameof(attack), attack, "No such attack."),
    };

    private float[] Away(int concept)
    {
        double[] sum = new double[_means[0].Length];
        for (int k = 0; k < _means.Length; k++)
        {
            for (int i = 0; i < sum.Length; i++) sum[i] += k == concept ? -_means[k][i] * (_means.Length - 1) : _means[k][i];
        }

        return RobustCentre.Unit(sum);
    }

    private static float[] Flipped(float[] mean)
    {
        float most = mean.Max();
        return RobustCentre.Unit([.. mean.Select(x => (double)(most - x))]);
    }

    private static float[] Noise(int dimension, Random random)
    {
        double[] noise = new double[dimension];
        for (int i = 0; i < 64; i++) noise[random.Next(dimension)] += random.NextDouble();
        return RobustCentre.Unit(noise);
    }

    private static float[] Combine(float[] a, double x, float[] b, double y) => RobustCentre.Unit([.. a.Select((v, i) => (x * v) + (y * b[i]))]);

    private static float[] Mean(IReadOnlyList<float[]> vectors, int dimension)
    {
        float[] mean = new float[dimension];
        foreach (float[] vector in vectors)
        {
            for (int i = 0; i < dimension; i++) mean[i] += vector[i] / vectors.Count;
        }

        FisherSphere.Normalise(mean);
        return mean;
    }

    private static float[] Deviation(IReadOnlyList<float[]> vectors, float[] mean)
    {
        float[] deviation = new float[mean.Length];
        foreach (float[] vector in vectors)
        {
            for (int i = 0; i < mean.Length; i++) deviation[i] += (vector[i] - mean[i]) * (vector[i] - mean[i]) / vectors.Count;
        }

        for (int i = 0; i < mean.Length; i++) deviation[i] = MathF.Sqrt(deviation[i]);
        return deviation;
    }
}
