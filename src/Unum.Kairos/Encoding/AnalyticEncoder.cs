using System.Globalization;
using System.Numerics;

namespace Unum.Kairos.Encoding;

/// <summary>The analytic signal of a band: a pure tone A cos(2 pi f t) in the band becomes the pure rotation A e^{2 pi i f t}.</summary>
/// <remarks>
/// <para>
/// Algorithm: a one-sided complex band-pass, the windowed form of the Hilbert pair. A Kaiser-windowed low-pass of half the band's
/// width is moved to the band's centre and doubled; then the window times a constant is subtracted so that the response at 0 Hz
/// is exactly zero (Kaiser 1974; Oppenheim and Schafer, Discrete-Time Signal Processing, section 7.6). Pass-band ripple and
/// the rejection of negative frequencies are both <c>rejectionDb</c>; the transition is as wide as the band leaves room for,
/// min(low, rate/2 - high), which makes the filter as short as it can be.
/// </para>
/// <para>
/// Memory: taps re and im [N] and the readings kept twice [2N] so that the newest N always lie side by side; N is about
/// (rejection - 3) / (14.36 transition / rate) + 1. Cost: 2N multiply-adds a sample, vectorised.
/// </para>
/// </remarks>
public sealed class AnalyticEncoder : IPhaseEncoder
{
    /// <summary>The longest filter allowed; a band so near to 0 Hz or to half the rate wants a lower or higher rate.</summary>
    public const int MaxTaps = 16_383;

    private readonly double[] _re;      // [N], tap of the oldest reading first
    private readonly double[] _im;      // [N]
    private readonly double[] _history; // [2N], reading n at n mod N and n mod N + N
    private readonly double _rateHz;
    private int _next;
    private double _last;

