using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Unum.Kairos.Coupling;

/// <summary>
/// N phase oscillators that pull on one another: the ground truth against which emergence is judged.
/// </summary>
/// <remarks>
/// <para>Purpose: a world whose synchrony is known from theory, to test detectors and to drive simulated meshes.</para>
/// <para>Algorithm: Kuramoto (1975), d theta_i/dt = omega_i + K R sin(Psi - theta_i), with the mean field
/// R e^{i Psi} = (1/N) sum e^{i theta_j} recomputed in each of the four stages of a classical Runge-Kutta step.</para>
/// <para>Layout: structure of arrays, one double per oscillator for phase, frequency, cosine, sine and the running sum of
/// slopes, each padded to a multiple of 8; the padding keeps frequency 0 and is left out of the mean field.</para>
/// <para>Complexity: O(N) per step, four sine-cosine pairs per oscillator, no allocation. Results are the same on every
/// machine with fused multiply-add, because the lane order is that of 8 doubles whatever the hardware offers.</para>
/// </remarks>
public sealed class KuramotoMesh
{
    private const int Lanes = 8;

    private readonly double[] _theta;
    private readonly double[] _omega;
    private readonly double[] _cos;
    private readonly double[] _sin;
    private readonly double[] _slopes;

    /// <summary>Sets up a mesh.</summary>
    /// <param name="coupling">K in rad/s, at least 0; 0 leaves every oscillator alone.</param>
    /// <param name="frequencies">Natural frequencies omega in rad/s, one per oscillator, at least one.</param>
    /// <param name="phases">Initial phases in rad, one per oscillator.</param>
    /// <exception cref="ArgumentException">No oscillators, or the lengths differ.</exception>
    /// <exception cref="ArgumentOutOfRangeException">K is negative or not finite.</exception>
    public KuramotoMesh(double coupling, ReadOnlySpan<double> frequencies, ReadOnlySpan<double> phases)
    {
        Coupling = Checked(coupling);
        if (frequencies.IsEmpty) throw new ArgumentException("A mesh needs at least one oscillator.", nameof(frequencies));
        if (frequencies.Length != phases.Length) throw new ArgumentException("One phase per frequency.", nameof(phases));

        Count = frequencies.Length;
        int padded = (Count + Lanes - 1) / Lanes * Lanes;
        _theta = new double[padded];
        _omega = new double[padded];
        _cos = new double[padded];
        _sin = new double[padded];
        _slopes = new double[padded];
        phases.CopyTo(_theta);
        frequencies.CopyTo(_omega);
    }

    /// <summary>How many oscillators.</summary>
    public int Count { get; }

    /// <summary>K in rad/s; may be changed between steps.</summary>
    public double Coupling
    {
        get;
        set => field = Checked(value);
    }

    /// <summary>Phases in rad, unwrapped, [Count].</summary>
    public ReadOnlySpan<double> Phases => _theta.AsSpan(0, Count);

    /// <summary>Natural frequencies in rad/s, [Count].</summary>
    public ReadOnlySpan<double> Frequencies => _omega.AsSpan(0, Count);

    /// <summary>The mean field R e^{i Psi}; its length is the order parameter in [0, 1].</summary>
    public Complex MeanField
    {
        get
        {
            (double c, double s) = Sum(_theta);
            return new Complex(c / Count, s / Count);
        }
    }

