namespace Unum.Node.Running;

/// <summary>One open link in GET /mesh.</summary>
internal sealed record MeshLinkReport(string Remote, IReadOnlyList<string> Nodes);
