using Unum.Kairos.Temporal;
using static Unum.Node.Scenarios.DeviceKind;

namespace Unum.Node.Scenarios;

/// <summary>
/// The meshes of the mission (distributed-mesh.md) with simulated devices: what runs above the devices is the real thing. Every
/// device keeps a rhythm of its own; whether the nodes become one is decided by their coupling, not by the script, so
/// <c>--coupling 0</c> must show a mesh that does not emerge.
/// </summary>
/// <param name="Name">As given to <c>--scenario</c>.</param>
/// <param name="Summary">One line for the help.</param>
/// <param name="Coupling">Kuramoto K used unless the user sets one, in radians per second.</param>
/// <param name="Nodes">Its computers.</param>
internal sealed record Scenario(string Name, string Summary, double Coupling, IReadOnlyList<ScenarioNode> Nodes)
{
    private const double DefaultCoupling = 1;

    private static readonly IReadOnlyList<Scenario> All =
    [
        new("pi-mesh", "20 Pi 2, 10 Pi Zero, 2 Pi 4, a Mac mini and a cloud machine", DefaultCoupling,
        [
            .. Repeat(20, "Pi2", DeviceClass.Pi2, Temperature),
            .. Repeat(10, "PiZero", DeviceClass.PiZero, Microphone),
            .. Repeat(2, "Pi4", DeviceClass.Pi4, Camera),
            new("MacMini", DeviceClass.MacMini, Load),
            new("Cloud", DeviceClass.Cloud, Tokens),
        ]),
        new("home", "living room, bedroom and kitchen", DefaultCoupling,
        [
            new("living.coordinator", DeviceClass.Pi4, Load),
            new("living.ears", DeviceClass.PiZero, Microphone),
            new("living.eyes", DeviceClass.PiZero, Camera),
            new("living.warmth", DeviceClass.PiZero, Temperature),
            new("bedroom.sleep-1", DeviceClass.PiZero, Microphone),
            new("bedroom.sleep-2", DeviceClass.PiZero, Temperature),
            new("kitchen.oven", DeviceClass.PiZero, Temperature, Load),
        ]),
        new("laboratory", "workbench and cloud", DefaultCoupling,
        [
            new("bench.coordinator", DeviceClass.Pi4, Load),
            new("bench.array", DeviceClass.PiZero, Temperature, Pressure, Humidity),
            new("bench.eyes", DeviceClass.PiZero, Camera),
            new("bench.analysis", DeviceClass.MacMini, Load),
            new("cloud.hypotheses", DeviceClass.Cloud, Tokens),
        ]),
        new("robot", "a body with fast nodes, a planner and a cloud", DefaultCoupling,
        [
            new("body.motors", DeviceClass.PiZero, Motor),
            new("body.senses", DeviceClass.PiZero, Camera, Microphone),
            new("body.planner", DeviceClass.Pi2, Load),
            new("cloud.routes", DeviceClass.Cloud, Load),
            new("cloud.learning", DeviceClass.Cloud, Tokens),
        ]),
    ];

    /// <summary>The names that <see cref="Find"/> knows.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Select(s => s.Name)];

    /// <summary>The scenario of that name.</summary>
    /// <exception cref="KeyNotFoundException">There is none.</exception>
    public static Scenario Find(string name) => All.FirstOrDefault(s => string.Equals(s.Name, name, StringComparison.OrdinalIgnoreCase))
        ?? throw new KeyNotFoundException($"There is no scenario '{name}'; there are {string.Join(", ", Names)}.");

    private static IEnumerable<ScenarioNode> Repeat(int count, string prefix, DeviceClass deviceClass, DeviceKind device) =>
        Enumerable.Range(0, count).Select(i => new ScenarioNode(FormattableString.Invariant($"{prefix}-{i}"), deviceClass, device));
}
