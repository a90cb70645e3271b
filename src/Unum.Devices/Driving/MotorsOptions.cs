namespace Unum.Devices.Driving;

/// <summary>Which robot a <see cref="MotorsOutput"/> drives, and how far it may go.</summary>
/// <param name="Url">Its rosbridge server, ws:// or wss://; rosbridge listens on 9090.</param>
public sealed record MotorsOptions(Uri Url)
{
    /// <summary>The topic; default <c>/cmd_vel</c>.</summary>
    public string Topic { get; init; } = "/cmd_vel";

    /// <summary>The topic's type; default <c>geometry_msgs/Twist</c> (ROS 1; ROS 2 also takes <c>geometry_msgs/msg/Twist</c>).</summary>
    public string Type { get; init; } = "geometry_msgs/Twist";

    /// <summary>Largest speed forwards and backwards in m/s, above 0; default 0.5.</summary>
    public double MaxVelocity { get; init; } = 0.5;

    /// <summary>Largest rotation either way in rad/s, above 0; default 1.</summary>
    public double MaxRotation { get; init; } = 1;

    /// <summary>Whether the robot moves only while THE ONE has emerged (the default), or whenever the mesh is alive.</summary>
    /// <remarks>An incoherent mesh has a phase near 0, which would mean full speed backwards.</remarks>
    public bool OnlyAsOne { get; init; } = true;

    /// <summary>Beats without a sign of life after which the robot is stopped, at least 1; default 3.</summary>
    public int DeadManBeats { get; init; } = 3;

    /// <summary>Length of a beat; default 100 ms.</summary>
    public TimeSpan Beat { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>For connecting and for each send; default 2 s.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Pause before the first reconnect; it doubles up to 30 s. Default 500 ms.</summary>
    public TimeSpan FirstRetry { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Checks the ranges.</summary>
    /// <exception cref="ArgumentException">One is out of range; the message names it.</exception>
    internal static void Check(MotorsOptions options)
    {
        string? wrong = options switch
        {
            { MaxVelocity: not (> 0 and < double.PositiveInfinity) } => "MaxVelocity must be above 0.",
            { MaxRotation: not (> 0 and < double.PositiveInfinity) } => "MaxRotation must be above 0.",
            { DeadManBeats: < 1 } => "DeadManBeats must be at least 1.",
            _ when options.Beat <= TimeSpan.Zero => "Beat must be above 0.",
            _ when string.IsNullOrWhiteSpace(options.Topic) => "Topic must have a name.",
            _ when string.IsNullOrWhiteSpace(options.Type) => "Type must have a name.",
            _ => null,
        };
        if (wrong is not null) throw new ArgumentException(wrong, nameof(options));
    }
}
