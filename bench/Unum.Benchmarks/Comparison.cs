namespace Unum.Benchmarks;

/// <summary>One line of a benchmark: our figure beside a peer's, taken in one run.</summary>
/// <param name="Name">What was measured, with its size.</param>
/// <param name="Ours">Our figure.</param>
/// <param name="Peer">The peer's figure in the same unit; null when the line has no peer (a cost, an allocation count).</param>
/// <param name="PeerName">The peer with its version; null when there is none.</param>
/// <param name="Unit">Of both figures.</param>
/// <param name="Ratio">Ours over the peer's where more is better, the peer's over ours where less is: above 1 we win.</param>
public sealed record Comparison(string Name, double Ours, double? Peer, string? PeerName, string Unit, double? Ratio)
{
    /// <summary>A rate: more is better.</summary>
    public static Comparison Rate(string name, double ours, double? peer, string? peerName, string unit) =>
        new(name, ours, peer, peerName, unit, peer is > 0 ? ours / peer : null);

    /// <summary>A cost: less is better.</summary>
    public static Comparison Cost(string name, double ours, double? peer, string? peerName, string unit) =>
        new(name, ours, peer, peerName, unit, peer is not null && ours > 0 ? peer / ours : null);
}
