using System.Globalization;
using System.Numerics;

namespace Unum.Kairos.Filtering;

/// <summary>A recursive filter, given by its zeros, poles and gain, run as a cascade of second-order sections.</summary>
/// <remarks>
/// The polynomial form (<see cref="Numerator"/>, <see cref="Denominator"/>) is for exchange with other programs; it loses precision from order
/// 8 or so, the sections do not. Immutable and thread-safe.
/// </remarks>
public sealed class DigitalFilter
{
    private readonly FilterSection[] _sections;
    private readonly double[] _numerator;
    private readonly double[] _denominator;

    /// <summary>From the z-plane.</summary>
    /// <param name="zeros">As many as poles, all real (+1 or -1).</param>
    /// <param name="poles">Inside the unit circle, complex ones in conjugate pairs.</param>
    /// <param name="gain">Factor of the numerator.</param>
    internal DigitalFilter(double[] zeros, Complex[] poles, double gain)
    {
        Invariant.Holds(zeros.Length == poles.Length, "the bilinear transform gives as many zeros as poles");
        Invariant.Holds(poles.All(p => p.Magnitude < 1), "a stable filter's poles are inside the unit circle");
        _numerator = [.. Polynomial([.. zeros.Select(z => new Complex(z, 0))]).Select(c => c * gain)];
        _denominator = Polynomial(poles);
        _sections = Sectioned(zeros, poles, gain);
    }

    /// <summary>b[0..order], the coefficients of z^-k above.</summary>
    public IReadOnlyList<double> Numerator => _numerator;

    /// <summary>a[0..order], the coefficients of z^-k below; a[0] = 1.</summary>
    public IReadOnlyList<double> Denominator => _denominator;

    /// <summary>The cascade; its product is the filter.</summary>
    public IReadOnlyList<FilterSection> Sections => _sections;

    /// <summary>Samples by which <see cref="ZeroPhase"/> extends each end: 3 max(len a, len b), as <c>scipy.signal.filtfilt</c>.</summary>
    public int Padding => 3 * _denominator.Length;

    /// <summary>H at a frequency.</summary>
    /// <param name="radians">Angle per sample, 2 pi f / rate.</param>
    public Complex Response(double radians)
    {
        Complex delay = Complex.FromPolarCoordinates(1, -radians), product = Complex.One;
        foreach (FilterSection s in _sections)
            product *= (s.B0 + (delay * (s.B1 + (delay * s.B2)))) / (1 + (delay * (s.A1 + (delay * s.A2))));
        return product;
    }

    /// <summary>
    /// Forward and backward over a whole recording: magnitude |H|^2, no delay. Each end is extended by <see cref="Padding"/> samples turned
    /// about the end point (odd), and each pass starts settled on its first value, as <c>scipy.signal.filtfilt</c> does (F. Gustafsson, IEEE
    /// Trans. Signal Process. 44 (1996) 988, discusses the choice).
    /// </summary>
    /// <param name="signal">[n] samples, n &gt; <see cref="Padding"/>; replaced by the filtered ones.</param>
    /// <exception cref="ArgumentException">The recording is too short.</exception>
    public void ZeroPhase(Span<double> signal)
    {
        int pad = Padding, n = signal.Length;
        if (n <= pad) throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"Zero-phase filtering needs more than {pad} samples, got {n}."), nameof(signal));
        double[] extended = new double[n + (2 * pad)];
        for (int k = 0; k < pad; k++)
        {
            extended[k] = (2 * signal[0]) - signal[pad - k];
            extended[n + pad + k] = (2 * signal[n - 1]) - signal[n - 2 - k];
        }

        signal.CopyTo(extended.AsSpan(pad));
        Pass(extended);
        Array.Reverse(extended);
        Pass(extended);
        Array.Reverse(extended);
        extended.AsSpan(pad, n).CopyTo(signal);
    }

    private void Pass(double[] values)
    {
        double before = values[0];
        foreach (FilterSection section in _sections)
        {
            section.Apply(values, before);
            before *= section.ConstantGain;
        }
    }

    /// <summary>Coefficients of prod (x - root), highest power first; real because complex roots come in pairs.</summary>
    private static double[] Polynomial(Complex[] roots)
    {
        Complex[] c = new Complex[roots.Length + 1];
        c[0] = 1;
        for (int r = 0; r < roots.Length; r++)
        {
            for (int k = r + 1; k > 0; k--) c[k] -= roots[r] * c[k - 1];
        }

        return [.. c.Select(x => x.Real)];
    }

    /// <summary>
    /// Conjugate poles share a section, real ones go two by two, a last one alone. Zeros alternate their signs, so a band-pass section gets
    /// one of each. Poles nearest the unit circle come last, where the signal they amplify has been cut already.
    /// </summary>
    private static FilterSection[] Sectioned(double[] zeros, Complex[] poles, double gain)
    {
        List<(Complex, Complex?)> pairs = [.. poles.Where(p => p.Imaginary > 0).Select(p => (p, (Complex?)Complex.Conjugate(p)))];
        Complex[] real = [.. poles.Where(p => p.Imaginary == 0).OrderBy(p => p.Real)];
        for (int k = 0; k < real.Length; k += 2) pairs.Add((real[k], k + 1 < real.Length ? real[k + 1] : null));
        pairs.Sort((x, y) => x.Item1.Magnitude.CompareTo(y.Item1.Magnitude));

        Queue<double> below = new(zeros.Where(z => z < 0)), above = new(zeros.Where(z => z > 0));
        FilterSection[] sections = new FilterSection[pairs.Count];
        for (int k = 0; k < sections.Length; k++)
        {
            (Complex p, Complex? second) = pairs[k];
            double scale = k == 0 ? gain : 1, z = Next(above, below);
            if (second is not { } q)
            {
                sections[k] = new FilterSection(scale, -scale * z, 0, -p.Real, 0);
                continue;
            }

            double other = Next(below, above);
            sections[k] = new FilterSection(scale, -scale * (z + other), scale * z * other, -(p + q).Real, (p * q).Real);
        }

        return sections;
    }

    private static double Next(Queue<double> preferred, Queue<double> otherwise) =>
        preferred.Count > 0 ? preferred.Dequeue() : otherwise.Dequeue();
}
