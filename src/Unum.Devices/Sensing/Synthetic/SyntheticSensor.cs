using System.Globalization;

using Unum.Kairos.Encoding;

namespace Unum.Devices.Sensing.Synthetic;

/// <summary>A made-up signal for experiments, clearly labelled as such; nothing is measured. Encoded as an amplitude.</summary>
/// <remarks>
/// Sample n lies at origin + n / rate and depends on the options alone, however the readings are cut. Everything that is due
/// is yielded, also after a pause, so that virtual time may run at any speed: call until fewer come than asked for.
/// </remarks>
public sealed class SyntheticSensor : ISensor
{
    private readonly SyntheticOptions _options;
    private readonly Random _random;
    private DateTimeOffset? _origin;
    private long _next;
    private double _walk;
    private double _spare = double.NaN;

    /// <summary>A signal that begins with the first reading, or at its origin where one is set.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    public SyntheticSensor(SyntheticOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.RateHz, 1e-3, nameof(options));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.RateHz, 1e6, nameof(options));
        ArgumentOutOfRangeException.ThrowIfNegative(options.Noise, nameof(options));
        foreach (double number in (ReadOnlySpan<double>)
            [options.FrequencyHz, options.SweepHzPerSecond, options.Amplitude, options.Phase, options.Noise, options.RateHz])
        {
            if (!double.IsFinite(number)) throw new ArgumentOutOfRangeException(nameof(options), number, "must be finite");
        }

        _options = options;
        _random = new Random(options.Seed);
        _origin = options.Origin;
        string source = string.Create(CultureInfo.InvariantCulture, $"{options.Wave} {options.FrequencyHz} Hz, seed {options.Seed}");
        Description = new SensorDescription(options.Id, "synthetic", "1", options.RateHz, source.ToLowerInvariant());
    }

    /// <inheritdoc/>
    public SensorDescription Description { get; }

    /// <inheritdoc/>
    public SensorHealth Health => new(SensorStatus.Live, null, 0);

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public int Read(DateTimeOffset now, Span<SensorSample> target)
    {
        DateTimeOffset origin = _origin ??= now;
        int taken = 0;
        for (; taken < target.Length; taken++)
        {
            double seconds = _next / _options.RateHz;
            DateTimeOffset at = origin + TimeSpan.FromSeconds(seconds);
            if (at > now) break;
            double value = Shape(seconds) + (_options.Noise > 0 ? _options.Noise * Gaussian() : 0);
            target[taken] = new SensorSample(at, value, MissionEncoding.Amplitude(value));
            _next++;
        }

        return taken;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private double Shape(double t) => _options.Wave switch
    {
        SyntheticWave.Tone => _options.Amplitude * Math.Sin(Angle(_options.FrequencyHz * t)),
        SyntheticWave.Chirp => _options.Amplitude * Math.Sin(Angle((_options.FrequencyHz * t) + (_options.SweepHzPerSecond * t * t / 2))),
        SyntheticWave.Noise => _options.Amplitude * Gaussian(),
        SyntheticWave.Drift => _walk += _options.Amplitude * Gaussian() / Math.Sqrt(_options.RateHz),
        _ => throw new System.Diagnostics.UnreachableException("every wave has its shape"),
    };

    private double Angle(double turns) => (Math.Tau * (turns - Math.Floor(turns))) + _options.Phase;

    /// <summary>Box and Muller (1958), both of the pair used.</summary>
    private double Gaussian()
    {
        if (!double.IsNaN(_spare))
        {
            (double kept, _spare) = (_spare, double.NaN);
            return kept;
        }

        double radius = Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble()));
        double angle = Math.Tau * _random.NextDouble();
        _spare = radius * Math.Sin(angle);
        return radius * Math.Cos(angle);
    }
}
