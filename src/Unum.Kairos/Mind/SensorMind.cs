using System.Numerics;
using Unum.Kairos.Anomaly;
using Unum.Kairos.Encoding;
using Unum.Kairos.State;
using Unum.Kairos.Temporal;

namespace Unum.Kairos.Mind;

/// <summary>
/// Everything that Kairos keeps about one sensor: its phase and local state h, its temporal coherence |T|² over the lags of the
/// node's device class, how strange its latest reading is, and how it moved in this beat.
/// </summary>
/// <remarks>
/// The phase comes from the analytic band of the reading; the coherence bank takes the velocity of the reading itself, as real
/// differences, because a band-passed stream is correlated with its own past by the filter and would collapse on noise.
/// Cost: O(lags x frequencies) a sample, nothing allocated. Not thread-safe.
/// </remarks>
public sealed class SensorMind
{
    private const int LagCount = 12;
    private const int MostFrequencies = 3;
    private const int WindowInLags = 2;
    private const double SamplesPerLook = 20;
    private const int ShortestWindow = 200; // samples: below this no threshold worth having exists

    private readonly SensorEncoder _encoder;
    private readonly LocalState _state;
    private readonly TemporalCoherenceBank _bank;
    private readonly AnomalyDetector _anomaly = new();
    private readonly ValueVelocity _velocity = new();
    private readonly Collapse[] _collapses = new Collapse[LagCount * MostFrequencies];
    private readonly double[] _lagSeconds;
    private int _collapsed;
    private double _beatSum;
    private int _beatCount;

    /// <summary>Builds a stream that knows nothing yet.</summary>
    /// <param name="rateHz">Samples per second.</param>
    /// <param name="deviceClass">Gives the lags and the memory of the local state.</param>
    /// <param name="falseAlarm">Probability that noise collapses anywhere in the bank within one window; in (0, 1).</param>
    public SensorMind(double rateHz, DeviceClass deviceClass, double falseAlarm)
    {
        ArgumentNullException.ThrowIfNull(deviceClass);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rateHz);
        RateHz = rateHz;
        _encoder = new SensorEncoder(rateHz);
        IntegrationSeconds = IntegrationTime(deviceClass, rateHz);
        _state = new LocalState(1 - Math.Exp(-1 / (IntegrationSeconds * rateHz)), 1 / rateHz);

        // Neighbouring differences share a reading, so lag 1 says nothing.
        int[] lags = [.. deviceClass.LagsSamples(LagCount, rateHz).Where(l => l >= 2).DefaultIfEmpty(2)];
        double window = Math.Max(ShortestWindow, (double)WindowInLags * lags[^1]);
        double[] omegas = [0, Math.Tau / 64, Math.Tau / 8];

        // A union bound over its looks makes the asked probability one per window; neighbouring samples are hardly looks of their own.
        _bank = new TemporalCoherenceBank(lags, omegas, 2 / (window + 1), falseAlarm * SamplesPerLook / window, VelocityKind.Real, ValueVelocity.Redundancy);
        _lagSeconds = [.. lags.Select(l => l / rateHz)];
    }

    /// <summary>Samples per second.</summary>
    public double RateHz { get; }

    /// <summary>Memory of the local state, seconds.</summary>
    public double IntegrationSeconds { get; }

    /// <summary>Lags watched, seconds, rising.</summary>
    public IReadOnlyList<double> LagSeconds => _lagSeconds;

    /// <summary>Latest usable reading; NaN before the first.</summary>
    public double Value { get; private set; } = double.NaN;

    /// <summary>Usable readings taken.</summary>
    public long Readings => _anomaly.Count;

    /// <summary>Local state h of the sensor, |h| in [0, 1].</summary>
    public Complex State => _state.H;

    /// <summary>Anomaly score of the latest reading, in [0, 1).</summary>
    public AnomalyReading Anomaly { get; private set; }

    /// <summary>Collapses since the last beat; valid until the next sample after <see cref="EndBeat"/>.</summary>
    public ReadOnlySpan<Collapse> Collapses => _collapses.AsSpan(0, _collapsed);

    /// <summary>Mean of the readings in the last beat; the one before where none came.</summary>
    public double BeatValue { get; private set; } = double.NaN;

    /// <summary>Memory of the local state: tau_base of the class, but at least ten samples, or |h| would be 1 whatever comes.</summary>
    public static double IntegrationTime(DeviceClass deviceClass, double rateHz)
    {
        ArgumentNullException.ThrowIfNull(deviceClass);
        return Math.Max(deviceClass.BaseSeconds, 10 / rateHz);
    }

    /// <summary>Takes the next reading. One that is not a usable number is counted by the encoder and otherwise ignored.</summary>
    public void Observe(DateTimeOffset at, double value)
    {
        Complex z = _encoder.Encode(value);
        _state.Update(z);
        AnomalyReading anomaly = _anomaly.Observe(at, value);
        if (anomaly.Refused is not null) return;
        Anomaly = anomaly;
        Value = value;
        _beatSum += value;
        _beatCount++;
        _collapsed += _bank.Update(_velocity.Next(value), _collapses.AsSpan(_collapsed));
    }

    /// <summary>The sensor gave nothing: its memory fades as if it had no evidence.</summary>
    public void ObserveNothing() => _state.Update(Complex.Zero);

    /// <summary>Ends a beat: its mean reading is current, its collapses are forgotten.</summary>
    public void EndBeat()
    {
        if (_beatCount > 0) BeatValue = _beatSum / _beatCount;
        _beatSum = 0;
        _beatCount = 0;
        _collapsed = 0;
    }

    /// <summary>|T|² at each lag, the largest over the frequencies; 0 until a window is half full.</summary>
    /// <param name="target">[lags]</param>
    public void ReadLagCoherence(Span<double> target)
    {
        for (int l = 0; l < _bank.Lags.Length; l++)
        {
            double most = 0;
            for (int f = 0; f < _bank.Omegas.Length; f++)
            {
                if (double.IsFinite(_bank.Threshold(l, f))) most = Math.Max(most, _bank.Intensity(l, f));
            }

            target[l] = most;
        }
    }
}
