namespace Unum.Kairos.Mesh;

/// <summary>How one node judges its peers. The defaults suit nodes that beat ten times a second on a home network.</summary>
public sealed record MeshOptions
{
    /// <summary>
    /// Nominal time between two messages of a node. 1 ms to 1 h, default 100 ms. A peer that is seen to speak more slowly is
    /// judged by its own pace; none is judged by a faster one.
    /// </summary>
    public TimeSpan BeatPeriod { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// Slowest pace that a peer may be judged by. At least <see cref="BeatPeriod"/>, default 10 s. Larger lets slow devices
    /// count, and a dead slow device count for longer.
    /// </summary>
    public TimeSpan MaxBeatPeriod { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Beats of silence after which a peer is lost. 2 to 100, default 3. Its weight is whole for 70 % of that time
    /// (so one lost message does no harm) and then falls to 0. Fewer notices a death sooner and takes more hiccups for one.
    /// </summary>
    public int LostAfterBeats { get; init; } = 3;

    /// <summary>
    /// Most that one node may weigh, whatever it states. (0, 1000], default 10. Lower makes nodes more equal; 1 makes them equal.
    /// </summary>
    public double WeightCap { get; init; } = 10;

    /// <summary>
    /// Most peers remembered. 1 to 65,536, default 1,024; each takes about 500 bytes. Further names are refused while no lost
    /// peer can be forgotten; a known peer is never pushed out by an unknown one.
    /// </summary>
    public int MaxPeers { get; init; } = 1024;

    /// <summary>
    /// How late a message may come by its sender's aligned clock. 1 ms to 1 h, default 2 s. Smaller refuses more on a bad
    /// network; larger lets a delayed message through.
    /// </summary>
    public TimeSpan MaxAge { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// How early a message may come by its sender's aligned clock, and how much a clock may tremble. 1 ms to 1 h, default 500 ms.
    /// </summary>
    public TimeSpan MaxAhead { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// How far a peer's clock may be off, either way. <see cref="MaxAge"/> to 10 days, default 1 min. Within it the clock is
    /// aligned; beyond it the peer is quarantined. This is also how old a recording of a node that was never heard (or whose
    /// hearing was lost in a restart) can be and still pass for a node with a slow clock: larger is kinder to devices without
    /// a clock and to recordings alike.
    /// </summary>
    public TimeSpan MaxClockOffset { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// How fast a peer's clock may gain or lose, in seconds per second. [1e-6, .5], default .02 (a cheap oscillator is within it).
    /// Measured over two windows of 15 s; beyond it the peer is quarantined.
    /// </summary>
    public double MaxClockDrift { get; init; } = 0.02;

    /// <summary>
    /// How long a quarantined peer's clock must behave before it counts again. 0.1 s to 1 h, default 10 s.
    /// </summary>
    public TimeSpan ReleaseAfter { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Checks every range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of its range; the exception names it.</exception>
    public void Validate()
    {
        Within(BeatPeriod, TimeSpan.FromMilliseconds(1), TimeSpan.FromHours(1), nameof(BeatPeriod));
        Within(MaxBeatPeriod, BeatPeriod, TimeSpan.FromDays(1), nameof(MaxBeatPeriod));
        Within(LostAfterBeats, 2, 100, nameof(LostAfterBeats));
        Within(WeightCap, double.Epsilon, PhaseMessage.MaxWeight, nameof(WeightCap));
        Within(MaxPeers, 1, 65_536, nameof(MaxPeers));
        Within(MaxAge, TimeSpan.FromMilliseconds(1), TimeSpan.FromHours(1), nameof(MaxAge));
        Within(MaxAhead, TimeSpan.FromMilliseconds(1), TimeSpan.FromHours(1), nameof(MaxAhead));
        Within(MaxClockOffset, MaxAge, TimeSpan.FromDays(10), nameof(MaxClockOffset));
        Within(MaxClockDrift, 1e-6, 0.5, nameof(MaxClockDrift));
        Within(ReleaseAfter, TimeSpan.FromMilliseconds(100), TimeSpan.FromHours(1), nameof(ReleaseAfter));
    }

    private static void Within<T>(T value, T least, T most, string name)
        where T : IComparable<T>
    {
        // A NaN compares below everything, so it is out of range too.
        if (value.CompareTo(least) < 0 || value.CompareTo(most) > 0)
            throw new ArgumentOutOfRangeException(name, value, $"{name} must lie in [{least}, {most}].");
    }
}
