namespace Unum.Grid.Cubes;

/// <summary>What became of a command.</summary>
/// <param name="Accepted">Whether the state changed.</param>
/// <param name="State">The state now.</param>
/// <param name="Passed">Every state entered on the way, in order, the last being <see cref="State"/>; empty when refused.</param>
/// <param name="Reason">Why it was refused and what is possible instead; empty when accepted.</param>
/// <param name="Possible">Commands that would be accepted now.</param>
public sealed record PackReply(bool Accepted, PackState State, IReadOnlyList<PackState> Passed, string Reason, IReadOnlyList<PackCommand> Possible);
