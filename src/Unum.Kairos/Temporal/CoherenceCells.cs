using System.Numerics;

namespace Unum.Kairos.Temporal;

/// <summary>The cells [lag, frequency] behind the sample-by-sample banks: S &lt;- c S + product, c = (1 - lambda) e^{-i omega}.</summary>
/// <remarks>S is [L, F] complex doubles: 16 bytes a cell, and one byte for its lock.</remarks>
internal sealed class CoherenceCells
{
    private readonly int[] _lags;       // [L]
    private readonly double[] _omegas;  // [F]
    private readonly Complex[] _turn;   // [F], c
    private readonly Complex[] _sums;   // [L, F], S
    private readonly double[] _energy;  // [L], E_n E_{n-tau} of the two streams; 0 without evidence
    private readonly CollapseDetector _detector;

    public CoherenceCells(
        ReadOnlySpan<int> lags, ReadOnlySpan<double> omegas, double lambda, double falseAlarm, VelocityKind kind, double redundancy, bool oneStream)
    {
        Check(lags, omegas, lambda);
        _lags = lags.ToArray();
        _omegas = omegas.ToArray();
        _turn = new Complex[omegas.Length];
        for (int f = 0; f < _turn.Length; f++) _turn[f] = Complex.FromPolarCoordinates(1 - lambda, -omegas[f]);
        _sums = new Complex[lags.Length * omegas.Length];
        _energy = new double[lags.Length];
        _detector = new CollapseDetector(lags, omegas, lambda, falseAlarm, kind, redundancy, oneStream);
    }

    public ReadOnlySpan<int> Lags => _lags;

    public ReadOnlySpan<double> Omegas => _omegas;

    public long Bytes => (_sums.Length * 17L) + (_lags.Length * 17L) + (_omegas.Length * 24L);

    /// <summary>What every bank asks of its parameters.</summary>
    public static void Check(ReadOnlySpan<int> lags, ReadOnlySpan<double> omegas, double lambda)
    {
        CollapseThreshold.CheckLambda(lambda);
        if (lags.IsEmpty) throw new ArgumentException("A bank needs at least one lag.", nameof(lags));
        if (omegas.IsEmpty) throw new ArgumentException("A bank needs at least one frequency.", nameof(omegas));
        foreach (double omega in omegas)
        {
            if (!double.IsFinite(omega)) throw new ArgumentException("A frequency is not finite.", nameof(omegas));
        }
    }

    /// <summary>Moves one row of cells by one sample.</summary>
    /// <param name="l">The row.</param>
    /// <param name="product">v_n conj(u_{n - tau}).</param>
    /// <param name="energies">E_n E_{n - tau}, 0 when there is no evidence.</param>
    /// <param name="products">How many products the row has taken.</param>
    public void Accumulate(int l, Complex product, double energies, long products)
    {
        Span<Complex> row = _sums.AsSpan(l * _turn.Length, _turn.Length);
        ReadOnlySpan<Complex> turn = _turn;
        for (int f = 0; f < row.Length; f++) row[f] = (turn[f] * row[f]) + product;
        _energy[l] = energies;
        _detector.Age(l, products);
    }

    /// <summary>Writes the cells that collapse now; those that do not fit collapse at the next call.</summary>
    public int Detect(long sample, Span<Collapse> collapses)
    {
        int found = 0;
        for (int l = 0; l < _lags.Length; l++)
        {
            for (int f = 0; f < _turn.Length; f++)
            {
                double intensity = Intensity(l, f);
                if (!_detector.Rises(l, f, intensity) || found == collapses.Length) continue;
                _detector.Lock(l, f);
                collapses[found++] = new Collapse(l, f, _lags[l], _omegas[f], intensity, _detector.Thresholds(l)[f], sample);
            }
        }

        return found;
    }

    public Complex Coherence(int l, int f) => _energy[l] > 0 ? _sums[Index(l, f)] / Math.Sqrt(_energy[l]) : 0;

    public double Intensity(int l, int f)
    {
        Complex s = _sums[Index(l, f)];
        return _energy[l] > 0 ? Math.Min(1, ((s.Real * s.Real) + (s.Imaginary * s.Imaginary)) / _energy[l]) : 0;
    }

    public double Threshold(int l, int f) => _detector.Thresholds(l)[f];

    public bool IsLocked(int l, int f)
    {
        Index(l, f);
        return _detector.IsLocked(l, f);
    }

    public void Reset()
    {
        Array.Clear(_sums);
        Array.Clear(_energy);
        _detector.Reset();
    }

    private int Index(int l, int f)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)f, (uint)_turn.Length, nameof(f));
        return (l * _turn.Length) + f;
    }
}
