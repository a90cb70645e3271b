using Unum.Devices.Audio;
using Unum.Kairos.Emergence;

namespace Unum.Devices.Driving;

/// <summary>The tone of <see cref="SpeakerOutput"/> written to a WAV file instead of played.</summary>
/// <remarks>
/// The states' own times set the length: each tone lasts until the next state, at most 10 s, the last one 100 ms with a fade.
/// So the file depends on the states alone and may be rendered faster than real time. A state replaced in the mailbox before
/// it was taken leaves its time to the tone before it. The file is playable after every state.
/// </remarks>
public sealed class WavSpeakerOutput : PumpedOutput
{
    private static readonly TimeSpan LongestTone = TimeSpan.FromSeconds(10);

    private readonly string _path;
    private readonly int _rate;
    private readonly float[] _block;

    /// <summary>A file that is begun, or begun anew, at the first state.</summary>
    /// <param name="path">Where; its folder must exist.</param>
    /// <param name="time">The clock of retries.</param>
    /// <param name="rateHz">Samples per second, at least 8000.</param>
    public WavSpeakerOutput(string path, TimeProvider time, int rateHz = 48000)
        : base("speaker " + path, TimeSpan.FromSeconds(1), time)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentOutOfRangeException.ThrowIfLessThan(rateHz, 8000);
        _path = path;
        _rate = rateHz;
        _block = new float[rateHz / 10];
    }

    /// <inheritdoc/>
    private protected override async Task<string> ServeAsync(CancellationToken cancellationToken)
    {
        // The writer owns the stream.
        using WavWriter file = new(new FileStream(_path, FileMode.Create, FileAccess.ReadWrite, FileShare.Read), _rate);
        ToneSynthesizer tone = new(_rate);
        DateTimeOffset? before = null;
        double frequency = 440;
        try
        {
            while (await WaitForStateAsync(cancellationToken) && Mailbox.TryRead(out OneState state))
            {
                if (before is { } from) Render(file, tone, state.At - from);
                before = state.At;
                (frequency, double volume) = SpeakerOutput.Tone(in state);
                tone.Set(frequency, volume);
                file.Flush();
                Delivered();
            }

            Render(file, tone, TimeSpan.FromMilliseconds(100));
            tone.Set(frequency, 0);
            Render(file, tone, TimeSpan.FromMilliseconds(100));
        }
        catch (IOException full) when (before is not null)
        {
            // Beginning anew would throw away what was recorded.
            await RefuseAllAsync(full.Message, cancellationToken);
        }

        return "closed";
    }

    private async Task RefuseAllAsync(string reason, CancellationToken cancellationToken)
    {
        GivenUp(reason);
        while (await Mailbox.WaitToReadAsync(cancellationToken))
            if (Mailbox.TryRead(out _)) GivenUp(reason);
    }

    private void Render(WavWriter file, ToneSynthesizer tone, TimeSpan length)
    {
        if (length > LongestTone) length = LongestTone;
        for (int left = (int)Math.Round(length.TotalSeconds * _rate); left > 0; left -= _block.Length)
        {
            Span<float> samples = _block.AsSpan(0, Math.Min(left, _block.Length));
            tone.Render(samples);
            file.Write(samples);
        }
    }
}
