using static Unum.Devices.Audio.PulseNative;

namespace Unum.Devices.Audio;

/// <summary>One mono float stream from a microphone or to a speaker through PulseAudio (or PipeWire's PulseAudio server).</summary>
/// <remarks>
/// The asynchronous API of libpulse driven by a main loop of our own, without callbacks: every wait is one turn
/// prepare(timeout) / poll / dispatch, after which states and sizes are read. Unlike libpulse-simple, whose reads and
/// connects block until the server deigns to answer, each wait here ends at a deadline or at cancellation
/// (pa_mainloop_wakeup is the one thread-safe function), and no server is ever spawned behind the user's back.
/// Not thread-safe: one thread opens, uses and disposes it. Samples are 32-bit floats in [-1, 1]; nothing is allocated per read.
/// </remarks>
internal sealed class PulseStream : IDisposable
{
    private const int BytesPerSample = sizeof(float);
    private static readonly TimeSpan LongestTurn = TimeSpan.FromSeconds(1);

    private readonly TimeProvider _time;
    private readonly CancellationToken _cancellation;
    private readonly nint _loop;
    private readonly nint _context;
    private CancellationTokenRegistration _wake;
    private nint _stream;
    private nint _fragment;
    private int _fragmentLength;
    private int _fragmentRead;
    private bool _holdsFragment;

    private PulseStream(TimeProvider time, CancellationToken cancellation)
    {
        _time = time;
        _cancellation = cancellation;
        _loop = pa_mainloop_new();
        Invariant.Holds(_loop != 0, "libpulse aborts rather than return no main loop");
        _context = pa_context_new(pa_mainloop_get_api(_loop), PulseSettings.ApplicationName);
        Invariant.Holds(_context != 0, "a context needs memory only");
        // Disposing the registration waits for a callback under way, so the loop is never woken after it was freed.
        _wake = cancellation.UnsafeRegister(static state => pa_mainloop_wakeup(((PulseStream)state!)._loop), this);
    }

    /// <summary>Why the stream ended, in libpulse's words; null while it lives.</summary>
    public string? Failure { get; private set; }

    /// <summary>Opens a stream; null with the reason when there is no library, server or device, or on cancellation.</summary>
    /// <param name="settings">Where.</param>
    /// <param name="play">Whether to play (true) or to record.</param>
    /// <param name="chunk">Grain of the exchange; also sets the latency: one chunk when recording, four when playing.</param>
    /// <param name="time">The clock of the deadlines; it must move by itself.</param>
    /// <param name="cancellation">Ends every wait of the stream.</param>
    /// <param name="reason">Why null was returned.</param>
    public static PulseStream? Open(
        PulseSettings settings, bool play, TimeSpan chunk, TimeProvider time, CancellationToken cancellation, out string reason)
    {
        reason = WhyMissing() ?? "";
        if (reason.Length > 0) return null;
        PulseStream stream = new(time, cancellation);
        string? trouble = stream.Connect(settings, play, chunk);
        if (trouble is null) return stream;
        stream.Dispose();
        reason = trouble;
        return null;
    }

    /// <summary>Waits for sound and copies it.</summary>
    /// <returns>Samples copied; 0 on a timeout, on cancellation, or when the stream has failed (then <see cref="Failure"/> says why).</returns>
    public int Read(Span<float> target, TimeSpan timeout)
    {
        long start = _time.GetTimestamp();
        while (Alive())
        {
            if (!_holdsFragment && !Peek()) return 0;
            if (_holdsFragment) return TakeFragment(target);
            if (!Turn(timeout - _time.GetElapsedTime(start))) return 0;
        }

        return 0;
    }

    /// <summary>Waits until the server wants sound.</summary>
    /// <returns>How many samples it wants; 0 on a timeout, on cancellation, or when the stream has failed.</returns>
    public int WaitWritable(TimeSpan timeout)
    {
        long start = _time.GetTimestamp();
        while (Alive())
        {
            nuint bytes = pa_stream_writable_size(_stream);
            if (bytes == nuint.MaxValue) return Fail();
            if (bytes >= BytesPerSample) return (int)(bytes / BytesPerSample);
            if (!Turn(timeout - _time.GetElapsedTime(start))) return 0;
        }

        return 0;
    }

    /// <summary>Hands samples to the server; false when the stream has failed.</summary>
    public unsafe bool Write(ReadOnlySpan<float> samples)
    {
        if (!Alive()) return false;
        fixed (float* data = samples)
        {
            if (pa_stream_write(_stream, data, (nuint)(samples.Length * BytesPerSample), 0, 0, 0) >= 0) return true;
        }

        Fail();
        return false;
    }

