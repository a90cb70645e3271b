using System.Numerics;

namespace Unum.Kairos.Mesh;

/// <summary>One peer as a node sees it at one moment, for pages and people.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Phase">Its last accepted state.</param>
/// <param name="Coherence">Its last accepted coherence, as it stated it.</param>
/// <param name="Weight">What it counts now: min(stated, cap) x freshness.</param>
/// <param name="Age">Since it spoke, by its aligned clock; null when nothing of it was ever accepted.</param>
/// <param name="Status">Live, fading, lost or quarantined.</param>
/// <param name="Reason">Why it is not live; null when it is.</param>
/// <param name="ClockOffset">How far its clock is ahead of ours (negative: behind), travel time of messages included.</param>
/// <param name="Beat">The pace that it is judged by.</param>
/// <param name="Accepted">Messages accepted.</param>
/// <param name="Refused">Messages refused.</param>
/// <param name="LastRefusal">Reason of the last refusal; none when there was none.</param>
public sealed record MeshPeer(
    string Id, Complex Phase, double Coherence, double Weight, TimeSpan? Age, PeerStatus Status, string? Reason,
    TimeSpan ClockOffset, TimeSpan Beat, long Accepted, long Refused, RefusalReason LastRefusal);
