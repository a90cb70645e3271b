using System.Globalization;
using System.Numerics;
using System.Runtime.Intrinsics;

namespace Unum.Kairos.Connectivity;

/// <summary>
/// Who moves with whom: up to eight connectivity measures between all pairs of N streams, streaming and exact, in memory that does not grow.
/// </summary>
/// <remarks>
/// <para>
/// Algorithm: every measure is a function of a few sums over samples (<see cref="ConnectivityMeasure"/> gives formulas and sources); only the
/// sums that the chosen set needs are kept. Samples wait in a block of 64; a full block, or any read, is flushed by register-tiled kernels
/// (a Hermitian product in three real products; sums over Im(z_i conj z_j)). Forgetting is exact within blocks too: samples enter
/// the products scaled by the square root of their weight (1 - forget)^age, and old sums decay by the block's length.
/// </para>
/// <para>
/// Precision: sums are doubles. plv and ppc add up unit phasors in floats within one block (relative error about 1e-8); all else is double
/// throughout, and so are the phasors when ciplv is asked, which divides by 1 - PLV^2.
/// </para>
/// <para>
/// Memory: block [64, channels] re and im, its panels (<see cref="SampleBlock{T}"/>), and per kept sum one double a pair in tiles
/// (<see cref="PairTiles"/>). Cost: O(channels^2 / 2) per sample, no allocation. Not thread-safe, reading included.
/// </para>
/// </remarks>
public sealed unsafe class ConnectivityTracker
{
    /// <summary>Samples in a block.</summary>
    internal const int BlockSamples = 64;

    private readonly int _rowLength;
    private readonly AlignedArray<float> _re;
    private readonly AlignedArray<float> _im;

    // [64] by age, the last element being age 0; samples enter the products with the roots.
    private readonly AlignedArray<double> _rootWeights;
    private readonly AlignedArray<double> _weights;

    private readonly SampleBlock<double>? _exact;
    private readonly SampleBlock<float>? _fast;
    private readonly HermitianSums<float>? _fastPhasors;
    private readonly HermitianSums<double>? _exactPhasors;
    private readonly HermitianSums<double>? _cross;
    private readonly ImaginarySums? _imaginary;

    // Per pair, W2 over the samples in which one of the two had no phase; ppc alone needs it.
    private readonly double[]? _silent;
    private bool _anySilence;
    private int _waiting;
    private double _weight;
    private double _square;

    /// <summary>Starts with no samples.</summary>
    /// <param name="channels">Streams, at least 1.</param>
    /// <param name="forget">How much of the past each sample takes away, in [0, 1): 0 keeps the whole history, .01 remembers about 100 samples.</param>
    /// <param name="measures">What will be read; fewer cost less.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of its range, or <paramref name="measures"/> is empty.</exception>
    public ConnectivityTracker(int channels, double forget = 0, ConnectivityMeasures measures = ConnectivityMeasures.All)
        : this(channels, forget, measures, Vector512.IsHardwareAccelerated)
    {
    }

    internal ConnectivityTracker(int channels, double forget, ConnectivityMeasures measures, bool wide)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(channels, 1);
        if (!(forget >= 0 && forget < 1)) throw new ArgumentOutOfRangeException(nameof(forget), forget, "Must be in [0, 1).");
        if (measures == ConnectivityMeasures.None || (measures & ~ConnectivityMeasures.All) != ConnectivityMeasures.None)
            throw new ArgumentOutOfRangeException(nameof(measures), measures, "Must be a non-empty set of measures.");

        (Channels, Forget, Measures) = (channels, forget, measures);
        _rowLength = (channels + BlockPacking.Align - 1) / BlockPacking.Align * BlockPacking.Align;
        _re = new AlignedArray<float>(BlockSamples * _rowLength);
        _im = new AlignedArray<float>(BlockSamples * _rowLength);
        _re.Span.Fill(1);
        _rootWeights = new AlignedArray<double>(BlockSamples);
        _weights = new AlignedArray<double>(BlockSamples);
        for (int age = 0; age < BlockSamples; age++)
        {
            double weight = Math.Pow(1 - forget, age);
            _weights.Pointer[BlockSamples - 1 - age] = weight;
            _rootWeights.Pointer[BlockSamples - 1 - age] = Math.Sqrt(weight);
        }

        bool phasors = Has(ConnectivityMeasures.Plv | ConnectivityMeasures.Ppc | ConnectivityMeasures.CiPlv);
        bool exactPhasors = Has(ConnectivityMeasures.CiPlv);
        bool cross = Has(ConnectivityMeasures.Coherence | ConnectivityMeasures.ImaginaryCoherence);
        bool imaginary = Has(ConnectivityMeasures.Pli | ConnectivityMeasures.Wpli | ConnectivityMeasures.Wpli2Debiased);
        if (exactPhasors || cross || imaginary) _exact = new SampleBlock<double>(channels, BlockSamples);
        if (exactPhasors)
        {
            _exactPhasors = new HermitianSums<double>(channels, wide);
        }
        else if (phasors)
        {
            _fast = new SampleBlock<float>(channels, BlockSamples);
            _fastPhasors = new HermitianSums<float>(channels, wide);
        }

