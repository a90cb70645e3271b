using System.Globalization;
using System.Net.WebSockets;
using System.Text;

namespace Unum.Devices.Sensing.Feeds;

/// <summary>Listens to a WebSocket and takes a number from each message.</summary>
/// <remarks>
/// A message that is not understood is counted and passed over: feeds mix greetings and heartbeats with data. Only when
/// nothing understandable comes for the time of silence, or the connection closes, breaks or floods, is it lost and reopened.
/// </remarks>
public sealed class WebSocketFeedSensor : PumpedSensor
{
    private readonly WebSocketFeedOptions _options;
    private readonly byte[] _message;
    private long _passedOver;

    /// <summary>A feed that connects when started.</summary>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public WebSocketFeedSensor(WebSocketFeedOptions options, TimeProvider clock)
        : base(Describe(options), options.Pump, clock)
    {
        _options = options;
        _message = new byte[options.LongestMessage + 1];
    }

    /// <summary>Messages that were not understood.</summary>
    public long PassedOver => Interlocked.Read(ref _passedOver);

    /// <inheritdoc/>
    protected override async Task PumpAsync(CancellationToken cancellationToken)
    {
        using ClientWebSocket socket = new();
        socket.Options.KeepAliveInterval = TimeSpan.FromSeconds(20);
        socket.Options.KeepAliveTimeout = TimeSpan.FromSeconds(20);
        string? authorization = FeedAddress.Authorization(_options.Address, _options.Bearer);
        if (authorization is not null) socket.Options.SetRequestHeader("Authorization", authorization);
        await ConnectAsync(socket, cancellationToken);
        Opened();
        while (true)
        {
            int length = await ReceiveAsync(socket, cancellationToken);
            if (!_options.Reading.TryRead(_message.AsSpan(0, length), Clock.GetUtcNow(), out SensorSample? sample))
            {
                Interlocked.Increment(ref _passedOver);
            }
            else if (sample is { } taken)
            {
                Publish(taken);
            }
            else
            {
                Opened();
            }
        }
    }

    private static SensorDescription Describe(WebSocketFeedOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        FeedAddress.Check(options.Address, "ws", "wss");
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(options.Limit, TimeSpan.Zero, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.LongestMessage, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.LongestMessage, 1 << 24, nameof(options));
        return new SensorDescription(
            options.Id, options.Reading.Kind ?? "websocket", options.Unit, options.RateHz, FeedAddress.Shown(options.Address));
    }

    private async Task ConnectAsync(ClientWebSocket socket, CancellationToken cancellationToken)
    {
        using CancellationTokenSource limit = new(_options.Limit, Clock);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            await socket.ConnectAsync(_options.Address, either.Token);
            if (_options.Subscribe is { } text)
            {
                await socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, endOfMessage: true, either.Token);
            }
        }
        catch (OperationCanceledException late) when (!cancellationToken.IsCancellationRequested)
        {
            throw new SensorTroubleException(
                string.Create(CultureInfo.InvariantCulture, $"no connection within {_options.Limit.TotalSeconds} s"), late);
        }
    }

    /// <summary>The length of the next whole message, now in the buffer.</summary>
    private async Task<int> ReceiveAsync(ClientWebSocket socket, CancellationToken cancellationToken)
    {
        int length = 0;
        for (; ; )
        {
            ValueWebSocketReceiveResult part = await socket.ReceiveAsync(_message.AsMemory(length), cancellationToken);
            if (part.MessageType == WebSocketMessageType.Close)
            {
                throw new SensorTroubleException($"the server closed the feed ({socket.CloseStatusDescription ?? "no reason"})");
            }

            length += part.Count;
            if (length > _options.LongestMessage)
            {
                throw new SensorTroubleException(
                    string.Create(CultureInfo.InvariantCulture, $"a message is longer than {_options.LongestMessage} bytes"));
            }

            if (part.EndOfMessage) return length;
        }
    }
}
