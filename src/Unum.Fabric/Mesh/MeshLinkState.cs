namespace Unum.Fabric.Mesh;

/// <summary>One link as it stands, for pages and people.</summary>
/// <param name="Remote">The other end.</param>
/// <param name="Dialled">Whether this process opened it.</param>
/// <param name="Address">Where the other listens; null when it does not or has not said.</param>
/// <param name="NodeIds">The nodes at the other end; empty until it said.</param>
/// <param name="Received">Messages received.</param>
/// <param name="Refused">Of those, refused.</param>
/// <param name="Sent">Messages sent.</param>
/// <param name="Dropped">Messages that a newer one replaced because the other end reads slowly.</param>
public sealed record MeshLinkState(
    string Remote, bool Dialled, string? Address, IReadOnlyList<string> NodeIds, long Received, long Refused, long Sent, long Dropped);
