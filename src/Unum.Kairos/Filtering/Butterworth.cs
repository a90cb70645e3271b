using System.Globalization;
using System.Numerics;

namespace Unum.Kairos.Filtering;

/// <summary>
/// Butterworth filters: maximally flat in the pass band, |H| = 1/sqrt 2 at each cut-off. S. Butterworth, Wireless Engineer 7 (1930) 536.
/// </summary>
/// <remarks>
/// Design: the analog prototype's poles on the unit circle's left half, moved to the (pre-warped) cut-offs, then the bilinear transform; the
/// same steps as <c>scipy.signal.butter</c>. A band-pass of order n has 2n poles.
/// </remarks>
public static class Butterworth
{
    /// <summary>Passes frequencies below the cut-off.</summary>
    /// <param name="order">At least 1.</param>
    /// <param name="cutoff">In Hz, between 0 and rate / 2.</param>
    /// <param name="rate">Samples per second.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of its range.</exception>
    public static DigitalFilter LowPass(int order, double cutoff, double rate)
    {
        double w = Warp(cutoff, rate, nameof(cutoff));
        return Digital([.. Prototype(order).Select(p => p * w)], zerosAtConstant: 0, Math.Pow(w, order));
    }

    /// <summary>Passes frequencies above the cut-off.</summary>
    /// <inheritdoc cref="LowPass"/>
    public static DigitalFilter HighPass(int order, double cutoff, double rate)
    {
        double w = Warp(cutoff, rate, nameof(cutoff));

        // The prototype's poles multiply to 1 (times (-1)^n, which the zeros at 0 undo), so the gain stays 1.
        return Digital([.. Prototype(order).Select(p => w / p)], order, 1);
    }

    /// <summary>Passes frequencies between the two cut-offs.</summary>
    /// <param name="order">At least 1; the filter has twice as many poles.</param>
    /// <param name="low">Lower cut-off in Hz, above 0.</param>
    /// <param name="high">Upper cut-off in Hz, below rate / 2 and above <paramref name="low"/>.</param>
    /// <param name="rate">Samples per second.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of its range.</exception>
    public static DigitalFilter BandPass(int order, double low, double high, double rate)
    {
        double lower = Warp(low, rate, nameof(low)), upper = Warp(high, rate, nameof(high));
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(high, low);
        double width = upper - lower, centre = lower * upper;
        List<Complex> poles = [];
        foreach (Complex p in Prototype(order))
        {
            Complex half = p * width / 2, root = Complex.Sqrt((half * half) - centre);
            poles.Add(half + root);
            poles.Add(half - root);
        }

        return Digital(poles, order, Math.Pow(width, order));
    }

    /// <summary>Poles at e^{i pi (2k + n + 1) / 2n}, in exact conjugate pairs, the real one exactly -1.</summary>
    private static List<Complex> Prototype(int order)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(order, 1);
        List<Complex> poles = [];
        for (int k = 0; k < order / 2; k++)
        {
            (double sin, double cos) = Math.SinCos(Math.PI * ((2 * k) + 1) / (2 * order));
            poles.Add(new Complex(-sin, cos));
            poles.Add(new Complex(-sin, -cos));
        }

        if (order % 2 == 1) poles.Add(-1);
        return poles;
    }

    /// <summary>The analog frequency (in units of twice the rate) that the bilinear transform brings to this one.</summary>
    private static double Warp(double frequency, double rate, string name)
    {
        if (!(rate > 0 && double.IsFinite(rate))) throw new ArgumentOutOfRangeException(nameof(rate), rate, "Must be positive.");
        if (!(frequency > 0 && frequency < rate / 2))
            throw new ArgumentOutOfRangeException(name, frequency, string.Create(CultureInfo.InvariantCulture, $"Must be above 0 and below half the rate, {rate / 2} Hz."));
        return Math.Tan(Math.PI * frequency / rate);
    }

    /// <summary>Bilinear transform z = (1 + s) / (1 - s): zeros at s = 0 go to +1, those at infinity to -1.</summary>
    private static DigitalFilter Digital(List<Complex> analog, int zerosAtConstant, double gain)
    {
        Complex scale = gain;
        List<Complex> poles = [];
        foreach (Complex p in analog)
        {
            scale /= 1 - p;
            poles.Add((1 + p) / (1 - p));
        }

        double[] zeros = [.. Enumerable.Range(0, poles.Count).Select(k => k < zerosAtConstant ? 1.0 : -1.0)];
        return new DigitalFilter(zeros, [.. Conjugated(poles)], scale.Real);
    }

    /// <summary>Takes off the rounding that keeps paired poles from being exact conjugates and real ones from being real.</summary>
    private static IEnumerable<Complex> Conjugated(List<Complex> poles)
    {
        List<Complex> above = [.. poles.Where(p => p.Imaginary > 1e-14)];
        foreach (Complex p in above)
        {
            yield return p;
            yield return Complex.Conjugate(p);
        }

        List<Complex> real = [.. poles.Where(p => Math.Abs(p.Imaginary) <= 1e-14)];
        Invariant.Holds((2 * above.Count) + real.Count == poles.Count, "complex poles come in pairs");
        foreach (Complex p in real) yield return p.Real;
    }
}
