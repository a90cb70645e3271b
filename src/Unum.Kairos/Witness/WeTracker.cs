namespace Unum.Kairos.Witness;

/// <summary>WE between two witnesses: how much each is better foretold when the other's past is given.</summary>
/// <remarks>
/// <para><b>Algorithm.</b> Granger (1969) causality in both directions. Over the last window of beats each stream is regressed by
/// ordinary least squares on a constant and its own last L values, then also on the other's last L; the gain is the log ratio of
/// error variances (Geweke, 1982; half of it is the transfer entropy of Gaussian streams: Barnett, Barrett and Seth, 2009) and its
/// test is F(L, n - 2L - 1). A direction counts when its p-value is at most half the level, so that the chance to call two
/// independent streams a WE is the level at any one reading. It is exact for Gaussian white streams and holds for large windows
/// for stationary ones whose memory is not longer than L beats; streams with longer memory should be whitened first: the
/// innovations of a <see cref="SelfModel"/> are.</para>
/// <para><b>Streaming.</b> The moments of (1, a lags, b lags, a, b) are kept by adding the row that comes and taking off the row
/// that goes, around a shift near the mean; every window they are summed afresh, so that no rounding error grows old.</para>
/// <para><b>Layout and cost.</b> Two rings of window + L values, a (2L + 3)^2 moment matrix. O(L^2) a beat, O(L^3) a reading,
/// nothing allocated after the start. Not thread-safe.</para>
/// </remarks>
public sealed class WeTracker
{
    private readonly WeOptions _options;
    private readonly double[] _a, _b;     // rings, newest at _next - 1
    private readonly double[] _moments;   // sum of w w', w = (1, a_1..a_L, b_1..b_L, a, b), [width, width]
    private readonly double[] _row;       // w
    private readonly int _width;
    private double _shiftA, _shiftB;
    private int _next, _seen, _rows, _age;

    /// <summary>A tracker of two streams.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public WeTracker(WeOptions? options = null)
    {
        _options = options ?? new WeOptions();
        _options.Check();
        _width = 2 * _options.Lags + 3;
        _a = new double[_options.Window + _options.Lags];
        _b = new double[_a.Length];
        _moments = new double[_width * _width];
        _row = new double[_width];
    }

    /// <summary>Takes the two streams' values at one beat.</summary>
    /// <param name="first">Any steady measure of the first witness: phase velocity, coherence, or their innovations.</param>
    /// <param name="second">The same of the second. A value that is not finite leaves out the beats that would need it.</param>
    public void Observe(double first, double second)
    {
        // Beyond this size squares would overflow.
        double a = Math.Abs(first) < 1e100 ? first : double.NaN, b = Math.Abs(second) < 1e100 ? second : double.NaN;
        if (_seen == _a.Length) Add(_options.Lags, -1);
        if (_rows == 0 && !double.IsNaN(a + b))
        {
            // With no rows in the sums the shift is free to move to where the streams are.
            Array.Clear(_moments);
            (_shiftA, _shiftB) = (a, b);
        }

        _a[_next] = a;
        _b[_next] = b;
        _next = (_next + 1) % _a.Length;
        _seen = Math.Min(_seen + 1, _a.Length);
        if (++_age >= _options.Window) Rebuild();
        else if (_seen > _options.Lags) Add(_seen - 1, 1);
    }

    /// <summary>What the last window says. Costs some microseconds: ask when it is to be shown, not for every pair at every beat.</summary>
    public WeReading Read()
    {
        int lags = _options.Lags, spare = _rows - 2 * lags - 1;
        if (_rows < Math.Max(16, 6 * lags + 2)) return new WeReading(0, 0, 1, 1, 0, 0, WeLeader.Nobody, 0);

        // Columns of w: constant, own lags, the other's lags, target.
        Span<int> columns = stackalloc int[_width - 1];
        Order(columns, 1, 1 + lags, _width - 2);
        double aAlone = Error(columns, lags), aGiven = Error(columns, 2 * lags);
        Order(columns, 1 + lags, 1, _width - 1);
        double bAlone = Error(columns, lags), bGiven = Error(columns, 2 * lags);

        (double toSecond, double toSecondChance) = Gain(bAlone, bGiven, lags, spare);
        (double toFirst, double toFirstChance) = Gain(aAlone, aGiven, lags, spare);
        bool first = toSecondChance <= _options.Level / 2, second = toFirstChance <= _options.Level / 2;
        double firstGain = first ? Math.Max(0, toSecond) : 0, secondGain = second ? Math.Max(0, toFirst) : 0;
        WeLeader leader = first && second ? WeLeader.Both : first ? WeLeader.First : second ? WeLeader.Second : WeLeader.Nobody;
        double sum = firstGain + secondGain;
        return new WeReading(toSecond, toFirst, toSecondChance, toFirstChance, Together(aGiven), sum / 2, leader, _rows)
        {
            Balance = sum > 0 ? (firstGain - secondGain) / sum : 0,
        };
    }

