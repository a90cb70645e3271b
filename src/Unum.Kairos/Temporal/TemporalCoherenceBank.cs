using System.Numerics;

namespace Unum.Kairos.Temporal;

/// <summary>Temporal coherence of one stream with its own past, over lags and frequencies, sample by sample.</summary>
/// <remarks>
/// <para>
/// The mission's T_tau = integral of &lt;phidot(t), phidot(t - tau)&gt; e^{i omega t} dt (DISTRIBUTED_MESH.md, "KAIROS dynamics"),
/// read as the cyclic autocorrelation of the phase velocity v (Gardner 1986) under an exponential window:
/// </para>
/// <code>
/// S &lt;- c S + v_n conj(v_{n - tau}),   c = (1 - lambda) e^{-i omega},   E &lt;- (1 - lambda) E + |v_n|^2
/// |T|^2 = |S|^2 / (E_n E_{n - tau}) in [0, 1] by Cauchy-Schwarz;   collapse when |T|^2 >= I_c(P)
/// </code>
/// <para>
/// A complex tone reads 1 at omega = 0, a chirp of rate b reads 1 at omega = -b tau, a real tone cos^2(nu tau) at omega = 0.
/// A window that is mostly empty (v = 0 for more than half of it) has no evidence and reads 0.
/// </para>
/// <para>
/// Memory: 17 bytes a cell [L, F] and rings of 24 bytes a sample of the longest lag. Cost: L F complex multiply-adds a sample, no
/// allocation. This is the plain double-precision reference; <see cref="BlockedCoherenceBank"/> is the fast form.
/// </para>
/// </remarks>
public sealed class TemporalCoherenceBank : ICoherenceBank
{
    private readonly StreamHistory _history;
    private readonly CoherenceCells _cells;

    /// <summary>Builds an empty bank.</summary>
    /// <param name="lags">tau in samples, each at least 1.</param>
    /// <param name="omegas">Frequencies in radians per sample.</param>
    /// <param name="lambda">Forgetting per sample, in (0, 1]; the window counts as (2 - lambda) / lambda samples.</param>
    /// <param name="falseAlarm">Probability that noise lifts any cell of the bank over its threshold at one instant.</param>
    /// <param name="kind">What noise looks like in this stream.</param>
    /// <param name="redundancy">How many neighbouring products count as one, at least 1 (see <see cref="CollapseThreshold.ColouredNoise"/>).</param>
    /// <exception cref="ArgumentException">There is no lag or frequency, or one is out of its range.</exception>
    public TemporalCoherenceBank(
        ReadOnlySpan<int> lags, ReadOnlySpan<double> omegas, double lambda, double falseAlarm,
        VelocityKind kind = VelocityKind.Phasor, double redundancy = 1)
    {
        foreach (int lag in lags) ArgumentOutOfRangeException.ThrowIfLessThan(lag, 1, nameof(lags));
        _cells = new CoherenceCells(lags, omegas, lambda, falseAlarm, kind, redundancy, oneStream: true);
        _history = new StreamHistory(Max(lags), lambda);
    }

    /// <inheritdoc/>
    public ReadOnlySpan<int> Lags => _cells.Lags;

    /// <inheritdoc/>
    public ReadOnlySpan<double> Omegas => _cells.Omegas;

    /// <inheritdoc/>
    public long Count => _history.Count;

    /// <summary>Bytes of state held, rings included.</summary>
    public long Bytes => _cells.Bytes + _history.Bytes;

    /// <summary>Takes the next velocity. One that is not finite is no evidence.</summary>
    public void Update(Complex v)
    {
        _history.Push(v);
        Complex now = _history.Value(0);
        double energy = _history.IsAlive ? _history.Energy(0) : 0;
        ReadOnlySpan<int> lags = _cells.Lags;
        for (int l = 0; l < lags.Length; l++)
        {
            _cells.Accumulate(
                l, now * Complex.Conjugate(_history.Value(lags[l])), energy * _history.Energy(lags[l]), _history.Count - lags[l]);
        }
    }

    /// <summary>Takes the next velocity and reports the cells that collapse with it.</summary>
    /// <param name="v">The velocity.</param>
    /// <param name="collapses">Room for them; what does not fit is reported by the next call if it still holds.</param>
    /// <returns>How many were written.</returns>
    public int Update(Complex v, Span<Collapse> collapses)
    {
        Update(v);
        return _cells.Detect(_history.Count - 1, collapses);
    }

    /// <inheritdoc/>
    public Complex Coherence(int lagIndex, int frequencyIndex) => _cells.Coherence(lagIndex, frequencyIndex);

    /// <inheritdoc/>
    public double Intensity(int lagIndex, int frequencyIndex) => _cells.Intensity(lagIndex, frequencyIndex);

    /// <inheritdoc/>
    public double Threshold(int lagIndex, int frequencyIndex) => _cells.Threshold(lagIndex, frequencyIndex);

    /// <inheritdoc/>
    public bool IsLocked(int lagIndex, int frequencyIndex) => _cells.IsLocked(lagIndex, frequencyIndex);

    /// <inheritdoc/>
    public void Reset()
    {
        _history.Reset();
        _cells.Reset();
    }

    internal static int Max(ReadOnlySpan<int> lags)
    {
        int max = 0;
        foreach (int lag in lags) max = Math.Max(max, Math.Abs(lag));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(max, 1 << 30, nameof(lags));
        return max;
    }
}
