using System.Numerics;
using System.Text.Json.Nodes;
using static System.FormattableString;

namespace Unum.Node.Tests.Dashboard;

/// <summary>
/// A made-up mesh that speaks the page's protocol: coupled oscillators as nodes, sensors with a favourite lag each, events.
/// It only has to look alive; the figures are right in form and range, and the same for the same seed.
/// </summary>
internal sealed class ScriptedMesh
{
    private const int BeatHz = 10;
    private const double Threshold = .75;
    private static readonly DateTimeOffset Start = new(2026, 2, 19, 22, 58, 0, TimeSpan.Zero);
    private static readonly double[] Lags = [.1, .2, .3, .5, .8, 1.3, 2, 3.2, 5, 8, 13, 20];
    private static readonly (string Id, string Kind, string Unit, double Middle)[] Kinds =
    [
        ("cpu", "vitals", "%", 34), ("memory", "vitals", "%", 61), ("load", "vitals", "1", 1.4), ("pressure.cpu", "vitals", "%", 4.2),
        ("pressure.io", "vitals", "%", .8), ("network.in", "vitals", "B/s", 1.24e6), ("network.out", "vitals", "B/s", 3.1e5), ("disk.read", "vitals", "B/s", 4.4e6),
        ("disk.write", "vitals", "B/s", 9.2e5), ("interrupts", "vitals", "1/s", 3120), ("context.switches", "vitals", "1/s", 8450),
        ("microphone.default", "microphone", "1", .12), ("camera.video0", "camera", "1", .46), ("temperature.cpu", "temperature", "degC", 48.5),
        ("ticker.btc", "market", "USD", 64210),
    ];

    private readonly Random _random;
    private readonly string[] _names;
    private readonly string[] _classes;
    private readonly double[] _angles;
    private readonly double[] _speeds;
    private readonly int _sensors;
    private readonly List<JsonObject> _history = [];
    private readonly List<JsonObject> _events = [];
    private int _beat;
    private bool _emerged;
    private DateTimeOffset? _since;

    public ScriptedMesh(int nodes = 3, int sensors = 14, int seed = 1)
    {
        _random = new Random(seed);
        _sensors = sensors;
        _names = [.. Enumerable.Range(0, nodes).Select(i => Name(i, nodes))];
        _classes = [.. _names.Select(name => name.Split('-')[0])];
        _angles = [.. Enumerable.Range(0, nodes).Select(_ => _random.NextDouble() * Math.Tau)];
        _speeds = [.. Enumerable.Range(0, nodes).Select(_ => 1.6 + .5 * (_random.NextDouble() - .5))];
    }

    /// <summary>How strongly the nodes pull on each other; 0 lets them drift apart.</summary>
    public double Coupling { get; set; } = 1.5;

    /// <summary>Whether nothing happens but what the test makes happen.</summary>
    public bool Quiet { get; init; }

    /// <summary>Time of the last beat.</summary>
    public DateTimeOffset Now => Start.AddSeconds(_beat / (double)BeatHz);

    /// <summary>What the server says to a page that connects.</summary>
    public JsonObject Hello() => new()
    {
        ["type"] = "hello",
        ["version"] = "0.1.0",
        ["node_id"] = _names[0],
        ["beat_hz"] = BeatHz,
        ["threshold"] = Threshold,
        ["history"] = new JsonArray([.. _history.TakeLast(600).Select(point => point.DeepClone())]),
        ["events"] = new JsonArray([.. _events.TakeLast(200).Select(happened => happened.DeepClone())]),
    };

    /// <summary>An event that is told with the next beat.</summary>
    public JsonObject Event(string kind, string subject, string text, double? lag = null, double? strength = null) => new()
    {
        ["time"] = Now.ToString("O"),
        ["kind"] = kind,
        ["subject"] = subject,
        ["lag"] = lag,
        ["strength"] = strength,
        ["text"] = text,
    };

