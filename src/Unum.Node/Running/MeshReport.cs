namespace Unum.Node.Running;

/// <summary>The answer to GET /mesh.</summary>
/// <param name="Self">The node whose view this is.</param>
/// <param name="Keyed">Whether messages must be signed.</param>
/// <param name="Accepted">Messages accepted by that node.</param>
/// <param name="Refused">Messages refused by that node and by this process, by reason.</param>
/// <param name="Peers">Whom it hears, with weights, ages and why some do not count.</param>
/// <param name="Links">Open links to other processes.</param>
/// <param name="Addresses">Known addresses of other processes.</param>
internal sealed record MeshReport(
    string Self,
    bool Keyed,
    long Accepted,
    IReadOnlyDictionary<string, long> Refused,
    IReadOnlyList<MeshPeerReport> Peers,
    IReadOnlyList<MeshLinkReport> Links,
    IReadOnlyList<MeshAddressReport> Addresses);