    // Bits and p-value of adding the other's past.
    private static (double Bits, double Chance) Gain(double alone, double given, int lags, int spare)
    {
        if (!(given > 0) || !(alone > given)) return (0, 1);
        double bits = .5 * Math.Log2(alone / (spare + lags) / (given / spare));
        return (bits, Distributions.FSurvival((alone - given) / lags / (given / spare), lags, spare));
    }

    // -.5 log2(1 - r^2), r the correlation of what neither past foretells: a's error with and without b's present.
    private double Together(double given)
    {
        int lags = _options.Lags;
        Span<int> columns = stackalloc int[_width];
        for (int i = 0; i < 2 * lags + 1; i++) columns[i] = i;
        columns[^2] = _width - 1;
        columns[^1] = _width - 2;
        double with = Error(columns, 2 * lags + 1);
        return with > 0 && given > with ? .5 * Math.Log2(given / with) : 0;
    }

    private static void Order(Span<int> columns, int own, int other, int target)
    {
        int lags = (columns.Length - 2) / 2;
        columns[0] = 0;
        for (int i = 0; i < lags; i++)
        {
            columns[1 + i] = own + i;
            columns[1 + lags + i] = other + i;
        }

        columns[^1] = target;
    }

    // Residual sum of squares of the last column regressed on the first 1 + count, by Cholesky; a regressor that the earlier
    // ones determine (a stream that stands still) is passed over.
    private double Error(ReadOnlySpan<int> columns, int count)
    {
        int size = count + 2;
        Span<double> l = stackalloc double[size * size];
        Span<double> whole = stackalloc double[size];
        for (int i = 0; i < size; i++)
        {
            int ci = i == size - 1 ? columns[^1] : columns[i];
            for (int j = 0; j <= i; j++)
            {
                int cj = j == size - 1 ? columns[^1] : columns[j];
                double sum = _moments[ci * _width + cj];
                for (int k = 0; k < j; k++) sum -= l[i * size + k] * l[j * size + k];
                if (i != j)
                {
                    l[i * size + j] = l[j * size + j] > 0 ? sum / l[j * size + j] : 0;
                    continue;
                }

                // What varies is judged against its own variance about the mean, which is known once the constant is taken off.
                double raw = _moments[ci * _width + ci];
                whole[i] = i == 0 ? raw : raw - l[i * size] * l[i * size];
                bool counts = sum > 1e-10 * whole[i] && sum > 1e-13 * raw;
                if (i == size - 1) return counts ? sum : 0;
                l[i * size + i] = counts ? Math.Sqrt(sum) : 0;
            }
        }

        return 0;
    }

    // Adds (sign 1) or takes off (-1) the row whose target is the value `back` beats after the oldest one held.
    private void Add(int position, int sign)
    {
        int lags = _options.Lags, length = _a.Length;
        int at = (_next - _seen + position + 2 * length) % length;
        for (int lag = 0; lag <= lags; lag++)
        {
            int i = (at - lag + length) % length;
            double a = _a[i] - _shiftA, b = _b[i] - _shiftB;
            if (double.IsNaN(a) || double.IsNaN(b)) return;
            (_row[lag == 0 ? _width - 2 : lag], _row[lag == 0 ? _width - 1 : lags + lag]) = (a, b);
        }

        _row[0] = 1;
        _rows += sign;
        for (int i = 0; i < _width; i++)
        {
            double w = sign * _row[i];
            for (int j = 0; j <= i; j++) _moments[i * _width + j] += w * _row[j];
        }

        for (int i = 0; i < _width; i++)
            for (int j = 0; j < i; j++) _moments[j * _width + i] = _moments[i * _width + j];
    }

    private void Rebuild()
    {
        Array.Clear(_moments);
        (_rows, _age, _shiftA, _shiftB) = (0, 0, 0, 0);
        double sumA = 0, sumB = 0;
        int finite = 0;
        for (int i = 0; i < _seen; i++)
        {
            int at = (_next - _seen + i + _a.Length) % _a.Length;
            if (double.IsNaN(_a[at]) || double.IsNaN(_b[at])) continue;
            sumA += _a[at];
            sumB += _b[at];
            finite++;
        }

        if (finite > 0) (_shiftA, _shiftB) = (sumA / finite, sumB / finite);
        for (int position = _options.Lags; position < _seen; position++) Add(position, 1);
    }
}