        if (Has(ConnectivityMeasures.Ppc)) _silent = new double[Pairs];
        if (cross) _cross = new HermitianSums<double>(channels, wide);
        if (imaginary)
        {
            _imaginary = new ImaginarySums(
                channels,
                wide,
                Has(ConnectivityMeasures.Wpli | ConnectivityMeasures.Wpli2Debiased),
                Has(ConnectivityMeasures.Wpli2Debiased),
                Has(ConnectivityMeasures.Pli));
        }
    }

    /// <summary>Streams.</summary>
    public int Channels { get; }

    /// <summary>Pairs i &lt; j.</summary>
    public int Pairs => checked(Channels * (Channels - 1) / 2);

    /// <summary>How much of the past each sample takes away.</summary>
    public double Forget { get; }

    /// <summary>What can be read.</summary>
    public ConnectivityMeasures Measures { get; }

    /// <summary>Samples seen since the start.</summary>
    public long Samples { get; private set; }

    /// <summary>How many equally weighted samples the memory is worth: (sum w)^2 / sum w^2.</summary>
    public double EffectiveSamples
    {
        get
        {
            Flush();
            return _square > 0 ? _weight * _weight / _square : 0;
        }
    }

    /// <summary>One pair's value now. For (j, i) all measures read as for (i, j) but imaginary coherence, which changes sign.</summary>
    /// <param name="measure">One of <see cref="Measures"/>.</param>
    /// <param name="i">A channel.</param>
    /// <param name="j">Another channel.</param>
    /// <returns>The value; 0 where it is undefined (no samples, no amplitude, or one sample where two are needed).</returns>
    /// <exception cref="ArgumentOutOfRangeException">No such channel, or i = j.</exception>
    /// <exception cref="ArgumentException">The measure is not tracked.</exception>
    public double this[ConnectivityMeasure measure, int i, int j]
    {
        get
        {
            CheckTracked(measure);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)i, (uint)Channels, nameof(i));
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)j, (uint)Channels, nameof(j));
            ArgumentOutOfRangeException.ThrowIfEqual(i, j);
            Flush();
            double value = Value(measure, Math.Min(i, j), Math.Max(i, j));
            return i > j && measure == ConnectivityMeasure.ImaginaryCoherence ? -value : value;
        }
    }

    /// <summary>Where the pair i &lt; j is in an upper triangle: (0,1), (0,2), … (0,n-1), (1,2), … as in <c>numpy.triu_indices(n, 1)</c>.</summary>
    public static int PairIndex(int i, int j, int channels) => checked((i * ((2 * channels) - i - 1) / 2) + j - i - 1);

    /// <summary>Takes one sample of every stream.</summary>
    /// <param name="re">[channels] real parts of the analytic samples, in any unit.</param>
    /// <param name="im">[channels] imaginary parts.</param>
    /// <exception cref="ArgumentException">A span's length is not <see cref="Channels"/>, or a value is not finite: the sample is not taken.</exception>
    public void Update(ReadOnlySpan<float> re, ReadOnlySpan<float> im)
    {
        int at = _waiting * _rowLength;
        Take(re, _re.Pointer + at, nameof(re));
        Take(im, _im.Pointer + at, nameof(im));
        _waiting++;
        Samples++;
        if (_waiting == BlockSamples) Flush();
    }

    /// <summary>All pairs' values now.</summary>
    /// <param name="measure">One of <see cref="Measures"/>.</param>
    /// <param name="upperTriangle">[<see cref="Pairs"/>], in the order of <see cref="PairIndex"/>; 0 where undefined.</param>
    /// <exception cref="ArgumentException">The measure is not tracked, or the span has another length.</exception>
    public void Read(ConnectivityMeasure measure, Span<double> upperTriangle)
    {
        CheckTracked(measure);
        if (upperTriangle.Length != Pairs)
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"{Channels} channels have {Pairs} pairs, not {upperTriangle.Length}."), nameof(upperTriangle));
        Flush();
        int at = 0;
        for (int i = 0; i < Channels; i++)
        {
            for (int j = i + 1; j < Channels; j++) upperTriangle[at++] = Value(measure, i, j);
        }
    }

    /// <summary>Forgets everything.</summary>
    public void Reset()
    {
        _fastPhasors?.Clear();
        _exactPhasors?.Clear();
        _cross?.Clear();
        _imaginary?.Clear();
        if (_silent is not null) Array.Clear(_silent);
        (_anySilence, _waiting, _weight, _square, Samples) = (false, 0, 0, 0, 0);
    }

    private bool Has(ConnectivityMeasures any) => (Measures & any) != ConnectivityMeasures.None;

    private void CheckTracked(ConnectivityMeasure measure)
    {
        if (!Has(measure.ToSet())) throw new ArgumentException($"{measure.ToName()} is not tracked; ask for it when constructing.", nameof(measure));
    }

    /// <summary>Copies and checks in one go; what was copied before a refusal is overwritten by the next sample.</summary>
    private void Take(ReadOnlySpan<float> values, float* to, string name)
    {
        if (values.Length != Channels) throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"Expected {Channels} channels, got {values.Length}."), name);
        int at = 0;
        fixed (float* from = values)
        {
            for (; at <= values.Length - Vector<float>.Count; at += Vector<float>.Count)
            {
                Vector<float> x = Vector.Load(from + at);
                if (!Vector.EqualsAll(x - x, Vector<float>.Zero)) break;
                x.Store(to + at);
            }
        }

        for (; at < values.Length; at++)
        {
            if (!float.IsFinite(values[at])) throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"Channel {at} is {values[at]}: samples must be finite."), name);
            to[at] = values[at];
        }
    }

    private double Value(ConnectivityMeasure measure, int i, int j)
    {
        switch (measure)
        {
            case ConnectivityMeasure.Plv:
            case ConnectivityMeasure.CiPlv:
            case ConnectivityMeasure.Ppc:
                (double re, double im) = _exactPhasors is not null ? _exactPhasors[i, j] : _fastPhasors![i, j];
                if (measure == ConnectivityMeasure.Plv) return MeasureFormulas.Plv(re, im, _weight);
                if (measure == ConnectivityMeasure.CiPlv) return MeasureFormulas.CiPlv(re, im, _weight);
                return MeasureFormulas.Ppc(re, im, _square - _silent![PairIndex(i, j, Channels)], _weight, _square);
            case ConnectivityMeasure.Pli:
                return MeasureFormulas.Pli(_imaginary!.Sign(i, j), _weight);
            case ConnectivityMeasure.Wpli:
                return MeasureFormulas.Wpli(_imaginary!.Difference(i, j), _imaginary.Magnitude(i, j));
            case ConnectivityMeasure.Wpli2Debiased:
                return MeasureFormulas.Wpli2Debiased(_imaginary!.Difference(i, j), _imaginary.Magnitude(i, j), _imaginary.Square(i, j));
            default:
                (double real, double imaginary) = _cross![i, j];
                double powerI = _cross[i, i].Real, powerJ = _cross[j, j].Real;
                return measure == ConnectivityMeasure.Coherence
                    ? MeasureFormulas.Coherence(real, imaginary, powerI, powerJ)
                    : MeasureFormulas.ImaginaryCoherence(imaginary, powerI, powerJ);
        }
    }

    /// <summary>Adds the waiting samples to the sums.</summary>
    private void Flush()
    {
        int n = _waiting;
        if (n == 0) return;
        _waiting = 0;
        double decay = Weigh(n);
        double* roots = _rootWeights.Pointer + (BlockSamples - n);
        double* weights = _weights.Pointer + (BlockSamples - n);
        float* re = _re.Pointer, im = _im.Pointer;
        bool silent = false;
        if (_fastPhasors is not null)
        {
            silent = BlockPacking.Unit(re, im, _rowLength, Channels, n, roots, _fast!);
            _fastPhasors.Add(_fast!, n, decay);
        }

        if (_exactPhasors is not null)
        {
            silent = BlockPacking.Unit(re, im, _rowLength, Channels, n, roots, _exact!);
            _exactPhasors.Add(_exact!, n, decay);
        }

        if (_silent is not null && (silent || _anySilence)) CountSilence(weights, n, decay);
        if (_cross is null && _imaginary is null) return;
        BlockPacking.Raw(re, im, _rowLength, Channels, n, roots, _exact!);
        _cross?.Add(_exact!, n, decay);
        _imaginary?.Add(_exact!, weights, n, decay);
    }

    /// <summary>Brings the sums of weights up to date by n samples; returns what these take from the past.</summary>
    private double Weigh(int n)
    {
        double sum = 0, squares = 0;
        for (int t = BlockSamples - n; t < BlockSamples; t++)
        {
            double weight = _weights.Pointer[t];
            sum += weight;
            squares += weight * weight;
        }

        double decay = Math.Pow(1 - Forget, n);
        _weight = (_weight * decay) + sum;
        _square = (_square * decay * decay) + squares;
        return decay;
    }

    private void CountSilence(double* weights, int n, double decay)
    {
        _anySilence = true;
        for (int p = 0; p < _silent!.Length; p++) _silent[p] *= decay * decay;
        for (int t = 0; t < n; t++)
        {
            double square = weights[t] * weights[t];
            for (int i = 0; i < Channels; i++)
            {
                if (!IsSilent(t, i)) continue;
                for (int j = 0; j < Channels; j++)
                {
                    // A pair that is silent on both sides is counted once, from its lower channel.
                    if (j > i || (j < i && !IsSilent(t, j))) _silent[PairIndex(Math.Min(i, j), Math.Max(i, j), Channels)] += square;
                }
            }
        }
    }

    private bool IsSilent(int t, int channel)
    {
        int at = (t * _rowLength) + channel;
        return _re.Pointer[at] == 0 && _im.Pointer[at] == 0;
    }
}
