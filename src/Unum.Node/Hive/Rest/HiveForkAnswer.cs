namespace Unum.Node.Hive.Rest;

/// <summary>A line of the basin and how much it is used.</summary>
internal sealed record HiveForkAnswer(string Name, double Fitness, bool Canonical);
