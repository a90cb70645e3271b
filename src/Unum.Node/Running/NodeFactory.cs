using Unum.Devices.Sensing;
using Unum.Devices.Sensing.Media;
using Unum.Devices.Sensing.Specs;
using Unum.Kairos.Emergence;
using Unum.Kairos.Mind;
using Unum.Kairos.Temporal;
using Unum.Node.Scenarios;
using Unum.Node.Settings;

namespace Unum.Node.Running;

/// <summary>Makes the nodes of a process from its settings: this host's sensors shared out, or a scenario's simulated devices.</summary>
internal static class NodeFactory
{
    /// <summary>Clocks of the nodes of one process differ by so much, so that alignment is exercised at home already.</summary>
    private static readonly TimeSpan ClockStep = TimeSpan.FromMilliseconds(7);

    /// <summary>Natural frequencies of a scenario are drawn this close together, so evidence must be the longer.</summary>
    private static readonly EmergenceOptions ScenarioEmergence = new() { FrequencySpread = SimulatedDevice.FrequencySpread };

    /// <summary>The nodes, with sensors opened.</summary>
    /// <exception cref="SettingsException">A sensor's line makes no sense.</exception>
    public static async Task<IReadOnlyList<LocalNode>> CreateAsync(UnumSettings settings, TimeProvider clock, CancellationToken cancellationToken)
    {
        IReadOnlyList<LocalNode> nodes = settings.Scenario is { } name ? OfScenario(Scenario.Find(name), settings) : OfHost(settings, clock);
        await Task.WhenAll(nodes.SelectMany(n => n.Sensors).Select(s => s.StartAsync(cancellationToken)));
        return nodes;
    }

    /// <summary>Every sensor that the settings ask for, not yet opened.</summary>
    /// <exception cref="SettingsException">A line makes no sense, or two sensors have one name.</exception>
    public static IReadOnlyList<ISensor> Sensors(UnumSettings settings, TimeProvider clock)
    {
        SensorOptions options = new() { RateHz = settings.BeatHz, Finders = [MediaSensors.Find], Kinds = MediaSensors.Kinds };
        List<ISensor> sensors = [];
        foreach (string line in settings.Sensors)
        {
            try
            {
                sensors.AddRange(string.Equals(line, SettingsTable.Auto, StringComparison.OrdinalIgnoreCase)
                    ? SensorCatalog.Discover(options, clock)
                    : SensorSpec.Parse(line, options.Kinds).Create(options, clock));
            }
            catch (FormatException e)
            {
                throw new SettingsException($"'sensors': {e.Message}");
            }
        }

        string? twice = sensors.GroupBy(s => s.Description.Id, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1)?.Key;
        return twice is null ? sensors : throw new SettingsException($"'sensors': two sensors are called '{twice}'; give one another name with id=NAME.");
    }

    private static IReadOnlyList<LocalNode> OfHost(UnumSettings settings, TimeProvider clock)
    {
        DeviceClass[] classes = [.. settings.DeviceClasses.SelectMany(HostClasses)];
        ISensor[][] shares = ShareOut(Sensors(settings, clock), settings.Nodes);
        return [.. shares.Select((share, i) => new LocalNode(
            Options(FormattableString.Invariant($"{settings.Name}.{i + 1}"), classes[i % classes.Length], settings, settings.Coupling, new EmergenceOptions()), i * ClockStep, share))];
    }

    /// <summary>Nodes of one computer attend to different time scales: its own class first, then the others, fastest first.</summary>
    private static IEnumerable<DeviceClass> HostClasses(string name)
    {
        if (!string.Equals(name, SettingsTable.Auto, StringComparison.OrdinalIgnoreCase)) return [DeviceClass.Parse(name)];
        DeviceClass own = HostClass.Detect();
        return [own, .. DeviceClass.All.Where(c => c != own)];
    }

    private static IReadOnlyList<LocalNode> OfScenario(Scenario scenario, UnumSettings settings)
    {
        double coupling = settings.CouplingIsSet ? settings.Coupling : scenario.Coupling;
        int device = 0;
        return [.. scenario.Nodes.Select((node, i) => new LocalNode(
            Options(node.Name, node.Class, settings, coupling, ScenarioEmergence),
            i * ClockStep,
            [.. node.Devices.Select(kind => (ISensor)new SimulatedDevice($"{node.Name}/{kind.Name}", kind, HashCode(settings.Seed, device++)))]))];
    }

    private static NodeMindOptions Options(string id, DeviceClass deviceClass, UnumSettings settings, double coupling, EmergenceOptions emergence) => new(id, deviceClass)
    {
        BeatPeriod = settings.BeatInterval,
        Coupling = coupling,
        FalseAlarm = settings.FalseAlarm,
        Weight = HostClass.Weight(deviceClass),
        Emergence = emergence,
    };

    /// <summary>Deals the sensors out like cards, those that are absent last, so that every node gets living ones.</summary>
    private static ISensor[][] ShareOut(IReadOnlyList<ISensor> sensors, int nodes)
    {
        List<ISensor>[] shares = [.. Enumerable.Range(0, nodes).Select(_ => new List<ISensor>())];
        int next = 0;
        foreach (ISensor sensor in sensors.OrderBy(s => s is AbsentSensor)) shares[next++ % nodes].Add(sensor);
        return [.. shares.Select(s => s.ToArray())];
    }

    /// <summary>Spreads seeds apart (SplitMix64); the same on every run.</summary>
    private static int HashCode(int seed, int device)
    {
        ulong z = ((ulong)(uint)seed << 32 | (uint)device) + 0x9E3779B97F4A7C15;
        z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9;
        z = (z ^ z >> 27) * 0x94D049BB133111EB;
        return (int)(z ^ z >> 31) & int.MaxValue;
    }
}
