using System.Numerics;

namespace Unum.Kairos.Temporal;

/// <summary>The fast form of <see cref="TemporalCoherenceBank"/>: the same numbers at the end of every block of 32 samples.</summary>
/// <remarks>
/// <para>
/// Cells are single precision and move once a block (see <see cref="BlockKernel"/> for the arithmetic); energies are double and
/// move every sample. At a block's end |T|^2 agrees with the sample-by-sample bank to about 1e-5; between ends it stands still.
/// </para>
/// <para>
/// Memory: S [L padded to 4][F padded to half a register][4] floats, 16 bytes a cell, and a sliding history of 16 bytes a sample
/// (12 for real input) over twice the longest lag, at least 512 samples more than it. No allocation after construction.
/// </para>
/// <para>
/// A velocity whose modulus is not within 1e-6 … 1e6 is no evidence, 0: scale to about one first. Real streams
/// (<see cref="VelocityKind.Real"/>) cost half.
/// </para>
/// </remarks>
public sealed unsafe class BlockedCoherenceBank : ICoherenceBank
{
    /// <summary>Samples in a block.</summary>
    public const int BlockLength = BlockKernel.Block;

    private const float Smallest = 1e-12f, Largest = 1e12f; // powers that are evidence
    private readonly int[] _lags;
    private readonly double[] _omegas;
    private readonly int* _paddedLags;
    private readonly AlignedFloats _lagFloats; // holds _paddedLags
    private readonly AlignedFloats _re;        // [capacity]
    private readonly AlignedFloats? _im;       // [capacity], none for real input
    private readonly double[] _energies;       // [capacity]
    private readonly AlignedFloats _decay, _block, _folded, _weights, _turn, _sums;
    private readonly AlignedFloats _thresholds; // [L, F, 4], of the row's present age
    private readonly float[] _rowEnergies;      // [L], E_n E_{n - tau}
    private readonly bool[] _rises;             // [L]
    private readonly CollapseDetector _detector;
    private readonly int _lead;                // history kept before the block, a multiple of 16
    private readonly int _capacity;
    private readonly int _width;
    private readonly int _frequencies;         // padded
    private readonly double _keep;             // 1 - lambda
    private readonly double _keepBlock;        // (1 - lambda)^32
    private readonly double _fullBlock;        // sum of (1 - lambda)^j over a block
    private BlockKernel.Frame _frame;
    private int _start;                        // of the block being filled
    private int _fill;
    private double _energy, _filled, _elapsed;

    /// <summary>Builds an empty bank.</summary>
    /// <param name="lags">tau in samples, each at least 1.</param>
    /// <param name="omegas">Frequencies in radians per sample.</param>
    /// <param name="lambda">Forgetting per sample, in (0, 1].</param>
    /// <param name="falseAlarm">Probability that noise lifts any cell of the bank over its threshold at one instant.</param>
    /// <param name="kind">What noise looks like in this stream; <see cref="VelocityKind.Real"/> makes a bank for real input.</param>
    /// <param name="redundancy">How many neighbouring products count as one, at least 1 (see <see cref="CollapseThreshold.ColouredNoise"/>).</param>
    /// <exception cref="ArgumentException">There is no lag or frequency, or one is out of its range.</exception>
    public BlockedCoherenceBank(
        ReadOnlySpan<int> lags, ReadOnlySpan<double> omegas, double lambda, double falseAlarm,
        VelocityKind kind = VelocityKind.Phasor, double redundancy = 1)
        : this(lags, omegas, lambda, falseAlarm, kind, redundancy, BlockKernel.BestWidth)
    {
    }

