using System.Buffers;
using System.Text.Json;
using Unum.Kairos.Emergence;

namespace Unum.Devices.Driving;

/// <summary>Drives a robot: velocity = 2 (re - 0.5), rotation = 2 (im - 0.5) of the global phase, clamped, as geometry_msgs/Twist.</summary>
/// <remarks>
/// Over the rosbridge v2 protocol: <c>advertise</c>, then one <c>publish</c> a state; linear.x in m/s and angular.z in rad/s.
/// A stop (a zero Twist) is sent after every connect, when no sign of life (a state with a new time) came for
/// <see cref="MotorsOptions.DeadManBeats"/> beats, when the mesh is empty or THE ONE is gone, for numbers that are not finite,
/// and at disposal. A state that waited out the dead-man time while the robot could not be reached is not sent.
/// What cannot be done from here: when the connection or this program dies, the robot's own watchdog must stop it.
/// </remarks>
public sealed class MotorsOutput : PumpedOutput
{
    private readonly MotorsOptions _options;
    private readonly TimeSpan _deadMan;
    private readonly ArrayBufferWriter<byte> _message = new();
    private long _lastAt = long.MinValue;
    private long _lastSign;

    /// <summary>Motors that are connected at the first state.</summary>
    /// <param name="options">Which robot, and how far it may go.</param>
    /// <param name="time">The clock of the dead-man stop, timeouts and pauses.</param>
    /// <exception cref="ArgumentException">An option is out of range; the message names it.</exception>
    public MotorsOutput(MotorsOptions options, TimeProvider time)
        : base("motors " + Redacted.Url(options.Url), options.FirstRetry, time)
    {
        MotorsOptions.Check(options);
        _options = options;
        _deadMan = options.Beat * options.DeadManBeats;
    }

    /// <summary>What the motors are told for a state: m/s forwards and rad/s counter-clockwise, within the limits; zeros for a stop.</summary>
    public static (double Velocity, double Rotation) Command(in OneState state, MotorsOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        double velocity = 2 * (state.Phase.Real - 0.5), rotation = 2 * (state.Phase.Imaginary - 0.5);
        bool silent = !(state.EffectiveNodes > 0) || (options.OnlyAsOne && !state.Emerged);
        if (silent || !double.IsFinite(velocity) || !double.IsFinite(rotation)) return (0, 0);
        return (Math.Clamp(velocity, -options.MaxVelocity, options.MaxVelocity), Math.Clamp(rotation, -options.MaxRotation, options.MaxRotation));
    }

    /// <inheritdoc/>
    private protected override void Accept(in OneState state)
    {
        // The same moment told again is no sign of life.
        if (Interlocked.Exchange(ref _lastAt, state.At.UtcTicks) != state.At.UtcTicks) Volatile.Write(ref _lastSign, Time.GetTimestamp());
    }

    /// <inheritdoc/>
    private protected override async Task<string> ServeAsync(CancellationToken cancellationToken)
    {
        await using WebSocketLink link = await WebSocketLink.ConnectAsync(
            _options.Url, token: null, _options.Timeout, Time, ErrorStatus, cancellationToken);
        await link.SendAsync(Advertisement());
        await link.SendAsync(Twist(0, 0));
        bool stopped = true;
        while (!cancellationToken.IsCancellationRequested)
        {
            if (link.Closed.IsCancellationRequested) return link.Reason;
            bool found = Mailbox.TryRead(out OneState state);
            TimeSpan left = _deadMan - Time.GetElapsedTime(Volatile.Read(ref _lastSign));
            if (found && left > TimeSpan.Zero)
            {
                (double velocity, double rotation) = Command(in state, _options);
                stopped = velocity == 0 && rotation == 0;
                await PublishAsync(link, Twist(velocity, rotation));
            }
            else if (found)
            {
                GivenUp("the state came too late for the motors");
            }

            if (left <= TimeSpan.Zero && !stopped)
            {
                stopped = true;
                await link.SendAsync(Twist(0, 0));
            }

            await WaitAsync(left > TimeSpan.Zero ? left : Timeout.InfiniteTimeSpan, link.Closed, cancellationToken);
        }

        await link.SendAsync(Twist(0, 0));
        return "closed";
    }

    /// <summary>Waits for a state, at most until the time is up or the connection or the output is closed.</summary>
    private async Task WaitAsync(TimeSpan left, CancellationToken closed, CancellationToken cancellationToken)
    {
        using CancellationTokenSource deadline = new(left, Time);
        using CancellationTokenSource any = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, closed, cancellationToken);
        try
        {
            await Mailbox.WaitToReadAsync(any.Token);
        }
        catch (OperationCanceledException)
        {
            // The caller looks again at all three.
        }
    }

    private async Task PublishAsync(WebSocketLink link, ReadOnlyMemory<byte> twist)
    {
        try
        {
            await link.SendAsync(twist);
        }
        catch
        {
            GivenUp("the connection broke while sending");
            throw;
        }

        Delivered();
    }

    private ReadOnlyMemory<byte> Advertisement()
    {
        _message.ResetWrittenCount();
        using Utf8JsonWriter writer = new(_message);
        writer.WriteStartObject();
        writer.WriteString("op", "advertise");
        writer.WriteString("topic", _options.Topic);
        writer.WriteString("type", _options.Type);
        writer.WriteEndObject();
        writer.Flush();
        return _message.WrittenMemory;
    }

    private ReadOnlyMemory<byte> Twist(double velocity, double rotation)
    {
        _message.ResetWrittenCount();
        using Utf8JsonWriter writer = new(_message);
        writer.WriteStartObject();
        writer.WriteString("op", "publish");
        writer.WriteString("topic", _options.Topic);
        writer.WriteStartObject("msg");
        WriteVector(writer, "linear", velocity, 0);
        WriteVector(writer, "angular", 0, rotation);
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.Flush();
        return _message.WrittenMemory;
    }

    private static void WriteVector(Utf8JsonWriter writer, string name, double x, double z)
    {
        writer.WriteStartObject(name);
        writer.WriteNumber("x", x);
        writer.WriteNumber("y", 0);
        writer.WriteNumber("z", z);
        writer.WriteEndObject();
    }

    /// <summary>rosbridge says what it does not like as {"op": "status", "level": "error", "msg": "…"}.</summary>
    private static string? ErrorStatus(ReadOnlyMemory<byte> message)
    {
        try
        {
            using JsonDocument json = JsonDocument.Parse(message);
            JsonElement root = json.RootElement;
            return root.ValueKind is JsonValueKind.Object && Is(root, "op", "status") && Is(root, "level", "error")
                ? "rosbridge: " + (root.TryGetProperty("msg", out JsonElement text) ? text.ToString() : "error")
                : null;
        }
        catch (JsonException)
        {
            // Not for us.
            return null;
        }
    }

    private static bool Is(JsonElement element, string name, string value) =>
        element.TryGetProperty(name, out JsonElement found) && found.ValueKind is JsonValueKind.String && found.ValueEquals(value);
}
