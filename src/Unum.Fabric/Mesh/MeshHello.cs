namespace Unum.Fabric.Mesh;

/// <summary>What a process says of itself when a link opens, or of others later.</summary>
/// <param name="NodeIds">Its nodes; null when this is not a hello.</param>
/// <param name="Listen">Where it is reached; null when it is not, or when this is not a hello.</param>
/// <param name="Peers">Addresses of other processes; null when this is not a list of peers.</param>
internal sealed record MeshHello(IReadOnlyList<string>? NodeIds, string? Listen, IReadOnlyList<string>? Peers);