    internal BlockedCoherenceBank(
        ReadOnlySpan<int> lags, ReadOnlySpan<double> omegas, double lambda, double falseAlarm, VelocityKind kind, double redundancy, int width)
    {
        CoherenceCells.Check(lags, omegas, lambda);
        foreach (int lag in lags) ArgumentOutOfRangeException.ThrowIfLessThan(lag, 1, nameof(lags));
        (_lags, _omegas, _width, _keep) = (lags.ToArray(), omegas.ToArray(), width, 1 - lambda);
        _keepBlock = Math.Pow(_keep, BlockLength);
        _fullBlock = (1 - _keepBlock) / lambda;
        IsReal = kind == VelocityKind.Real;
        (_rowEnergies, _rises) = (new float[lags.Length], new bool[lags.Length]);
        _detector = new CollapseDetector(lags, omegas, lambda, falseAlarm, kind, redundancy, oneStream: true);

        int rows = RoundUp(lags.Length, BlockKernel.Tile);
        _frequencies = RoundUp(omegas.Length, width / 2);
        _lagFloats = new AlignedFloats(rows);
        _paddedLags = (int*)_lagFloats.Pointer;
        for (int l = 0; l < rows; l++) _paddedLags[l] = l < lags.Length ? lags[l] : 1;

        _lead = RoundUp(TemporalCoherenceBank.Max(lags) + 1, 16);
        _capacity = checked(_lead + Math.Max(512, RoundUp(_lead, BlockLength)));
        _re = new AlignedFloats(_capacity);
        _im = IsReal ? null : new AlignedFloats(_capacity);
        _energies = new double[_capacity];
        _start = _lead;

        int steps = BlockKernel.Steps(IsReal);
        _block = new AlignedFloats(2 * BlockLength);
        _folded = new AlignedFloats(BlockKernel.Tile * steps * 4);
        _weights = new AlignedFloats(_frequencies * 4 * steps);
        _turn = new AlignedFloats(_frequencies * 8);
        _sums = new AlignedFloats(rows * _frequencies * 4);
        _thresholds = new AlignedFloats(lags.Length * _frequencies * 4);
        _thresholds.Span.Fill(float.PositiveInfinity);
        _decay = new AlignedFloats(BlockLength);
        for (int i = 0; i < BlockLength / 2; i++)
        {
            _decay.Span[i] = (float)Math.Pow(_keep, BlockLength - 1 - i);
            _decay.Span[(BlockLength / 2) + i] = (float)Math.Pow(_keep, i);
        }

        for (int f = 0; f < omegas.Length; f++) Prepare(f);
        _frame = new BlockKernel.Frame
        {
            Decay = _decay.Pointer,
            Block = _block.Pointer,
            Folded = _folded.Pointer,
            Weights = _weights.Pointer,
            Turn = _turn.Pointer,
            Sums = _sums.Pointer,
            Lags = _paddedLags,
            LagCount = rows,
            FrequencyCount = _frequencies,
            IsReal = IsReal,
        };
    }

    /// <summary>Whether this bank takes real velocities.</summary>
    public bool IsReal { get; }

    /// <inheritdoc/>
    public ReadOnlySpan<int> Lags => _lags;

    /// <inheritdoc/>
    public ReadOnlySpan<double> Omegas => _omegas;

    /// <summary>Samples in the completed blocks.</summary>
    public long Count { get; private set; }

    /// <summary>Bytes of state held: cells, history, tables.</summary>
    public long Bytes =>
        _lagFloats.Bytes + _re.Bytes + (_im?.Bytes ?? 0) + (_energies.Length * 8L) + _decay.Bytes + _block.Bytes + _folded.Bytes
        + _weights.Bytes + _turn.Bytes + _sums.Bytes + _thresholds.Bytes + (_lags.Length * (13L + _omegas.Length));

    /// <summary>Takes complex velocities, any number of them.</summary>
    /// <param name="re">Real parts.</param>
    /// <param name="im">Imaginary parts, as many.</param>
    /// <exception cref="InvalidOperationException">This bank takes real velocities.</exception>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public void Update(ReadOnlySpan<float> re, ReadOnlySpan<float> im) => Update(re, im, default);

    /// <summary>Takes complex velocities and reports the cells that collapse at the end of a block.</summary>
    /// <param name="re">Real parts.</param>
    /// <param name="im">Imaginary parts, as many.</param>
    /// <param name="collapses">Room for them; what does not fit is reported by the next call if it still holds. Empty: none is looked for.</param>
    /// <returns>How many were written.</returns>
    /// <exception cref="InvalidOperationException">This bank takes real velocities.</exception>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public int Update(ReadOnlySpan<float> re, ReadOnlySpan<float> im, Span<Collapse> collapses)
    {
        if (_im is null) throw new InvalidOperationException("This bank takes real velocities.");
        if (re.Length != im.Length) throw new ArgumentException("As many imaginary as real parts, please.", nameof(im));
        int found = 0;
        while (re.Length > 0)
        {
            int n = Math.Min(re.Length, _capacity - _start - _fill);
            re[..n].CopyTo(_re.Span[(_start + _fill)..]);
            im[..n].CopyTo(_im.Span[(_start + _fill)..]);
            found += Advance(n, collapses[found..]);
            re = re[n..];
            im = im[n..];
        }

        return found;
    }