    /// <summary>Waits until what was written has been heard, at most <paramref name="timeout"/>; also after cancellation.</summary>
    public void Drain(TimeSpan timeout)
    {
        if (!Alive()) return;
        nint operation = pa_stream_drain(_stream, 0, 0);
        if (operation == 0) return;
        long start = _time.GetTimestamp();
        while (Alive() && pa_operation_get_state(operation) == OperationRunning)
        {
            TimeSpan left = timeout - _time.GetElapsedTime(start);
            if (left <= TimeSpan.Zero || !Dispatch(left)) break;
        }

        pa_operation_unref(operation);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _wake.Dispose();
        if (_stream != 0)
        {
            _ = pa_stream_disconnect(_stream);
            pa_stream_unref(_stream);
        }

        pa_context_disconnect(_context);
        pa_context_unref(_context);
        pa_mainloop_free(_loop);
    }

    private string? Connect(PulseSettings settings, bool play, TimeSpan chunk)
    {
        string where = settings.Server is null ? "no PulseAudio server" : $"no PulseAudio server at {settings.Server}";
        if (pa_context_connect(_context, settings.Server, ContextNoAutospawn, 0) < 0) return $"{where}: {LastError()}";
        if (!TurnUntil(settings.ConnectTimeout, static s => pa_context_get_state(s._context), ContextReady, ContextFailed))
            return $"{where}: {LastError("it does not answer")}";

        SampleSpec spec = new(SampleFloat32Le, (uint)settings.RateHz, channels: 1);
        uint bytes = (uint)(chunk.TotalSeconds * settings.RateHz) * BytesPerSample;
        _stream = pa_stream_new(_context, play ? "speaker" : "microphone", in spec, 0);
        string device = $"no sound {(play ? "sink" : "source")} {settings.Device ?? "by default"}";
        if (_stream == 0) return $"{device}: {LastError()}";
        BufferAttributes attributes = new(target: play ? 4 * bytes : Default, minimumRequest: play ? bytes : Default, fragment: play ? Default : bytes);
        int connected = play
            ? pa_stream_connect_playback(_stream, settings.Device, in attributes, StreamAdjustLatency, 0, 0)
            : pa_stream_connect_record(_stream, settings.Device, in attributes, StreamAdjustLatency);
        return connected >= 0
            && TurnUntil(settings.ConnectTimeout, static s => pa_stream_get_state(s._stream), StreamReady, StreamFailed)
            ? null
            : $"{device}: {LastError("the server does not answer")}";
    }

    private bool TurnUntil(TimeSpan timeout, Func<PulseStream, int> state, int ready, int failed)
    {
        long start = _time.GetTimestamp();
        while (true)
        {
            int now = state(this);
            if (now == ready) return true;
            // The context ends before the stream's own state says so.
            if (now >= failed || pa_context_get_state(_context) >= ContextFailed) return false;
            if (!Turn(timeout - _time.GetElapsedTime(start))) return false;
        }
    }

    /// <summary>One turn of the main loop of at most <paramref name="left"/>; false when there is no time left or on cancellation.</summary>
    private bool Turn(TimeSpan left) =>
        left > TimeSpan.Zero && !_cancellation.IsCancellationRequested && Dispatch(left) && !_cancellation.IsCancellationRequested;

    private bool Dispatch(TimeSpan left)
    {
        TimeSpan turn = left < LongestTurn ? left : LongestTurn;
        return pa_mainloop_prepare(_loop, Math.Max(1, (int)turn.TotalMicroseconds)) >= 0
            && pa_mainloop_poll(_loop) >= 0
            && pa_mainloop_dispatch(_loop) >= 0;
    }

    private bool Alive()
    {
        if (Failure is null && (pa_stream_get_state(_stream) >= StreamFailed || pa_context_get_state(_context) >= ContextFailed)) Fail();
        return Failure is null;
    }

    private int Fail()
    {
        Failure ??= LastError("the sound server ended the stream");
        return 0;
    }

    private string LastError(string otherwise = "no reason given")
    {
        int error = pa_context_errno(_context);
        return error == 0 ? otherwise : Words(error);
    }

    /// <summary>Takes hold of the next fragment if there is one; false when the stream has failed.</summary>
    private bool Peek()
    {
        if (pa_stream_peek(_stream, out _fragment, out nuint bytes) < 0) return Fail() != 0;
        _fragmentLength = (int)(bytes / BytesPerSample);
        _fragmentRead = 0;
        _holdsFragment = bytes > 0;
        return true;
    }

    private unsafe int TakeFragment(Span<float> target)
    {
        int count = Math.Min(target.Length, _fragmentLength - _fragmentRead);
        // A hole (the recorder overran) has a length and no data: it is heard as silence, so that time keeps its measure.
        if (_fragment == 0) target[..count].Clear();
        else new ReadOnlySpan<float>((float*)_fragment + _fragmentRead, count).CopyTo(target);
        _fragmentRead += count;
        if (_fragmentRead == _fragmentLength)
        {
            _holdsFragment = false;
            if (pa_stream_drop(_stream) < 0) Fail();
        }

        return count;
    }
}
