namespace Unum.Node.Hive;

/// <summary>Another process as this one has met it.</summary>
/// <param name="Address">Of its REST port.</param>
/// <param name="Heard">When it last answered; null when it never did.</param>
/// <param name="Error">Why it did not answer the last time; null when it did.</param>
/// <param name="AskedNames">When it was last asked what concepts are called.</param>
/// <param name="AskedSkills">When it was last asked for its list of skills.</param>
internal sealed record HivePeer(string Address, DateTimeOffset? Heard, string? Error, DateTimeOffset? AskedNames = null, DateTimeOffset? AskedSkills = null);
