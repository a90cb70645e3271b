using System.Text.Json;
using Unum.Devices.Driving;
using Unum.Kairos.Emergence;

namespace Unum.Tests.Devices.Driving;

public sealed class MotorsOutputTests
{
    private const string Zero = """{"op":"publish","topic":"/cmd_vel","msg":{"linear":{"x":0,"y":0,"z":0},"angular":{"x":0,"y":0,"z":0}}}""";
    private const string Advertise = """{"op":"advertise","topic":"/cmd_vel","type":"geometry_msgs/Twist"}""";
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(100);

    [Fact]
    public async Task It_advertises_stops_and_then_publishes_exactly_what_the_phase_says()
    {
        await using TestWebSocketServer robot = new();
        await using MotorsOutput motors = new(Robot(robot) with { MaxVelocity = 2, MaxRotation = 2 }, new SteppedTime());

        await motors.PutAsync(States.One(0.75, 0.25));

        Assert.Equal(Advertise, await robot.MessageAsync());
        Assert.Equal(Zero, await robot.MessageAsync());
        Assert.Equal((0.5, -0.5), Velocities(await robot.MessageAsync()));
        await motors.PutAsync(States.One(-0.375, 0.625, seconds: 0.1));
        Assert.Equal((-1.75, 0.25), Velocities(await robot.MessageAsync()));
        await motors.DeliveredAsync(2);
        Assert.Equal(new OutputHealth(true, null, 2, 0), motors.Health);
    }

    [Fact]
    public void Commands_follow_the_mission_and_stay_within_the_limits()
    {
        MotorsOptions options = new(new Uri("ws://robot:9090")) { MaxVelocity = 0.5, MaxRotation = 1.5 };

        Assert.Equal((0.0, 0.0), MotorsOutput.Command(States.One(0.5, 0.5), options));
        Assert.Equal((0.5, -1.0), MotorsOutput.Command(States.One(1, 0), options));
        Assert.Equal((-0.5, -1.5), MotorsOutput.Command(States.One(-1, -1), options));
        Assert.Equal((0.25, 1.0), MotorsOutput.Command(States.One(0.625, 1), options));
    }

    [Fact]
    public void The_robot_stands_still_without_THE_ONE_unless_told_otherwise_and_for_an_empty_mesh_or_broken_numbers()
    {
        MotorsOptions careful = new(new Uri("ws://robot:9090")), bold = careful with { OnlyAsOne = false };
        OneState many = States.One(0.7, 0.6, emerged: false), empty = many with { EffectiveNodes = 0 };

        Assert.Equal((0.0, 0.0), MotorsOutput.Command(many, careful));
        Assert.NotEqual((0.0, 0.0), MotorsOutput.Command(many, bold));
        Assert.Equal((0.0, 0.0), MotorsOutput.Command(empty, bold));
        Assert.Equal((0.0, 0.0), MotorsOutput.Command(many with { EffectiveNodes = double.NaN }, bold));
        Assert.Equal((0.0, 0.0), MotorsOutput.Command(States.One(double.NaN, 1), bold));
        Assert.Equal((0.0, 0.0), MotorsOutput.Command(States.One(1, double.PositiveInfinity), bold));
    }

    [Fact]
    public async Task Silence_for_the_dead_mans_beats_stops_the_robot_once_and_not_a_beat_earlier()
    {
        SteppedTime time = new();
        await using TestWebSocketServer robot = new();
        await using MotorsOutput motors = new(Robot(robot) with { Beat = Beat, DeadManBeats = 3 }, time);
        await DriveAsync(motors, robot);

        // Two beats and nearly the third: each state that says so is answered by its own twist, never by a stop.
        time.Advance(2.9 * Beat);
        await motors.PutAsync(States.One(0.6, 0.5, seconds: 0.3));
        Assert.Equal(0.2, Velocities(await robot.MessageAsync()).Linear, 12);

        await Eventually.HoldsAsync(() => time.HasTimerDueIn(3 * Beat), "the dead man's time runs from that state");
        time.Advance(3 * Beat);
        Assert.Equal(Zero, await robot.MessageAsync());
        time.Advance(30 * Beat);
        await motors.PutAsync(States.One(0.75, 0.5, seconds: 4));
        Assert.Equal((0.5, 0.0), Velocities(await robot.MessageAsync()));
    }

    [Fact]
    public async Task The_same_moment_told_again_is_no_sign_of_life()
    {
        SteppedTime time = new();
        await using TestWebSocketServer robot = new();
        await using MotorsOutput motors = new(Robot(robot) with { Beat = Beat, DeadManBeats = 3 }, time);
        OneState frozen = await DriveAsync(motors, robot);

        // Twice within the time it is passed on like any state; the third time the robot is stopped all the same.
        for (int n = 1; n <= 2; n++)
        {
            time.Advance(Beat);
            await motors.PutAsync(frozen);
            Assert.Equal((0.5, 0.0), Velocities(await robot.MessageAsync()));
        }

        await Eventually.HoldsAsync(() => time.HasTimerDueIn(Beat), "the dead man's time still runs from the first");
        time.Advance(Beat);
        Assert.Equal(Zero, await robot.MessageAsync());
    }

