using System.Numerics;

namespace Unum.Kairos.Temporal;

/// <summary>The last values of a stream and the energies E &lt;- (1 - lambda) E + |v|^2 that belonged to them.</summary>
/// <remarks>
/// Rings [capacity], capacity the next power of two above the longest lag: 24 bytes a sample, shared by all cells. With the
/// energy kept beside each value, |S|^2 &lt;= E_n E_{n - tau} is Cauchy-Schwarz under one and the same window, from the
/// first sample on.
/// </remarks>
internal sealed class StreamHistory
{
    private readonly Complex[] _values;
    private readonly double[] _energies;
    private readonly int _mask;
    private readonly double _keep;
    private double _energy;
    private double _filled;  // exponential count of samples that carried evidence
    private double _elapsed; // and of all samples

    public StreamHistory(int maxLag, double lambda)
    {
        int capacity = (int)BitOperations.RoundUpToPowerOf2((uint)maxLag + 1);
        _values = new Complex[capacity];
        _energies = new double[capacity];
        _mask = capacity - 1;
        _keep = 1 - lambda;
    }

    /// <summary>Samples taken.</summary>
    public long Count { get; private set; }

    /// <summary>Whether at least half of the window carried evidence; a stream that fell silent is not coherent with anything.</summary>
    public bool IsAlive => 2 * _filled >= _elapsed && _filled > 0;

    /// <summary>Bytes held.</summary>
    public long Bytes => (long)_values.Length * 24;

    /// <summary>The value <paramref name="lag"/> samples ago, 0 before the start.</summary>
    public Complex Value(int lag) => _values[(int)(Count - 1 - lag) & _mask];

    /// <summary>The energy as it was <paramref name="lag"/> samples ago, 0 before the start.</summary>
    public double Energy(int lag) => _energies[(int)(Count - 1 - lag) & _mask];

    /// <summary>Takes a value; one that is not a finite number of usable size (1e-70 to 1e70) is no evidence, 0.</summary>
    public void Push(Complex v)
    {
        double power = (v.Real * v.Real) + (v.Imaginary * v.Imaginary);
        if (!(power is >= 1e-140 and <= 1e140)) (v, power) = (Complex.Zero, 0);
        _energy = (_keep * _energy) + power;
        _filled = (_keep * _filled) + (power > 0 ? 1 : 0);
        _elapsed = (_keep * _elapsed) + 1;
        int at = (int)Count & _mask;
        _values[at] = v;
        _energies[at] = _energy;
        Count++;
    }

    public void Reset()
    {
        Array.Clear(_values);
        Array.Clear(_energies);
        (Count, _energy, _filled, _elapsed) = (0, 0, 0, 0);
    }
}
