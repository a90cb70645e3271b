namespace Unum.Kairos.Witness;

/// <summary>The few distribution functions that tests of significance need.</summary>
internal static class Distributions
{
    private static ReadOnlySpan<double> Lanczos =>
    [
        .99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
        12.507343278686905, -.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
    ];

    /// <summary>ln Gamma(x) for x &gt; 0, to about 1e-14 (Lanczos, 1964, g = 7, n = 9).</summary>
    public static double LogGamma(double x)
    {
        if (x < .5) return Math.Log(Math.PI / Math.Sin(Math.PI * x)) - LogGamma(1 - x);
        double t = x + 6.5, sum = Lanczos[0];
        for (int i = 1; i < Lanczos.Length; i++) sum += Lanczos[i] / (x + i - 1);
        return .5 * Math.Log(Math.Tau) + (x - .5) * Math.Log(t) - t + Math.Log(sum);
    }

    /// <summary>Regularised incomplete beta I_x(a, b), a, b &gt; 0, x in [0, 1] (DLMF 8.17.22 by Lentz's method).</summary>
    public static double Beta(double a, double b, double x)
    {
        if (x <= 0) return 0;
        if (x >= 1) return 1;
        if (x > (a + 1) / (a + b + 2)) return 1 - Beta(b, a, 1 - x);

        double front = Math.Exp(LogGamma(a + b) - LogGamma(a) - LogGamma(b) + a * Math.Log(x) + b * Math.Log(1 - x)) / a;
        double f = 1, c = 1, d = 0;
        for (int m = 0; m <= 500; m++)
        {
            double even = m == 0 ? 1 : m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
            double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
            Lentz(even, ref c, ref d, ref f);
            double before = f;
            Lentz(odd, ref c, ref d, ref f);
            if (Math.Abs(f - before) < 1e-16 * Math.Abs(f)) break;
        }

        // The fraction starts at f = 1 + 1/(1 + ...): take the leading 1 off.
        return Math.Clamp(front * (f - 1), 0, 1);
    }

    /// <summary>Chance that F with the given degrees of freedom exceeds a value.</summary>
    public static double FSurvival(double f, double over, double under) =>
        f <= 0 ? 1 : Beta(under / 2, over / 2, under / (under + over * f));

    private static void Lentz(double term, ref double c, ref double d, ref double f)
    {
        d = 1 / NotZero(1 + term * d);
        c = NotZero(1 + term / c);
        f *= c * d;
    }

    private static double NotZero(double x) => Math.Abs(x) < 1e-300 ? 1e-300 : x;
}
