using Unum.Hive.Discovery;

namespace Unum.Hive.Experts;

/// <summary>An expert that was asked in vain.</summary>
/// <param name="Node">Who.</param>
/// <param name="Reason">Why, for a person.</param>
public sealed record ExpertFailure(DhtId Node, string Reason);
