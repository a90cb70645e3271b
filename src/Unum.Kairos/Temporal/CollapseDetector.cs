namespace Unum.Kairos.Temporal;

/// <summary>Decides when a cell collapses: thresholds that shrink as its window fills, and edges with hysteresis.</summary>
/// <remarks>
/// The window of a cell is young for a while; the threshold for the samples it holds is taken from a short table of growing
/// ages (never from a later age, so the false-alarm probability holds from the first decision on). A cell collapses once when
/// it rises through I_c and is armed again when it falls below <see cref="CollapseThreshold.ReleaseFraction"/> I_c, so a lasting lock is one
/// collapse. Bytes: 1 a cell, 8 a stage and frequency.
/// </remarks>
internal sealed class CollapseDetector
{
    /// <summary>Fewest effective samples on which a collapse may rest (or nine tenths of a shorter window).</summary>
    private const double FewestSamples = 8;

    private readonly double[] _thresholds;  // [stages + 1, F]; row 0 is infinite: too young
    private readonly long[] _productsNeeded; // [stages]
    private readonly int[] _stage;           // [L]
    private readonly bool[] _excluded;       // [L]
    private readonly bool[] _locked;         // [L, F]
    private readonly int[] _lockedInRow;     // [L]
    private readonly int _frequencies;
    private readonly int _rows; // that may collapse
    private int _young;         // of them, not yet at their last age

    internal CollapseDetector(
        ReadOnlySpan<int> lags, ReadOnlySpan<double> omegas, double lambda, double falseAlarm, VelocityKind kind, double redundancy, bool oneStream)
    {
        if (!(redundancy is >= 1 and <= 1e6)) throw new ArgumentOutOfRangeException(nameof(redundancy), redundancy, "Must be at least 1.");
        _frequencies = omegas.Length;
        _stage = new int[lags.Length];
        _excluded = new bool[lags.Length];
        _locked = new bool[lags.Length * omegas.Length];
        _lockedInRow = new int[lags.Length];
        for (int l = 0; l < lags.Length; l++)
        {
            _excluded[l] = oneStream && kind == VelocityKind.Differenced && lags[l] <= 1;
            if (!_excluded[l]) _rows++;
        }

        CellFalseAlarm = CollapseThreshold.PerCell(falseAlarm, Math.Max(1, _rows * omegas.Length));
        _productsNeeded = Stages(lambda);
        _young = _rows;
        _thresholds = new double[(_productsNeeded.Length + 1) * _frequencies];
        Array.Fill(_thresholds, double.PositiveInfinity);
        for (int i = 0; i < _productsNeeded.Length; i++)
        {
            for (int f = 0; f < _frequencies; f++)
            {
                _thresholds[((i + 1) * _frequencies) + f] = Level(kind, lambda, redundancy, _productsNeeded[i], omegas[f]);
            }
        }
    }

    /// <summary>False-alarm probability of one cell at one instant, from that of the whole bank.</summary>
    internal double CellFalseAlarm { get; }

    /// <summary>Thresholds of a row of cells now, [F].</summary>
    internal ReadOnlySpan<double> Thresholds(int l) => _thresholds.AsSpan(_stage[l] * _frequencies, _frequencies);

    /// <summary>Whether every row has reached its last age.</summary>
    internal bool IsGrownUp => _young == 0;

    internal bool IsLocked(int l, int f) => _locked[(l * _frequencies) + f];

    internal bool AnyLocked(int l) => _lockedInRow[l] > 0;

    /// <summary>Tells how many products the window of a row holds by now.</summary>
    /// <returns>Whether the row's thresholds changed.</returns>
    internal bool Age(int l, long products)
    {
        int stage = _stage[l];
        if (_excluded[l]) return false;
        while (stage < _productsNeeded.Length && products >= _productsNeeded[stage]) stage++;
        bool changed = stage != _stage[l];
        if (changed && stage == _productsNeeded.Length) _young--;
        _stage[l] = stage;
        return changed;
    }

    /// <summary>Whether a cell at this intensity is about to collapse; <see cref="Lock"/> makes it so.</summary>
    internal bool Rises(int l, int f, double intensity)
    {
        int cell = (l * _frequencies) + f;
        double threshold = _thresholds[(_stage[l] * _frequencies) + f];
        if (_locked[cell])
        {
            if (intensity < CollapseThreshold.ReleaseFraction * threshold)
            {
                _locked[cell] = false;
                _lockedInRow[l]--;
            }

            return false;
        }

        return intensity >= threshold;
    }

    internal void Lock(int l, int f)
    {
        _locked[(l * _frequencies) + f] = true;
        _lockedInRow[l]++;
    }

    internal void Reset()
    {
        Array.Clear(_stage);
        _young = _rows;
        Array.Clear(_locked);
        Array.Clear(_lockedInRow);
    }

    private double Level(VelocityKind kind, double lambda, double redundancy, long products, double omega)
    {
        if (kind == VelocityKind.Real) return CollapseThreshold.RealIntensity(CellFalseAlarm, lambda, products, omega, redundancy);
        double n = CollapseThreshold.EffectiveSamples(lambda, products) / redundancy;
        return CollapseThreshold.Intensity(CellFalseAlarm, kind == VelocityKind.Differenced ? CollapseThreshold.DifferencedNoise(n, omega) : n);
    }

    /// <summary>Ages, in products, at which the effective samples have grown by another quarter, up to the full window.</summary>
    private static long[] Stages(double lambda)
    {
        double full = CollapseThreshold.EffectiveSamples(lambda);
        List<long> stages = [];
        for (double n = Math.Min(FewestSamples, 0.9 * full); n < 0.97 * full; n *= 1.25) stages.Add(Needed(n / full));
        stages.Add(Needed(0.9999));
        return [.. stages];

        // (1 - r^m) / (1 + r^m) = part, solved for m
        long Needed(double part) => lambda == 1 ? 1 : (long)Math.Ceiling(Math.Log((1 - part) / (1 + part)) / Math.Log(1 - lambda));
    }
}
