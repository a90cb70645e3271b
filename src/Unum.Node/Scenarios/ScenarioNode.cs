using Unum.Kairos.Temporal;

namespace Unum.Node.Scenarios;

/// <summary>One computer of a scenario.</summary>
/// <param name="Name">Its node id.</param>
/// <param name="Class">Its time scales.</param>
/// <param name="Devices">What it measures.</param>
internal sealed record ScenarioNode(string Name, DeviceClass Class, params IReadOnlyList<DeviceKind> Devices);
