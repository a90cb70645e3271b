namespace Unum.Node.Reporting;

/// <summary>All that this process knows at one beat: a line of <c>--json</c>, a message of the dashboard's feed.</summary>
internal sealed record BeatReport(
    DateTimeOffset Time,
    long Beat,
    double Speed,
    OneReport One,
    IReadOnlyList<NodeReport> Nodes,
    IReadOnlyList<SensorReport> Sensors,
    LocksReport? Locks,
    IReadOnlyList<TogetherReport>? Together,
    IReadOnlyList<WeReport>? We,
    IReadOnlyList<EventReport> Events)
{
    /// <summary>Message type on the dashboard's feed.</summary>
    public string Type { get; } = "beat";
}
