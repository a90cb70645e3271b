using Unum.Devices.Audio;
using Unum.Kairos.Emergence;

namespace Unum.Devices.Driving;

/// <summary>The state of the mesh as a tone: frequency = 440 + 440 re of the global phase in Hz, volume = coherence.</summary>
/// <remarks>
/// A thread of its own feeds PulseAudio in steps of 20 ms with 80 ms in reserve; the tone glides between states and never
/// clicks. When no state comes, or at disposal, it fades. Without library, server or sink the health says why, and it is retried.
/// </remarks>
public sealed class SpeakerOutput : PumpedOutput
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Farewell = TimeSpan.FromMilliseconds(500);

    private readonly SpeakerOptions _options;

    /// <summary>A speaker that is opened at the first state.</summary>
    /// <param name="options">Where, and how loud.</param>
    /// <param name="time">The node's clock; it must move by itself.</param>
    /// <exception cref="ArgumentOutOfRangeException">The gain or the rate is out of range.</exception>
    public SpeakerOutput(SpeakerOptions options, TimeProvider time)
        : base("speaker" + (options?.Pulse.Device is { } sink ? " " + sink : ""), options?.FirstRetry ?? TimeSpan.Zero, time)
    {
        if (options!.Gain is not (>= 0 and <= 1)) throw new ArgumentOutOfRangeException(nameof(options), options.Gain, "Gain is from 0 to 1.");
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Pulse.RateHz, 8000, nameof(options));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.Pulse.RateHz, 192000, nameof(options));
        _options = options;
    }

    /// <summary>The tone of a state: Hz, and volume in [0, 1].</summary>
    public static (double FrequencyHz, double Volume) Tone(in OneState state) => (440 + 440 * state.Phase.Real, state.Coherence);

    /// <inheritdoc/>
    private protected override Task<string> ServeAsync(CancellationToken cancellationToken) => Task.Factory.StartNew(
        () => Play(cancellationToken), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private string Play(CancellationToken cancellation)
    {
        using PulseStream? stream = PulseStream.Open(_options.Pulse, play: true, Step, Time, cancellation, out string reason);
        if (stream is null) return reason;
        ToneSynthesizer tone = new(_options.Pulse.RateHz);
        float[] step = new float[(int)(Step.TotalSeconds * _options.Pulse.RateHz)];
        double frequency = 440;
        long heard = Time.GetTimestamp();
        while (!cancellation.IsCancellationRequested)
        {
            int wanted = stream.WaitWritable(Patience);
            if (cancellation.IsCancellationRequested) break;
            if (wanted == 0) return stream.Failure ?? FormattableString.Invariant($"the sink took nothing for {Patience.TotalSeconds} s");
            bool fresh = Mailbox.TryRead(out OneState state);
            if (fresh)
            {
                (frequency, double volume) = Tone(in state);
                tone.Set(frequency, _options.Gain * volume);
                heard = Time.GetTimestamp();
            }
            else if (Time.GetElapsedTime(heard) >= _options.SilentAfter)
            {
                tone.Set(frequency, 0);
            }

            Span<float> samples = step.AsSpan(0, Math.Min(step.Length, wanted));
            tone.Render(samples);
            if (stream.Write(samples) && fresh) Delivered();
        }

        SayFarewell(stream, tone, frequency);
        return "closed";
    }

    private void SayFarewell(PulseStream stream, ToneSynthesizer tone, double frequency)
    {
        float[] fade = new float[(int)(0.1 * _options.Pulse.RateHz)];
        tone.Set(frequency, 0);
        tone.Render(fade);
        if (stream.Write(fade)) stream.Drain(Farewell);
    }
}
