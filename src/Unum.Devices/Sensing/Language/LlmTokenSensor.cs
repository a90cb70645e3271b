using System.Globalization;

using Unum.Kairos.Encoding;

namespace Unum.Devices.Sensing.Language;

/// <summary>
/// A stream of tokens from any language model: whoever has them offers each token's position and the probability the model
/// gave it. Encoded as the mission says, position + i (1 - confidence); the value is the uncertainty 1 - confidence.
/// </summary>
/// <remarks>Absent until the first token; lost after a silence, if one is set, and live again with the next token. Thread-safe.</remarks>
public sealed class LlmTokenSensor : ISensor
{
    private readonly HealthCell _health = new();
    private readonly Lock _gate = new();
    private readonly SampleRing _ring;
    private readonly TimeProvider _clock;
    private readonly TimeSpan _silence;
    private long _last;
    private long _refused;

    /// <summary>A sensor that waits for tokens.</summary>
    /// <param name="id">The sensor's name.</param>
    /// <param name="source">Which model, for a person.</param>
    /// <param name="clock">Stamps the tokens.</param>
    /// <param name="silence">Without a token for this long it counts as lost; null for never.</param>
    /// <param name="capacity">Tokens kept for the reader before the oldest is dropped.</param>
    public LlmTokenSensor(string id, string source, TimeProvider clock, TimeSpan? silence = null, int capacity = 4096)
    {
        ArgumentNullException.ThrowIfNull(clock);
        Description = new SensorDescription(id, "llm", "1", 10, source);
        _clock = clock;
        _silence = silence ?? Timeout.InfiniteTimeSpan;
        _ring = new SampleRing(capacity);
        _health.Down("no token yet", absent: true);
    }

    /// <inheritdoc/>
    public SensorDescription Description { get; }

    /// <inheritdoc/>
    public SensorHealth Health => _health.Value;

    /// <summary>Tokens that made no sense: a negative position, a confidence outside [0, 1].</summary>
    public long Refused => Interlocked.Read(ref _refused);

    /// <summary>Tokens lost because nobody read them in time.</summary>
    public long Dropped => _ring.Dropped;

    /// <summary>Offers one token.</summary>
    /// <param name="position">Place in the answer, from 0.</param>
    /// <param name="confidence">Probability that the model gave the token, in [0, 1].</param>
    /// <returns>Whether it was taken.</returns>
    public bool Offer(long position, double confidence)
    {
        if (position < 0 || !(confidence is >= 0 and <= 1))
        {
            Interlocked.Increment(ref _refused);
            return false;
        }

        lock (_gate)
        {
            _last = _clock.GetTimestamp();
            _ring.Add(new SensorSample(_clock.GetUtcNow(), 1 - confidence, MissionEncoding.Token(position, confidence)));
            _health.Live();
        }

        return true;
    }

    /// <summary>Offers every token of a stream as it comes, positions counted from 0.</summary>
    /// <returns>How many were taken.</returns>
    public async Task<long> OfferAllAsync(IAsyncEnumerable<double> confidences, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(confidences);
        long position = 0, taken = 0;
        await foreach (double confidence in confidences.WithCancellation(cancellationToken))
        {
            if (Offer(position++, confidence)) taken++;
        }

        return taken;
    }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public int Read(DateTimeOffset now, Span<SensorSample> target)
    {
        if (_silence != Timeout.InfiniteTimeSpan && _health.IsLive)
        {
            lock (_gate)
            {
                double seconds = _clock.GetElapsedTime(_last).TotalSeconds;
                if (seconds > _silence.TotalSeconds)
                {
                    _health.Down(string.Create(CultureInfo.InvariantCulture, $"no token for {seconds:0.#} s"), absent: false);
                }
            }
        }

        return _ring.Take(now, target);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
