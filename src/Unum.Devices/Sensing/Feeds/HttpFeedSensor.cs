using System.Globalization;
using System.Net;
using System.Net.Http.Headers;

namespace Unum.Devices.Sensing.Feeds;

/// <summary>Asks an HTTP address again and again for JSON and takes a number from each answer.</summary>
/// <remarks>
/// Anything but a valid answer in time (refused, status other than 2xx, more than 5 redirects, too slow, too long, bad JSON,
/// no number there, NaN) makes the sensor lost, with the reason, and is retried at growing pauses.
/// </remarks>
public sealed class HttpFeedSensor : PumpedSensor
{
    private readonly HttpFeedOptions _options;
    private readonly SocketsHttpHandler _handler;
    private readonly HttpClient _client;
    private byte[] _body = new byte[4096];

    /// <summary>A feed that starts asking when started.</summary>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public HttpFeedSensor(HttpFeedOptions options, TimeProvider clock)
        : base(Describe(options), options.Pump, clock)
    {
        _options = options;
        _handler = new SocketsHttpHandler
        {
            AutomaticDecompression = DecompressionMethods.All,
            MaxAutomaticRedirections = 5,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5), // so that a moved name is noticed
            UseCookies = false,
        };
        _client = Client(options, _handler);
    }

    /// <inheritdoc/>
    protected override async Task PumpAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            long began = Clock.GetTimestamp();
            int length = await AskAsync(cancellationToken);
            if (!_options.Reading.TryRead(_body.AsSpan(0, length), Clock.GetUtcNow(), out SensorSample? sample))
            {
                throw new SensorTroubleException($"the answer is not JSON with {_options.Reading.Sought}");
            }

            if (sample is { } taken) Publish(taken);
            else Opened();
            TimeSpan left = _options.Every - Clock.GetElapsedTime(began);
            if (left > TimeSpan.Zero) await Task.Delay(left, Clock, cancellationToken);
        }
    }

    /// <inheritdoc/>
    protected override ValueTask CloseAsync()
    {
        _client.Dispose();
        _handler.Dispose();
        return ValueTask.CompletedTask;
    }

    private static SensorDescription Describe(HttpFeedOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        FeedAddress.Check(options.Address, "http", "https");
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Every, TimeSpan.FromMilliseconds(10), nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(options.Limit, TimeSpan.Zero, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.LongestBody, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.LongestBody, 1 << 28, nameof(options));
        return new SensorDescription(
            options.Id, options.Reading.Kind ?? "http", options.Unit, 1 / options.Every.TotalSeconds, FeedAddress.Shown(options.Address));
    }

    private static HttpClient Client(HttpFeedOptions options, SocketsHttpHandler handler)
    {
        HttpClient client = new(handler, disposeHandler: false) { Timeout = Timeout.InfiniteTimeSpan };
        client.DefaultRequestHeaders.UserAgent.ParseAdd("Unum");
        client.DefaultRequestHeaders.Accept.ParseAdd("application/json");
        string? authorization = FeedAddress.Authorization(options.Address, options.Bearer);
        if (authorization is not null) client.DefaultRequestHeaders.Authorization = AuthenticationHeaderValue.Parse(authorization);
        return client;
    }

    private async Task<int> AskAsync(CancellationToken cancellationToken)
    {
        using CancellationTokenSource limit = new(_options.Limit, Clock);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            using HttpResponseMessage answer = await _client.GetAsync(
                _options.Address, HttpCompletionOption.ResponseHeadersRead, either.Token);
            if (!answer.IsSuccessStatusCode)
            {
                throw new SensorTroubleException(
                    string.Create(CultureInfo.InvariantCulture, $"HTTP {(int)answer.StatusCode} {answer.ReasonPhrase}"));
            }

            await using Stream body = await answer.Content.ReadAsStreamAsync(either.Token);
            return await ReadBodyAsync(body, either.Token);
        }
        catch (OperationCanceledException late) when (!cancellationToken.IsCancellationRequested)
        {
            throw new SensorTroubleException(
                string.Create(CultureInfo.InvariantCulture, $"no whole answer within {_options.Limit.TotalSeconds} s"), late);
        }
    }

    private async Task<int> ReadBodyAsync(Stream body, CancellationToken cancellationToken)
    {
        int length = 0;
        for (; ; )
        {
            int read = await body.ReadAsync(_body.AsMemory(length), cancellationToken);
            if (read == 0) return length;
            length += read;
            if (length > _options.LongestBody)
            {
                throw new SensorTroubleException(
                    string.Create(CultureInfo.InvariantCulture, $"the answer is longer than {_options.LongestBody} bytes"));
            }

            if (length == _body.Length) Array.Resize(ref _body, Math.Min(_body.Length * 2, _options.LongestBody + 1));
        }
    }
}
