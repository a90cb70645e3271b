using System.Numerics;

namespace Unum.Kairos.Emergence;

/// <summary>
/// How much better than chance a set of phases agrees: the log of an e-value, a likelihood ratio whose mean is exactly 1
/// whenever the phases are independent and uniform, for any number of nodes, any lengths and any weights.
/// </summary>
/// <remarks>
/// <para>For concentration k the ratio of "all phases von Mises around one unknown direction" to "independent and uniform" is
/// I0(k |sum b_i e^{i theta_i}|) / prod I0(k b_i), b_i = w_i |h_i| sum w / sum w^2; three concentrations are averaged, so that
/// near-perfect and loose agreement both count. By Markov's inequality it exceeds 1/p with probability at most p.</para>
/// <para>For large N it says what Rayleigh's N_eff R^2 says; Rayleigh's tail e^{-N R^2} is wrong for 2 or 3 nodes (R &gt; .75
/// by chance: .460 for two, not .325), this is not.</para>
/// </remarks>
internal static class ChanceAlignment
{
    private static ReadOnlySpan<double> Concentrations => [2, 8, 32];

    /// <summary>Log of the e-value, in nats; at most 0 for fewer than two live nodes.</summary>
    public static double LogEvidence(ReadOnlySpan<Complex> states, ReadOnlySpan<double> weights)
    {
        double total = 0, squares = 0, largest = MeshOrder.LargestWeight(states, weights);
        if (largest == 0) return 0;

        Complex sum = Complex.Zero;
        for (int i = 0; i < states.Length; i++)
        {
            if (!MeshOrder.IsLive(states[i], weights[i])) continue;
            double w = weights[i] / largest;
            total += w;
            squares += w * w;
            sum += w * MeshOrder.Shortened(states[i]);
        }

        double scale = total / squares;
        Span<double> logs = stackalloc double[Concentrations.Length];
        double best = double.NegativeInfinity;
        for (int c = 0; c < logs.Length; c++)
        {
            double k = Concentrations[c] * scale;
            double log = LogBesselI0(k * sum.Magnitude);
            for (int i = 0; i < states.Length; i++)
            {
                if (!MeshOrder.IsLive(states[i], weights[i])) continue;
                log -= LogBesselI0(k * (weights[i] / largest) * Math.Min(1, states[i].Magnitude));
            }

            logs[c] = log;
            best = Math.Max(best, log);
        }

        double mean = 0;
        foreach (double log in logs) mean += Math.Exp(log - best) / logs.Length;
        return best + Math.Log(mean);
    }

    /// <summary>ln I0(x) for x &gt;= 0, to 2e-7 (Abramowitz and Stegun 9.8.1, 9.8.2).</summary>
    public static double LogBesselI0(double x)
    {
        if (x < 3.75)
        {
            double t = x / 3.75;
            t *= t;
            return Math.Log(1 + t * (3.5156229 + t * (3.0899424 + t * (1.2067492
                + t * (.2659732 + t * (.0360768 + t * .0045813))))));
        }

        double u = 3.75 / x;
        double scaled = .39894228 + u * (.01328592 + u * (.00225319 + u * (-.00157565 + u * (.00916281
            + u * (-.02057706 + u * (.02635537 + u * (-.01647633 + u * .00392377)))))));
        return x - .5 * Math.Log(x) + Math.Log(scaled);
    }
}