    /// <summary>Designs the filter.</summary>
    /// <param name="rateHz">Readings per second.</param>
    /// <param name="lowHz">Lower edge of the band, above 0.</param>
    /// <param name="highHz">Upper edge, below <paramref name="rateHz"/> / 2.</param>
    /// <param name="rejectionDb">Rejection of negative frequencies, 30 to 140 dB; more costs delay.</param>
    /// <exception cref="ArgumentOutOfRangeException">The band does not fit the rate, or needs more than <see cref="MaxTaps"/> taps.</exception>
    public AnalyticEncoder(double rateHz, double lowHz, double highHz, double rejectionDb = 80)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rateHz);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(lowHz);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(highHz, lowHz);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(highHz, rateHz / 2);
        ArgumentOutOfRangeException.ThrowIfLessThan(rejectionDb, 30);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(rejectionDb, 140);
        if (!double.IsFinite(rateHz + lowHz + highHz + rejectionDb)) throw new ArgumentOutOfRangeException(nameof(rateHz), "The band is not finite.");

        double designed = rejectionDb + 5; // the zero at 0 Hz costs up to 5 dB beside it
        double transition = Math.Min(lowHz, (rateHz / 2) - highHz) / rateHz;
        double taps = Math.Ceiling((designed - 7.95) / (2.285 * double.Tau * transition)) + 1;
        if (taps > MaxTaps)
        {
            throw new ArgumentOutOfRangeException(
                nameof(lowHz), lowHz, string.Create(CultureInfo.InvariantCulture, $"Too near to 0 Hz or to half the rate: {taps:F0} taps, at most {MaxTaps}."));
        }

        _rateHz = rateHz;
        (_re, _im) = Design((int)taps | 1, (lowHz + highHz) / 2 / rateHz, ((highHz - lowHz) / 2 / rateHz) + (transition / 2), designed);
        _history = new double[2 * _re.Length];
    }

    /// <summary>Length of the filter, in samples.</summary>
    public int Taps => _re.Length;

    /// <inheritdoc/>
    public double DelaySeconds => (_re.Length - 1) / 2.0 / _rateHz;

    /// <inheritdoc/>
    public long Missing { get; private set; }

    /// <summary>Whether a reading is a number that an encoder can use.</summary>
    internal static bool IsUsable(double value) => Math.Abs(value) <= 1e150;

    /// <inheritdoc/>
    public Complex Encode(double value)
    {
        if (!IsUsable(value))
        {
            Missing++;
            value = _last;
        }

        _last = value;
        int n = _re.Length;
        _history[_next] = value;
        _history[_next + n] = value;
        _next = _next + 1 == n ? 0 : _next + 1;
        return Dot(_history.AsSpan(_next, n));
    }

    /// <inheritdoc/>
    public void Reset()
    {
        Array.Clear(_history);
        (_next, _last, Missing) = (0, 0, 0);
    }

    /// <summary>The filter's response at a frequency, relative to a real tone's amplitude, delay removed; for tests and displays.</summary>
    /// <param name="frequencyHz">May be negative.</param>
    public Complex Response(double frequencyHz)
    {
        Complex sum = 0;
        int centre = (_re.Length - 1) / 2;
        for (int k = 0; k < _re.Length; k++)
        {
            sum += new Complex(_re[k], _im[k]) * Complex.FromPolarCoordinates(0.5, double.Tau * frequencyHz / _rateHz * (k - centre));
        }

        return sum;
    }

    private Complex Dot(ReadOnlySpan<double> newest)
    {
        Vector<double> re = default, im = default;
        int k = 0;
        for (; k <= newest.Length - Vector<double>.Count; k += Vector<double>.Count)
        {
            Vector<double> x = new(newest[k..]);
            re += x * new Vector<double>(_re, k);
            im += x * new Vector<double>(_im, k);
        }

        double sumRe = Vector.Sum(re), sumIm = Vector.Sum(im);
        for (; k < newest.Length; k++)
        {
            sumRe += newest[k] * _re[k];
            sumIm += newest[k] * _im[k];
        }

        return new Complex(sumRe, sumIm);
    }

    /// <summary>The taps of the one-sided band-pass, oldest reading first.</summary>
    /// <param name="n">Odd number of taps.</param>
    /// <param name="centre">Of the band, in cycles per sample.</param>
    /// <param name="cutoff">Of the low-pass that is moved there, in cycles per sample.</param>
    /// <param name="rejectionDb">Sets the Kaiser window.</param>
    private static (double[] Re, double[] Im) Design(int n, double centre, double cutoff, double rejectionDb)
    {
        double beta = rejectionDb > 50
            ? 0.1102 * (rejectionDb - 8.7)
            : (0.5842 * Math.Pow(rejectionDb - 21, 0.4)) + (0.07886 * (rejectionDb - 21));
        double[] window = new double[n], re = new double[n], im = new double[n];
        double half = (n - 1) / 2.0, sumWindow = 0, sumRe = 0, sumIm = 0;
        for (int k = 0; k < n; k++)
        {
            double t = k - half; // age relative to the filter's middle: the oldest reading has the largest delay, -t
            window[k] = BesselI0(beta * Math.Sqrt(1 - (t / half * (t / half)))) / BesselI0(beta);
            double lowPass = t == 0 ? 2 * cutoff : Math.Sin(double.Tau * cutoff * t) / (Math.PI * t);
            (double sin, double cos) = Math.SinCos(-double.Tau * centre * t);
            re[k] = 2 * window[k] * lowPass * cos;
            im[k] = 2 * window[k] * lowPass * sin;
            sumWindow += window[k];
            sumRe += re[k];
            sumIm += im[k];
        }

        for (int k = 0; k < n; k++) // an exact zero at 0 Hz
        {
            re[k] -= window[k] * sumRe / sumWindow;
            im[k] -= window[k] * sumIm / sumWindow;
        }

        return (re, im);
    }

    private static double BesselI0(double x)
    {
        double sum = 1, term = 1;
        for (int k = 1; term > sum * 1e-17; k++)
        {
            term *= x / (2 * k) * (x / (2 * k));
            sum += term;
        }

        return sum;
    }
}
