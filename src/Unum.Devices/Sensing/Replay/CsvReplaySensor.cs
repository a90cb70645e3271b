using System.Numerics;
using Unum.Devices.Sensing.Feeds;

using Unum.Kairos.Encoding;

namespace Unum.Devices.Sensing.Replay;

/// <summary>Replays a CSV file (time, value) at any speed, in the time it is given: the first row falls on the first reading.</summary>
/// <remarks>
/// Samples carry the node's time. Rows that make no sense are passed over and counted; a time that steps back counts as the
/// time before. The file is read through one buffer, so its size does not matter; nothing is allocated while it plays. At the
/// end, unless it loops, the sensor is lost with the reason "the file has ended".
/// </remarks>
public sealed class CsvReplaySensor : ISensor
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);
    private readonly HealthCell _health = new();
    private readonly CsvReplayOptions _options;
    private readonly TickReading _ticks = new(JsonPath.Root);
    private CsvRows? _rows;
    private ReplayClock _clock;
    private DateTimeOffset _retry = DateTimeOffset.MinValue;
    private SensorSample _next;
    private bool _hasNext;
    private bool _anyInLoop;
    private bool _ended;

    /// <summary>A replay that begins with the first reading.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    public CsvReplaySensor(CsvReplayOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.Speed, nameof(options));
        ArgumentOutOfRangeException.ThrowIfEqual(double.IsFinite(options.Speed), false, nameof(options));
        if (options.Step is { } step) ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(step, TimeSpan.Zero, nameof(options));
        if (options is { Low: { } low, High: { } high }) ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(high, low, nameof(options));
        _options = options;
        _clock = new ReplayClock(options.Speed);
        string kind = options.Form == CsvForm.Price ? "market" : "replay";
        Description = new SensorDescription(options.Id, kind, options.Unit, RateOf(options), options.Path);
    }

    /// <inheritdoc/>
    public SensorDescription Description { get; }

    /// <inheritdoc/>
    public SensorHealth Health => _health.Value;

    /// <summary>Rows that were passed over because they make no sense.</summary>
    public long PassedOver => _rows?.PassedOver ?? 0;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        TryOpen();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public int Read(DateTimeOffset now, Span<SensorSample> target)
    {
        if (_ended || now < _retry) return 0;
        int taken = 0;
        try
        {
            if (!TryOpen())
            {
                _retry = now + Pause;
                return 0;
            }

            while (taken < target.Length && (_hasNext || TryAdvance(now)) && _next.At <= now)
            {
                target[taken++] = _next;
                _hasNext = false;
            }
        }
        catch (Exception trouble) when (Trouble.IsOfDevice(trouble))
        {
            _health.Down(trouble.Message, absent: false);
            _ended = true;
        }

        return taken;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _ended = true;
        _rows?.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Rows per second of the node's time, by the first two; 1 where that cannot be known.</summary>
    private static double RateOf(CsvReplayOptions options)
    {
        try
        {
            using CsvRows rows = new(options);
            return rows.TryNext(out long first, out _, out _) && rows.TryNext(out long second, out _, out _) && second > first
                ? options.Speed * TimeSpan.TicksPerSecond / (second - first)
                : 1;
        }
        catch (Exception trouble) when (Trouble.IsOfDevice(trouble))
        {
            return 1;
        }
    }

    private bool TryOpen()
    {
        if (_rows is not null) return true;
        try
        {
            _rows = new CsvRows(_options);
            _health.Live();
            return true;
        }
        catch (Exception trouble) when (Trouble.IsOfDevice(trouble))
        {
            _health.Down(trouble.Message, trouble is SensorTroubleException { IsAbsent: true });
            return false;
        }
    }

    private bool TryAdvance(DateTimeOffset now)
    {
        while (!_hasNext)
        {
            if (!_rows!.TryNext(out long ticks, out double value, out double size))
            {
                if (TryLoop()) continue;
                _health.Down("the file has ended", absent: false);
                _ended = true;
                return false;
            }

            DateTimeOffset due = _clock.Due(ticks, now);
            Keep(due > _next.At ? due : _next.At, value, size);
            _anyInLoop |= _hasNext;
        }

        return true;
    }

    private bool TryLoop()
    {
        if (!_options.Loop || !_anyInLoop) return false;
        _rows!.Rewind();
        _clock.Loop();
        _anyInLoop = false;
        return true;
    }

    private void Keep(DateTimeOffset at, double value, double size)
    {
        if (_options.Form == CsvForm.Price)
        {
            _hasNext = _ticks.TryTick(value, size, at, out SensorSample? tick) && tick is not null;
            if (tick is { } priced) _next = priced;
            return;
        }

        Complex encoded = _options is { Low: { } low, High: { } high }
            ? MissionEncoding.Temperature(value, low, high)
            : MissionEncoding.Amplitude(value);
        _next = new SensorSample(at, value, encoded);
        _hasNext = true;
    }
}
