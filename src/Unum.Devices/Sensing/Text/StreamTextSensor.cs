namespace Unum.Devices.Sensing.Text;

/// <summary>Text that flows in over a stream, standard input above all; ended when the stream ends.</summary>
public sealed class StreamTextSensor : PumpedSensor
{
    private readonly TextOptions _options;
    private readonly Stream _stream;
    private readonly TextMeter _meter = new();

    /// <summary>Measures <paramref name="stream"/>, which stays the caller's to close.</summary>
    /// <param name="stream">Read to its end on a thread of its own: reading a terminal cannot be cancelled.</param>
    /// <param name="source">Its name for a person.</param>
    /// <param name="options">What is measured.</param>
    /// <param name="clock">Paces and stamps the intervals.</param>
    public StreamTextSensor(Stream stream, string source, TextOptions options, TimeProvider clock)
        : base((options ?? throw new ArgumentNullException(nameof(options))).Describe(source), options.Pump, clock)
    {
        ArgumentNullException.ThrowIfNull(stream);
        _options = options;
        _stream = stream;
    }

    /// <inheritdoc/>
    protected override async Task PumpAsync(CancellationToken cancellationToken)
    {
        Task reading = Task.Run(() => ReadToEnd(cancellationToken), CancellationToken.None);
        Opened();
        long began = Clock.GetTimestamp();
        while (true)
        {
            Task interval = Task.Delay(_options.Every, Clock, cancellationToken);
            Task first = await Task.WhenAny(interval, reading);
            cancellationToken.ThrowIfCancellationRequested();
            TimeSpan passed = Clock.GetElapsedTime(began);
            began = Clock.GetTimestamp();
            double seconds = Math.Max(passed.TotalSeconds, _options.Every.TotalSeconds); // a short last interval is no burst
            Publish(_meter.Take(_options.Measure, seconds, Clock.GetUtcNow()));
            if (first != reading) continue;
            await reading;
            return;
        }
    }

    private void ReadToEnd(CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[1 << 14];
        int read;
        while ((read = _stream.Read(buffer)) > 0 && !cancellationToken.IsCancellationRequested) _meter.Add(buffer.AsSpan(0, read));
    }
}