    /// <summary>Takes real velocities, any number of them.</summary>
    /// <exception cref="InvalidOperationException">This bank takes complex velocities.</exception>
    public void Update(ReadOnlySpan<float> velocities) => Update(velocities, default(Span<Collapse>));

    /// <summary>Takes real velocities and reports the cells that collapse at the end of a block.</summary>
    /// <param name="velocities">Any number of them.</param>
    /// <param name="collapses">As for complex velocities.</param>
    /// <returns>How many were written.</returns>
    /// <exception cref="InvalidOperationException">This bank takes complex velocities.</exception>
    public int Update(ReadOnlySpan<float> velocities, Span<Collapse> collapses)
    {
        if (_im is not null) throw new InvalidOperationException("This bank takes complex velocities.");
        int found = 0;
        while (velocities.Length > 0)
        {
            int n = Math.Min(velocities.Length, _capacity - _start - _fill);
            velocities[..n].CopyTo(_re.Span[(_start + _fill)..]);
            found += Advance(n, collapses[found..]);
            velocities = velocities[n..];
        }

        return found;
    }

    /// <inheritdoc/>
    public Complex Coherence(int lagIndex, int frequencyIndex)
    {
        double energies = Energies(lagIndex);
        if (!(energies > 0)) return 0;
        // S is kept turned to the middle of the block
        return Sum(lagIndex, frequencyIndex) / Math.Sqrt(energies)
            * Complex.FromPolarCoordinates(1, -_omegas[frequencyIndex] * (BlockLength - 1) / 2);
    }

    /// <inheritdoc/>
    public double Intensity(int lagIndex, int frequencyIndex)
    {
        double energies = Energies(lagIndex);
        Complex s = Sum(lagIndex, frequencyIndex);
        return energies > 0 ? Math.Min(1, ((s.Real * s.Real) + (s.Imaginary * s.Imaginary)) / energies) : 0;
    }

    /// <inheritdoc/>
    public double Threshold(int lagIndex, int frequencyIndex) => _detector.Thresholds(lagIndex)[frequencyIndex];

    /// <inheritdoc/>
    public bool IsLocked(int lagIndex, int frequencyIndex) => _detector.IsLocked(lagIndex, frequencyIndex);

    /// <inheritdoc/>
    public void Reset()
    {
        _re.Span.Clear();
        _im?.Span.Clear();
        Array.Clear(_energies);
        _sums.Span.Clear();
        _thresholds.Span.Fill(float.PositiveInfinity);
        _detector.Reset();
        (_start, _fill, _energy, _filled, _elapsed, Count) = (_lead, 0, 0, 0, 0, 0);
    }

    /// <summary>Counts samples already copied behind the start of the block; at the end of each block moves every cell.</summary>
    private int Advance(int samples, Span<Collapse> collapses)
    {
        int found = 0;
        for (_fill += samples; _fill >= BlockLength; _fill -= BlockLength)
        {
            _frame.Re = _re.Pointer + _start;
            _frame.Im = _im is null ? null : _im.Pointer + _start;
            MoveEnergies(_frame.Re, _frame.Im, _energies.AsSpan(_start, BlockLength));
            BlockKernel.Run(ref _frame, _width);
            Count += BlockLength;
            _start += BlockLength;
            if (!collapses.IsEmpty) found += Detect(collapses[found..]);
        }

        if (_start == _capacity) Slide();
        return found;
    }

    /// <summary>E after each sample of the block; velocities of unusable size become 0.</summary>
    /// <remarks>Groups of four move on their own and then take what was before them: the chain is 8 steps long instead of 32.</remarks>
    private void MoveEnergies(float* re, float* im, Span<double> energies)
    {
        float* powers = stackalloc float[BlockLength];
        bool usable = BlockKernel.Powers(re, im, powers, Smallest, Largest);
        if (!usable) Blank(re, im, powers);

        double k1 = _keep, k2 = k1 * k1, k3 = k2 * k1, k4 = k2 * k2, energy = _energy;
        for (int j = 0; j < BlockLength; j += 4)
        {
            double a = powers[j];
            double b = Math.FusedMultiplyAdd(k1, a, powers[j + 1]);
            double c = Math.FusedMultiplyAdd(k1, b, powers[j + 2]);
            double d = Math.FusedMultiplyAdd(k1, c, powers[j + 3]);
            energies[j] = Math.FusedMultiplyAdd(k1, energy, a);
            energies[j + 1] = Math.FusedMultiplyAdd(k2, energy, b);
            energies[j + 2] = Math.FusedMultiplyAdd(k3, energy, c);
            energies[j + 3] = energy = Math.FusedMultiplyAdd(k4, energy, d);
        }

        _energy = energy;
        double filled = _fullBlock;
        if (!usable)
        {
            filled = 0;
            for (int j = 0; j < BlockLength; j++) filled = (k1 * filled) + (powers[j] > 0 ? 1 : 0);
        }

        _filled = (_keepBlock * _filled) + filled;
        _elapsed = (_keepBlock * _elapsed) + _fullBlock;
    }

