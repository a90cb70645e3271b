using Unum.Kairos.Blending;

namespace Unum.Kairos.Anomaly;

/// <summary>
/// Streaming anomaly score: five senses, each reporting only what it has never felt before.
/// </summary>
/// <remarks>
/// Each row is felt as the value itself, its residual against the expected value of this hour of the week
/// (<see cref="HourOfWeek"/>, what was learned so far), the local coherence in the stream's phase plane
/// (<see cref="PhasePlane"/>, 64 rows), the recent history (mean of 16 rows) and the phase velocity (step from the row
/// before). Each sense scores its novelty e/(r + e), e the distance outside the range r it has felt so far, damped by
/// n/(n + 100) while the stream is young. The strongest speaks. Habituation: a surprise leaves a trace that fades over three
/// times the slowest sense, and only what exceeds the trace is reported, so one event is not told five times over.
/// The sum s is read as s / (s + 1/64): one half means "1/64 of the range beyond everything known".
/// One fixed set of numbers for all streams, chosen by principle and on synthetic streams; what was tried, with every figure,
/// is in docs/decisions/0004-anomaly-score.md. Memory: 6.5 KB, nearly all of it the hours of the week; O(1) a row.
/// </remarks>
public sealed class AnomalyDetector : IAnomalyDetector
{
    /// <summary>A score that is worth a person's attention: 1/64 of the known range beyond it.</summary>
    public const double AlarmScore = 0.5;

    private const double CoherenceRows = 64, HistoryRows = 16, YouthRows = 100, HalfScore = 1.0 / 64;
    private const double Largest = 1e120; // squares of what is accepted, and their sums, stay finite
    private const double GapFactor = 10;  // a pause this many times the usual step is a gap
    private static readonly double Fade = Math.Exp(-1 / (3 * CoherenceRows));

    private readonly HourOfWeek _week = new();
    private RangeNovelty _valueRange, _blendRange, _coherenceRange, _historyRange, _velocityRange;
    private PhasePlane _plane = new(CoherenceRows);
    private double _history, _last, _trace, _usualSeconds;
    private DateTimeOffset _lastAt;
    private long _count;

    /// <summary>Rows taken in so far.</summary>
    public long Count => _count;

    /// <inheritdoc/>
    public AnomalyReading Observe(DateTimeOffset at, double value)
    {
        if (WhyRefused(value) is { } why) return AnomalyReading.Refuse(why);
        bool continues = _count > 0 && !IsGap(at);
        _count++;

        double novelty = 0;
        AnomalySense sense = AnomalySense.None;
        Feel(AnomalySense.Value, _valueRange.Observe(value));

        Expectation expected = _week.Expect(at);
        if (expected.Basis != ExpectationBasis.None) Feel(AnomalySense.Blend, _blendRange.Observe(value - expected.Mean));
        _week.Observe(at, value);

        double step = continues ? value - _last : 0;
        if (continues) Feel(AnomalySense.Velocity, _velocityRange.Observe(step));

        double coherence = _plane.Observe(value, step);
        if (!double.IsNaN(coherence)) Feel(AnomalySense.Coherence, _coherenceRange.Observe(coherence));

        _history += (value - _history) * Math.Max(1 / HistoryRows, 1.0 / _count);
        if (_count >= HistoryRows) Feel(AnomalySense.History, _historyRange.Observe(_history));

        (_last, _lastAt) = (value, at);
        return Habituate(novelty * (_count / (_count + YouthRows)), sense);

        void Feel(AnomalySense which, double amount)
        {
            if (amount <= novelty) return;
            (novelty, sense) = (amount, which);
        }
    }

    /// <summary>Why a value cannot be taken in; null when it can.</summary>
    internal static string? WhyRefused(double value) =>
        double.IsNaN(value) ? "not a number"
        : double.IsInfinity(value) ? "infinite"
        : Math.Abs(value) > Largest ? "beyond 1e120"
        : null;

    private AnomalyReading Habituate(double novelty, AnomalySense sense)
    {
        _trace *= Fade;
        double fresh = novelty - _trace;
        if (fresh <= 0) return new(0, AnomalySense.None, null);
        _trace = novelty;
        return new(fresh / (fresh + HalfScore), sense, null);
    }

    /// <summary>Whether too much time passed since the last row to call the difference a step.</summary>
    private bool IsGap(DateTimeOffset at)
    {
        double seconds = (at - _lastAt).TotalSeconds;
        if (seconds <= 0) return false; // repeated and backward stamps: the rows still follow each other
        bool gap = _usualSeconds > 0 && seconds > GapFactor * _usualSeconds;
        _usualSeconds = _usualSeconds > 0 ? _usualSeconds * Math.Pow(seconds / _usualSeconds, 0.05) : seconds;
        return gap;
    }
}
