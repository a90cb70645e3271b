using System.Numerics;
using Unum.Devices.Audio;

namespace Unum.Devices.Sensing.Media;

/// <summary>A microphone, or anything else that PulseAudio can record: 100 samples a second, each from 10 ms of sound.</summary>
/// <remarks>
/// A thread of its own reads the stream, cuts it into frames of 10 ms, measures each (<see cref="MicrophoneMeasure"/>) and puts
/// it into a ring of 10 s. Disposal wakes the thread whatever it waits for. Frames arrive in bursts; their times are evened out.
/// No library, server or source: absent, with the reason. A server that dies or falls silent: lost, and retried.
/// </remarks>
public sealed class MicrophoneSensor : ISensor
{
    private const int FramesPerSecond = 100;
    private static readonly TimeSpan Frame = TimeSpan.FromMilliseconds(10);

    private readonly MicrophoneOptions _options;
    private readonly TimeProvider _time;
    private readonly SampleRing _ring = new(10 * FramesPerSecond);
    private readonly SampleClock _clock = new(Frame, slack: TimeSpan.FromMilliseconds(500));
    private readonly DevicePump _pump;
    private readonly float[] _frame;
    private readonly ToneBand? _band;
    private readonly DominantFrequency? _estimator;
    private readonly float[] _history;

    /// <summary>A microphone that is opened by <see cref="StartAsync"/>.</summary>
    /// <param name="options">Which, and what to take from it.</param>
    /// <param name="time">The node's clock; it must move by itself.</param>
    /// <exception cref="ArgumentOutOfRangeException">The rate, band or bandwidth is out of range.</exception>
    public MicrophoneSensor(MicrophoneOptions options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        int rate = options.Pulse.RateHz;
        if (rate is not (16000 or 48000)) throw new ArgumentOutOfRangeException(nameof(options), rate, "A microphone's rate is 16000 or 48000 Hz.");
        _options = options;
        _time = time;
        _frame = new float[rate / FramesPerSecond];
        _history = [];
        if (options.Measure is MicrophoneMeasure.Band) _band = new ToneBand(options.BandHz, options.BandwidthHz, rate);
        if (options.Measure is MicrophoneMeasure.Frequency)
        {
            _estimator = new DominantFrequency((int)BitOperations.RoundUpToPowerOf2((uint)(rate / 25)), rate);
            _history = new float[_estimator.Length];
        }

        Description = Describe(options);
        _pump = new DevicePump(cancellation => Task.Factory.StartNew(
            () => Live(cancellation), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default), options.FirstRetry, time);
    }

    /// <inheritdoc/>
    public SensorDescription Description { get; }

    /// <inheritdoc/>
    public SensorHealth Health => _pump.Health;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => _pump.StartAsync(cancellationToken);

    /// <inheritdoc/>
    public int Read(DateTimeOffset now, Span<SensorSample> target) => _ring.Take(now, target);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _pump.DisposeAsync();

    private static SensorDescription Describe(MicrophoneOptions options)
    {
        string device = options.Pulse.Device ?? "default";
        string suffix = options.Measure switch
        {
            MicrophoneMeasure.Band => FormattableString.Invariant($".{options.BandHz}hz"),
            MicrophoneMeasure.Frequency => ".frequency",
            _ => "",
        };
        string unit = options.Measure is MicrophoneMeasure.Frequency ? "Hz" : "1";
        return new SensorDescription(options.Id ?? $"microphone.{device}{suffix}", "microphone", unit, FramesPerSecond, $"PulseAudio source {device}");
    }

    /// <summary>One life of the stream, on a thread of its own.</summary>
    private string Live(CancellationToken cancellation)
    {
        using PulseStream? stream = PulseStream.Open(_options.Pulse, play: false, Frame, _time, cancellation, out string reason);
        if (stream is null) return reason;
        _clock.Restart();
        int filled = 0;
        bool heard = false;
        while (true)
        {
            int count = stream.Read(_frame.AsSpan(filled), _options.Patience);
            if (count == 0)
            {
                return stream.Failure
                    ?? FormattableString.Invariant($"the source sent nothing for {_options.Patience.TotalSeconds} s");
            }

            filled += count;
            if (filled < _frame.Length) continue;
            filled = 0;
            if (!heard) _pump.ReportLive();
            heard = true;
            DateTimeOffset at = _clock.Next(_time.GetUtcNow());
            _ring.Add(Measure(at));
        }
    }

    private SensorSample Measure(DateTimeOffset at)
    {
        double amplitude = RootMeanSquare(_frame);
        if (!double.IsFinite(amplitude))
        {
            // Only a source that sends floats can do this; its frame is silence.
            _frame.AsSpan().Clear();
            amplitude = 0;
        }

        if (_band is not null)
        {
            Complex band = _band.Step(_frame);
            return new SensorSample(at, band.Magnitude, band);
        }

        if (_estimator is null) return new SensorSample(at, amplitude, amplitude);
        _history.AsSpan(_frame.Length).CopyTo(_history);
        _frame.CopyTo(_history.AsSpan(_history.Length - _frame.Length));
        double frequency = amplitude < 0.001 ? 0 : _estimator.Estimate(_history);
        return new SensorSample(at, frequency, (frequency - 440) / 440);
    }

    private static double RootMeanSquare(ReadOnlySpan<float> samples)
    {
        double sum = 0;
        foreach (float sample in samples) sum += (double)sample * sample;
        return Math.Sqrt(sum / samples.Length);
    }
}