    /// <summary>Natural frequencies of a Lorentzian distribution at its midpoint quantiles: no sampling noise.</summary>
    /// <param name="count">How many, at least 1.</param>
    /// <param name="centre">Location in rad/s.</param>
    /// <param name="gamma">Half width at half maximum in rad/s, at least 0. The critical coupling is 2 gamma.</param>
    public static double[] LorentzianFrequencies(int count, double centre, double gamma)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(gamma);
        double[] omega = new double[count];
        for (int i = 0; i < count; i++) omega[i] = centre + gamma * Math.Tan(Math.PI * ((i + .5) / count - .5));
        return omega;
    }

    /// <summary>Moves the mesh on by one Runge-Kutta step; allocates nothing.</summary>
    /// <param name="seconds">Step in s, above 0. Keep K * step below about 1; fast oscillators alone need no small step.</param>
    public void Step(double seconds)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(seconds);
        (double c1, double s1) = Sum(_theta);
        (double c2, double s2) = Stage(c1, s1, weight: 1, ahead: seconds / 2, first: true);
        (double c3, double s3) = Stage(c2, s2, weight: 2, ahead: seconds / 2, first: false);
        (double c4, double s4) = Stage(c3, s3, weight: 2, ahead: seconds, first: false);
        Finish(c4, s4, seconds / 6);
    }

    /// <summary>The same step written plainly: the reference of <see cref="Step"/>.</summary>
    internal void StepReference(double seconds)
    {
        double[] start = [.. Phases];
        double[] total = new double[Count];
        double[] at = [.. start];
        ReadOnlySpan<double> weights = [1, 2, 2, 1];
        ReadOnlySpan<double> ahead = [seconds / 2, seconds / 2, seconds, 0];
        for (int stage = 0; stage < 4; stage++)
        {
            Complex field = Complex.Zero;
            foreach (double phase in at) field += Complex.FromPolarCoordinates(1.0 / Count, phase);
            for (int i = 0; i < Count; i++)
            {
                double slope = _omega[i] + Coupling * field.Magnitude * Math.Sin(field.Phase - at[i]);
                total[i] += weights[stage] * slope;
                _slopes[i] = slope;
            }

            for (int i = 0; i < Count; i++) at[i] = start[i] + ahead[stage] * _slopes[i];
        }

        for (int i = 0; i < Count; i++) _theta[i] += seconds / 6 * total[i];
    }

    private static double Checked(double coupling)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(coupling);
        if (!double.IsFinite(coupling)) throw new ArgumentOutOfRangeException(nameof(coupling), "Must be finite.");
        return coupling;
    }

    // Sines, cosines and their sums at the given phases. [padded] -> 2 numbers
    private (double Cos, double Sin) Sum(double[] phases)
    {
        Span<Vector512<double>> theta = Vectors(phases), cos = Vectors(_cos), sin = Vectors(_sin);
        Vector512<double> sumCos = default, sumSin = default;
        for (int i = 0; i < theta.Length; i++)
        {
            (Vector512<double> s, Vector512<double> c) = Vector512.SinCos(theta[i]);
            (cos[i], sin[i]) = (c, s);
            sumCos += c;
            sumSin += s;
        }

        return WithoutPadding(sumCos, sumSin);
    }

    // Slope at the phases whose sines and cosines are stored, then the sines and cosines one stage ahead.
    private (double Cos, double Sin) Stage(double fieldCos, double fieldSin, double weight, double ahead, bool first)
    {
        double pull = Coupling / Count;
        Vector512<double> x = Vector512.Create(pull * fieldCos), y = Vector512.Create(pull * fieldSin);
        Vector512<double> w = Vector512.Create(weight), dt = Vector512.Create(ahead);
        Span<Vector512<double>> theta = Vectors(_theta), omega = Vectors(_omega);
        Span<Vector512<double>> cos = Vectors(_cos), sin = Vectors(_sin), slopes = Vectors(_slopes);
        Vector512<double> sumCos = default, sumSin = default;
        for (int i = 0; i < theta.Length; i++)
        {
            Vector512<double> slope = omega[i] + y * cos[i] - x * sin[i];
            slopes[i] = first ? slope : slopes[i] + w * slope;
            (Vector512<double> s, Vector512<double> c) = Vector512.SinCos(theta[i] + dt * slope);
            (cos[i], sin[i]) = (c, s);
            sumCos += c;
            sumSin += s;
        }

        return WithoutPadding(sumCos, sumSin);
    }

    private void Finish(double fieldCos, double fieldSin, double sixth)
    {
        double pull = Coupling / Count;
        Vector512<double> x = Vector512.Create(pull * fieldCos), y = Vector512.Create(pull * fieldSin);
        Vector512<double> dt = Vector512.Create(sixth);
        Span<Vector512<double>> theta = Vectors(_theta), omega = Vectors(_omega);
        Span<Vector512<double>> cos = Vectors(_cos), sin = Vectors(_sin), slopes = Vectors(_slopes);
        for (int i = 0; i < theta.Length; i++)
            theta[i] += dt * (slopes[i] + omega[i] + y * cos[i] - x * sin[i]);
    }

    private (double Cos, double Sin) WithoutPadding(Vector512<double> cos, Vector512<double> sin)
    {
        double c = Vector512.Sum(cos), s = Vector512.Sum(sin);
        for (int i = Count; i < _theta.Length; i++)
        {
            c -= _cos[i];
            s -= _sin[i];
        }

        return (c, s);
    }

    private static Span<Vector512<double>> Vectors(double[] values) => MemoryMarshal.Cast<double, Vector512<double>>(values.AsSpan());
}