    [Fact]
    public async Task Disposal_stops_the_robot_before_the_connection_closes()
    {
        await using TestWebSocketServer robot = new();
        MotorsOutput motors = new(Robot(robot), new SteppedTime());
        await DriveAsync(motors, robot);

        await motors.DisposeAsync().SoonAsync();

        Assert.Equal(Zero, await robot.MessageAsync());
        Assert.Equal("closed", motors.Health.Reason);
    }

    [Fact]
    public async Task A_robot_that_goes_away_is_found_again_advertised_again_and_stopped_first()
    {
        SteppedTime time = new();
        await using TestWebSocketServer robot = new();
        await using MotorsOutput motors = new(Robot(robot) with { FirstRetry = Beat }, time);
        await DriveAsync(motors, robot);

        (await robot.ConnectionAsync()).Socket.Abort();
        await Eventually.HoldsAsync(() => !motors.Health.Working, "the loss is seen");
        Assert.NotNull(motors.Health.Reason);
        // What arrives while it is down waits, and is too old when the robot comes back after the dead-man time.
        await motors.PutAsync(States.One(0.9, 0.5, seconds: 0.5));

        Assert.Equal(Advertise, await SteppingAsync(time, robot, 3 * Beat));
        Assert.Equal(Zero, await robot.MessageAsync());
        await Eventually.HoldsAsync(() => motors.Health.Failed == 1, "the old state is given up");
        await motors.PutAsync(States.One(0.7, 0.5, seconds: 1));
        Assert.Equal(0.4, Velocities(await robot.MessageAsync()).Linear, 12);
    }

    [Fact]
    public async Task What_rosbridge_complains_about_becomes_the_reason()
    {
        await using TestWebSocketServer robot = new();
        await using MotorsOutput motors = new(Robot(robot), new SteppedTime());
        await DriveAsync(motors, robot);

        System.Net.WebSockets.WebSocket socket = (await robot.ConnectionAsync()).Socket;
        await SayAsync(socket, "not json");
        await SayAsync(socket, """{"op":"status","level":"warning","msg":"slow"}""");
        await SayAsync(socket, """{"op":"status","level":"error","msg":"no such type"}""");

        await Eventually.HoldsAsync(() => motors.Health.Reason == "rosbridge: no such type", "the complaint is shown");
    }

    [Fact]
    public async Task A_server_that_accepts_and_says_nothing_times_out_and_writing_never_waits()
    {
        SteppedTime time = new();
        await using TestWebSocketServer mute = new(mute: true);
        await using MotorsOutput motors = new(new MotorsOptions(mute.Url) { Timeout = Beat }, time);

        for (int n = 0; n < 100; n++) motors.PutAtOnce(States.One(0.5, seconds: n));

        await Eventually.HoldsAsync(
            () =>
            {
                time.Advance(Beat);
                return motors.Health.Reason == "no answer within 0.1 s";
            },
            "the silence is seen");
    }

    /// <summary>A limit that stepping the clock never reaches.</summary>
    private static MotorsOptions Robot(TestWebSocketServer robot) => new(robot.Url) { Timeout = TimeSpan.FromDays(1) };

    private static async Task<OneState> DriveAsync(MotorsOutput motors, TestWebSocketServer robot)
    {
        OneState state = States.One(0.75, 0.5);
        await motors.PutAsync(state);
        Assert.Equal(Advertise, await robot.MessageAsync());
        Assert.Equal(Zero, await robot.MessageAsync());
        Assert.Equal((0.5, 0.0), Velocities(await robot.MessageAsync()));
        await motors.DeliveredAsync(1);
        return state;
    }

    /// <summary>The next message, with the clock moving until it comes: a timer may be set just after a step.</summary>
    private static async Task<string> SteppingAsync(SteppedTime time, TestWebSocketServer robot, TimeSpan? step = null)
    {
        await Eventually.HoldsAsync(
            () =>
            {
                if (!robot.HasMessage) time.Advance(step ?? Beat);
                return robot.HasMessage;
            },
            "the robot hears something");
        return await robot.MessageAsync();
    }

    private static Task SayAsync(System.Net.WebSockets.WebSocket socket, string text) => socket.SendAsync(
        System.Text.Encoding.UTF8.GetBytes(text), System.Net.WebSockets.WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);

    private static (double Linear, double Angular) Velocities(string message)
    {
        using JsonDocument json = JsonDocument.Parse(message);
        Assert.Equal("publish", json.RootElement.GetProperty("op").GetString());
        Assert.Equal("/cmd_vel", json.RootElement.GetProperty("topic").GetString());
        JsonElement twist = json.RootElement.GetProperty("msg"), linear = twist.GetProperty("linear"), angular = twist.GetProperty("angular");
        Assert.Equal(0, linear.GetProperty("y").GetDouble() + linear.GetProperty("z").GetDouble());
        Assert.Equal(0, angular.GetProperty("x").GetDouble() + angular.GetProperty("y").GetDouble());
        return (linear.GetProperty("x").GetDouble(), angular.GetProperty("z").GetDouble());
    }
}
