using System.Numerics;

namespace Unum.Kairos.Temporal;

/// <summary>The collapse threshold I_c that noise reaches with no more than the asked probability.</summary>
/// <remarks>
/// For N independent pairs of white circular noise P(|T|^2 > I) = (1 - I)^(N-1) exactly (the squared sample coherence is beta(1, N-1);
/// Goodman 1963). An exponential window with forgetting lambda counts as N_eff = (sum w)^2 / sum w^2 = (2 - lambda) / lambda.
/// A probability is that of one cell at one instant; neighbouring instants share most of their window, so about one
/// independent look is taken every N_eff samples.
/// </remarks>
public static class CollapseThreshold
{
    /// <summary>A locked cell is released below this part of its threshold.</summary>
    public const double ReleaseFraction = 0.5;

    /// <summary>I_c of one cell: 1 - P^(1 / (N - 1)).</summary>
    /// <param name="falseAlarm">P in (0, 1).</param>
    /// <param name="effectiveSamples">N_eff; at or below 1 nothing can be concluded and the answer is infinite.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="falseAlarm"/> is not a probability.</exception>
    public static double Intensity(double falseAlarm, double effectiveSamples)
    {
        CheckProbability(falseAlarm);
        return effectiveSamples > 1 ? -ExpM1(Math.Log(falseAlarm) / (effectiveSamples - 1)) : double.PositiveInfinity;
    }

    /// <summary>The probability for each of M cells that together raise a false alarm with probability P: 1 - (1 - P)^(1/M).</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="falseAlarm"/> is not a probability or there are no cells.</exception>
    public static double PerCell(double falseAlarm, int cells)
    {
        CheckProbability(falseAlarm);
        ArgumentOutOfRangeException.ThrowIfLessThan(cells, 1);
        return -ExpM1(LogP1(-falseAlarm) / cells);
    }

    /// <summary>N_eff = (2 - lambda) / lambda of a full exponential window.</summary>
    /// <param name="lambda">Forgetting per sample in (0, 1].</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="lambda"/> is outside (0, 1].</exception>
    public static double EffectiveSamples(double lambda)
    {
        CheckLambda(lambda);
        return (2 - lambda) / lambda;
    }

    /// <summary>N_eff after the first <paramref name="products"/> samples: the full one times (1 - r^m) / (1 + r^m), r = 1 - lambda.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="lambda"/> is outside (0, 1].</exception>
    public static double EffectiveSamples(double lambda, long products)
    {
        double decay = products <= 0 ? 1 : Math.Pow(1 - lambda, products);
        return EffectiveSamples(lambda) * (1 - decay) / (1 + decay);
    }

    /// <summary>N_eff for velocities that are differences of white noise, at lag 2 or more: N / (1 + cos(omega) / 2).</summary>
    /// <param name="effectiveSamples">N_eff of the window.</param>
    /// <param name="omega">Radians per sample.</param>
    public static double DifferencedNoise(double effectiveSamples, double omega) =>
        effectiveSamples / (1 + (Math.Cos(omega) / 2));

    /// <summary>N_eff for two independent coloured streams (Bartlett 1946): N / (1 + 2 Re sum_k rho_v(k) conj(rho_u(k)) e^{i omega k}).</summary>
    /// <param name="effectiveSamples">N_eff of the window.</param>
    /// <param name="v">Autocorrelation of v at k = 1, 2, …; 0 beyond its end.</param>
    /// <param name="u">Autocorrelation of u likewise; of v again for lags beyond its memory.</param>
    /// <param name="omega">Radians per sample.</param>
    /// <remarks>Neighbouring products of coloured streams repeat each other; this is how many of them count.</remarks>
    public static double ColouredNoise(double effectiveSamples, ReadOnlySpan<Complex> v, ReadOnlySpan<Complex> u, double omega)
    {
        double sum = 1;
        for (int k = 1; k <= Math.Min(v.Length, u.Length); k++)
        {
            sum += 2 * (v[k - 1] * Complex.Conjugate(u[k - 1]) * Complex.FromPolarCoordinates(1, omega * k)).Real;
        }

        return effectiveSamples / Math.Max(sum, 1e-12);
    }

    /// <summary>I_c of one cell for real white velocities after <paramref name="products"/> samples.</summary>
    /// <param name="falseAlarm">P in (0, 1).</param>
    /// <param name="lambda">Forgetting per sample in (0, 1].</param>
    /// <param name="products">Samples in the window.</param>
    /// <param name="omega">Radians per sample.</param>
    /// <param name="redundancy">How many neighbouring products count as one, at least 1.</param>
    /// <remarks>
    /// S is then an ellipse, not a circle: its axes are (1 +- eta)/2 with eta = |sum w^2 e^{-2 i omega k}| / sum w^2, and
    /// P(|S|^2 > x E|S|^2) is the mean over angles of exp(-x / 2(a cos^2 + b sin^2)); -ln of it replaces -ln P in the law above.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is outside its range.</exception>
    public static double RealIntensity(double falseAlarm, double lambda, long products, double omega, double redundancy = 1)
    {
        CheckProbability(falseAlarm);
        double n = EffectiveSamples(lambda, products) / redundancy;
        if (n <= 1) return double.PositiveInfinity;

        Complex q = (1 - lambda) * (1 - lambda) * Complex.FromPolarCoordinates(1, -2 * omega);
        double r2 = (1 - lambda) * (1 - lambda);
        Complex sum = Complex.Abs(1 - q) < 1e-12 ? products : (1 - Complex.Pow(q, products)) / (1 - q);
        double norm = (1 - Math.Pow(r2, products)) / (1 - r2);
        double eta = Math.Min(1, Complex.Abs(sum) / norm);

        double low = 0, high = -4 * Math.Log(falseAlarm) + 4;
        for (int i = 0; i < 60; i++)
        {
            double middle = (low + high) / 2;
            if (EllipseTail(middle, eta) > falseAlarm) low = middle;
            else high = middle;
        }

        return -ExpM1(-high / (n - 1));
    }

    /// <summary>P(a X^2 + b Y^2 > x) for independent standard normals, a, b = (1 +- eta)/2 (Craig's form of the integral).</summary>
    private static double EllipseTail(double x, double eta)
    {
        const int Steps = 64;
        double sum = 0;
        for (int i = 0; i < Steps; i++)
        {
            // a cos^2 + b sin^2 = (1 + eta cos 2psi) / 2; the midpoint rule over a period of a smooth function converges fast
            double shape = 1 + (eta * Math.Cos(Math.PI * (i + 0.5) / Steps));
            sum += shape > 1e-12 ? Math.Exp(-x / shape) : 0;
        }

        return sum / Steps;
    }

    private static double ExpM1(double x)
    {
        double t = Math.Tanh(x / 2);
        return 2 * t / (1 - t);
    }

    private static double LogP1(double x) => 2 * Math.Atanh(x / (2 + x));

    private static void CheckProbability(double falseAlarm)
    {
        if (!(falseAlarm is > 0 and < 1)) throw new ArgumentOutOfRangeException(nameof(falseAlarm), falseAlarm, "Must lie in (0, 1).");
    }

    internal static void CheckLambda(double lambda)
    {
        if (!(lambda is > 0 and <= 1)) throw new ArgumentOutOfRangeException(nameof(lambda), lambda, "Must lie in (0, 1].");
    }
}