    private static void Blank(float* re, float* im, float* powers)
    {
        for (int j = 0; j < BlockLength; j++)
        {
            if (powers[j] is >= Smallest and <= Largest) continue;
            re[j] = powers[j] = 0;
            if (im != null) im[j] = 0;
        }
    }

    private int Detect(Span<Collapse> collapses)
    {
        if (!_detector.IsGrownUp)
        {
            for (int l = 0; l < _lags.Length; l++)
            {
                if (_detector.Age(l, Count - _lags[l])) Spread(l);
            }
        }

        for (int l = 0; l < _lags.Length; l++) _rowEnergies[l] = (float)Energies(l);
        BlockKernel.FindRises(_sums.Pointer, _thresholds.Pointer, _rowEnergies, _frequencies, _rises, _width);
        int found = 0;
        for (int l = 0; l < _lags.Length; l++)
        {
            // the quick look in single precision errs to the side of looking again
            if (!_rises[l] && !_detector.AnyLocked(l)) continue;
            for (int f = 0; f < _omegas.Length; f++)
            {
                double intensity = Intensity(l, f);
                if (!_detector.Rises(l, f, intensity) || found == collapses.Length) continue;
                _detector.Lock(l, f);
                collapses[found++] = new Collapse(l, f, _lags[l], _omegas[f], intensity, Threshold(l, f), Count - 1);
            }
        }

        return found;
    }

    /// <summary>Copies the thresholds of a row into the form that the kernel compares with, a hair lower: the slow path decides.</summary>
    private void Spread(int l)
    {
        ReadOnlySpan<double> thresholds = _detector.Thresholds(l);
        Span<float> row = _thresholds.Span.Slice(l * _frequencies * 4, _frequencies * 4);
        for (int f = 0; f < thresholds.Length; f++) row.Slice(4 * f, 4).Fill((float)(thresholds[f] * 0.9999));
    }

    /// <summary>At the end of the room the lead moves to the front.</summary>
    private void Slide()
    {
        int from = _capacity - _lead;
        _re.Span.Slice(from, _lead).CopyTo(_re.Span);
        _im?.Span.Slice(from, _lead).CopyTo(_im.Span);
        _energies.AsSpan(from, _lead).CopyTo(_energies);
        _start = _lead;
    }

    private void Prepare(int f)
    {
        BlockKernel.Weigh(_weights.Span, f, _omegas[f], IsReal, _width);
        Complex turn = Complex.FromPolarCoordinates(Math.Pow(_keep, BlockLength), -_omegas[f] * BlockLength);
        Span<float> real = _turn.Span.Slice(4 * f, 4), imaginary = _turn.Span.Slice(4 * (_frequencies + f), 4);
        real.Fill((float)turn.Real);
        for (int i = 0; i < 4; i++) imaginary[i] = (float)(i % 2 == 0 ? -turn.Imaginary : turn.Imaginary);
    }

    private Complex Sum(int l, int f)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)l, (uint)_lags.Length, nameof(l));
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)f, (uint)_omegas.Length, nameof(f));
        ReadOnlySpan<float> s = _sums.Span.Slice(((l * _frequencies) + f) * 4, 4);
        return new Complex((double)s[0] + s[2], (double)s[1] + s[3]);
    }

    /// <summary>E_n E_{n - tau} at the end of the last block; 0 without evidence.</summary>
    private double Energies(int l)
    {
        return 2 * _filled >= _elapsed && _filled > 0 ? _energy * _energies[_start - 1 - _lags[l]] : 0;
    }

    private static int RoundUp(int value, int multiple) => checked((value + multiple - 1) / multiple * multiple);
}