    /// <summary>One beat on; with <paramref name="happened"/> in place of what would happen by itself.</summary>
    public JsonObject Beat(params JsonObject[] happened)
    {
        _beat++;
        Complex one = Move();
        double order = one.Magnitude, coherence = Math.Min(1, .93 + .02 * Math.Sin(_beat / 37.0) + .01 * _random.NextDouble());
        List<JsonObject> events = [.. happened];
        if (!Quiet && happened.Length == 0 && _random.NextDouble() < .05)
            events.Add(Something());
        bool emerged = order > Threshold;
        if (emerged != _emerged)
        {
            _emerged = emerged;
            _since = emerged ? Now : null;
            if (!Quiet)
                events.Add(emerged ? Event("emerged", "mesh", "THE ONE has emerged") : Event("dissolved", "mesh", "THE ONE has dissolved"));
        }

        _events.AddRange(events);
        _history.Add(new JsonObject { ["time"] = Now.ToString("O"), ["coherence"] = coherence, ["order"] = order });
        bool second = _beat % BeatHz == 1;
        return new JsonObject
        {
            ["type"] = "beat",
            ["time"] = Now.ToString("O"),
            ["beat"] = _beat,
            ["speed"] = 1,
            ["one"] = new JsonObject
            {
                ["phase"] = Phase(one),
                ["coherence"] = coherence,
                ["order"] = order,
                ["effective_nodes"] = _names.Length * .96,
                ["emerged"] = emerged,
                ["mission_emerged"] = coherence > Threshold,
                ["identity"] = emerged ? Phase(one) : null,
                ["since"] = _since?.ToString("O"),
                ["reason"] = emerged ? null : Invariant($"order {order:.00} <= .75"),
            },
            ["nodes"] = new JsonArray([.. Enumerable.Range(0, _names.Length).Select(Node)]),
            ["sensors"] = new JsonArray([.. Enumerable.Range(0, _sensors).Select(Sensor)]),
            ["locks"] = second ? Locks() : null,
            ["together"] = second ? Together() : null,
            ["events"] = new JsonArray([.. events.Select(happened => happened.DeepClone())]),
        };
    }

    /// <summary>Three nodes at home, or the mission's mesh: 20 Pi 2, 10 Pi Zero, 2 Pi 4, a Mac mini and the cloud.</summary>
    private static string Name(int i, int nodes) => nodes <= 3 ? new[] { "mac-mini", "pi4-bridge", "pizero-1" }[i] : i switch
    {
        < 20 => Invariant($"pi2-{i + 1}"),
        < 30 => Invariant($"pizero-{i - 19}"),
        < 32 => Invariant($"pi4-{i - 29}"),
        32 => "mac-mini",
        _ => Invariant($"cloud-{i - 32}"),
    };

    private Complex Move()
    {
        Complex mean = Mean();
        for (int i = 0; i < _angles.Length; i++)
            _angles[i] += (_speeds[i] + Coupling * mean.Magnitude * Math.Sin(mean.Phase - _angles[i]) + .5 * (_random.NextDouble() - .5)) / BeatHz;
        return Mean() * .97;

        Complex Mean() => _angles.Aggregate(Complex.Zero, (sum, angle) => sum + Complex.FromPolarCoordinates(1, angle)) / _angles.Length;
    }

    private JsonObject Node(int i) => new()
    {
        ["id"] = _names[i],
        ["class"] = _classes[i],
        ["phase"] = Phase(Complex.FromPolarCoordinates(Size(i), _angles[i])),
        ["coherence"] = Size(i),
        ["weight"] = i == 7 ? .31 : 1,
        ["age_ms"] = i == 7 ? 840 : 12 + i * 3,
        ["status"] = i switch { 7 => "fading", 11 => "quarantined", _ => "live" },
        ["reason"] = i == 11 ? "its clock is 42 s ahead" : null,
        ["local"] = i == 0,
        ["surprise"] = 1.1 + .8 * Math.Abs(Math.Sin(_beat / 23.0 + i)),
    };

    private double Size(int i) => .9 + .07 * Math.Sin(_beat / 41.0 + 2.1 * i);

