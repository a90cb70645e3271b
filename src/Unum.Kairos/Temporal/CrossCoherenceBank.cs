using System.Numerics;

namespace Unum.Kairos.Temporal;

/// <summary>Temporal coherence between two streams: which move together, at which lag, and who leads.</summary>
/// <remarks>
/// As <see cref="TemporalCoherenceBank"/> with the product v_n conj(u_{n - tau}) and |T|^2 = |S|^2 / (E^v_n E^u_{n - tau}).
/// A cell at tau > 0 sees v follow u by tau samples; at tau &lt; 0 it sees u follow v by |tau|, v_{n - |tau|} conj(u_n); tau = 0
/// compares them as they are. The argument of T is the angle from u to v. Rings of 24 bytes a sample for each stream.
/// </remarks>
public sealed class CrossCoherenceBank : ICoherenceBank
{
    private readonly StreamHistory _v;
    private readonly StreamHistory _u;
    private readonly CoherenceCells _cells;

    /// <summary>Builds an empty bank.</summary>
    /// <param name="lags">tau in samples, of any sign.</param>
    /// <param name="omegas">Frequencies in radians per sample.</param>
    /// <param name="lambda">Forgetting per sample, in (0, 1].</param>
    /// <param name="falseAlarm">Probability that independent noise lifts any cell over its threshold at one instant.</param>
    /// <param name="kind">What noise looks like in both streams.</param>
    /// <param name="redundancy">How many neighbouring products count as one, at least 1 (see <see cref="CollapseThreshold.ColouredNoise"/>).</param>
    /// <exception cref="ArgumentException">There is no lag or frequency, or one is out of its range.</exception>
    public CrossCoherenceBank(
        ReadOnlySpan<int> lags, ReadOnlySpan<double> omegas, double lambda, double falseAlarm,
        VelocityKind kind = VelocityKind.Phasor, double redundancy = 1)
    {
        _cells = new CoherenceCells(lags, omegas, lambda, falseAlarm, kind, redundancy, oneStream: false);
        int max = TemporalCoherenceBank.Max(lags);
        _v = new StreamHistory(max, lambda);
        _u = new StreamHistory(max, lambda);
    }

    /// <inheritdoc/>
    public ReadOnlySpan<int> Lags => _cells.Lags;

    /// <inheritdoc/>
    public ReadOnlySpan<double> Omegas => _cells.Omegas;

    /// <inheritdoc/>
    public long Count => _v.Count;

    /// <summary>Bytes of state held, rings included.</summary>
    public long Bytes => _cells.Bytes + _v.Bytes + _u.Bytes;

    /// <summary>Takes the next velocity of both streams. One that is not finite is no evidence.</summary>
    public void Update(Complex v, Complex u)
    {
        _v.Push(v);
        _u.Push(u);
        bool alive = _v.IsAlive && _u.IsAlive;
        ReadOnlySpan<int> lags = _cells.Lags;
        for (int l = 0; l < lags.Length; l++)
        {
            int behindU = Math.Max(0, lags[l]), behindV = Math.Max(0, -lags[l]);
            Complex product = _v.Value(behindV) * Complex.Conjugate(_u.Value(behindU));
            double energies = alive ? _v.Energy(behindV) * _u.Energy(behindU) : 0;
            _cells.Accumulate(l, product, energies, _v.Count - Math.Abs(lags[l]));
        }
    }

    /// <summary>Takes the next velocities and reports the cells that collapse with them.</summary>
    /// <param name="v">Of the first stream.</param>
    /// <param name="u">Of the second.</param>
    /// <param name="collapses">Room for them; what does not fit is reported by the next call if it still holds.</param>
    /// <returns>How many were written.</returns>
    public int Update(Complex v, Complex u, Span<Collapse> collapses)
    {
        Update(v, u);
        return _cells.Detect(_v.Count - 1, collapses);
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
        _v.Reset();
        _u.Reset();
        _cells.Reset();
    }
}
