namespace Unum.Node.Running;

/// <summary>One known address in GET /mesh.</summary>
internal sealed record MeshAddressReport(string Address, bool Linked, int Failures, string? Error);