    private JsonObject Sensor(int i)
    {
        (string id, string kind, string unit, double middle) = Kinds[i % Kinds.Length];
        string status = id == "temperature.cpu" && i < Kinds.Length ? "absent" : id == "camera.video0" && i < Kinds.Length ? "lost" : "live";
        bool live = status == "live";
        double own = _beat / BeatHz * (.3 + i * .05) + i;
        double best = Lags[i * 5 % Lags.Length], strength = .25 + .6 * Math.Abs(Math.Sin(i * 1.7)) + .08 * Math.Sin(_beat / 29.0 + i);
        return new JsonObject
        {
            ["id"] = i < Kinds.Length ? id : Invariant($"{id}.{(i / Kinds.Length) + 1}"),
            ["node"] = _names[i % _names.Length],
            ["kind"] = kind,
            ["unit"] = unit,
            ["status"] = status,
            ["reason"] = status switch { "absent" => "no hwmon, thermal zone or 1-wire device was found", "lost" => "/dev/video0 closed; trying again in 8 s", _ => null },
            ["value"] = live ? middle * (1 + .22 * Math.Sin(_beat / (6.0 + (i * 7 % 23)) + i) + .12 * Math.Sin(_beat / (31.0 + (i * 5 % 17))) + .05 * _random.NextDouble()) : null,
            ["phase"] = live ? Phase(Complex.FromPolarCoordinates(.35 + .4 * Math.Abs(Math.Sin(i * 2.3)), own + .3 * Math.Sin(_beat / 7.0))) : null,
            ["coherence"] = live ? .35 + .4 * Math.Abs(Math.Sin(i * 2.3)) : null,
            ["anomaly"] = live ? i == 5 ? .87 : .1 + .3 * Math.Abs(Math.Sin(_beat / 50.0 + i)) : null,
            ["lags"] = new JsonArray([.. Lags.Select(lag => (JsonNode)lag)]),
            ["lag_coherence"] = new JsonArray([.. Lags.Select(lag =>
                live ? (JsonNode)Math.Clamp((strength * Math.Exp(-Math.Pow(Math.Log(lag / best), 2) / 1.4)) + .06 * _random.NextDouble(), 0, 1) : null)]),
        };
    }

    private JsonObject Locks()
    {
        string[] ids = [.. _names, .. Enumerable.Range(0, _sensors).Where(i => i is not (12 or 13)).Select(i => Sensor(i)["id"]!.GetValue<string>())];
        double Plv(int i, int j) => i == j ? 1
            : i < _names.Length && j < _names.Length ? .55 + .4 * Math.Abs(Math.Cos((_angles[i] - _angles[j]) / 2))
            : i % 4 == j % 4 ? .5 + .35 * Math.Abs(Math.Sin(i + j)) : .06 + .2 * Math.Abs(Math.Sin(i * 3.1 + j * 3.1));
        return new JsonObject
        {
            ["ids"] = new JsonArray([.. ids.Select(id => (JsonNode)id)]),
            ["plv"] = new JsonArray([.. ids.Select((_, i) => new JsonArray([.. ids.Select((_, j) => (JsonNode)Plv(i, j))]))]),
        };
    }

    private static JsonArray Together() =>
    [
        new JsonObject { ["a"] = "network.in", ["b"] = "interrupts", ["lag"] = 0, ["strength"] = .91 },
        new JsonObject { ["a"] = "disk.write", ["b"] = "pressure.io", ["lag"] = -.4, ["strength"] = .78 },
        new JsonObject { ["a"] = "memory", ["b"] = "cpu", ["lag"] = 1.3, ["strength"] = .66 },
        new JsonObject { ["a"] = "context.switches", ["b"] = "microphone.default", ["lag"] = 5, ["strength"] = .41 },
    ];

    private JsonObject Something()
    {
        string sensor = Kinds[_random.Next(Math.Min(12, _sensors))].Id;
        double lag = Lags[_random.Next(Lags.Length)], strength = .4 + .6 * _random.NextDouble();
        return _random.Next(8) switch
        {
            < 6 => Event("collapse", sensor, $"{sensor} collapsed", lag, strength),
            6 => Event("anomaly", sensor, $"{sensor} is unusual for this hour", null, strength),
            _ => Event("sensor_back", "microphone.default", "microphone.default is back"),
        };
    }

    private static JsonObject Phase(Complex z) => new() { ["real"] = z.Real, ["imag"] = z.Imaginary };
}
