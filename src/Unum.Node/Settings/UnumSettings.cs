using System.Globalization;
using System.Net;

namespace Unum.Node.Settings;

/// <summary>The settings of one process, checked. <see cref="SettingsTable"/> says what each means.</summary>
internal sealed record UnumSettings
{
    private const int ShortestKey = 16;

    public required string Name { get; init; }

    public required int Nodes { get; init; }

    public required IReadOnlyList<string> DeviceClasses { get; init; }

    public required int Port { get; init; }

    public required IPAddress Bind { get; init; }

    public required string? Key { get; init; }

    public required IReadOnlyList<Uri> Join { get; init; }

    public required double BeatHz { get; init; }

    public required double Coupling { get; init; }

    /// <summary>Whether somebody set the coupling; a scenario brings its own otherwise.</summary>
    public required bool CouplingIsSet { get; init; }

    public required double FalseAlarm { get; init; }

    public required IReadOnlyList<string> Sensors { get; init; }

    public required IReadOnlyList<string> Outputs { get; init; }

    public required string Data { get; init; }

    /// <summary>Path of the file with the hive's charters; null for an open hive.</summary>
    public required string? HiveCharter { get; init; }

    public required string? Scenario { get; init; }

    public required double Speed { get; init; }

    public required int Seed { get; init; }

    /// <summary>Time between beats.</summary>
    public TimeSpan BeatInterval => TimeSpan.FromSeconds(1 / BeatHz);

    /// <summary>Whether the ports are reachable from this computer alone.</summary>
    public bool LoopbackOnly => IPAddress.IsLoopback(Bind);

    /// <summary>Defaults for everything; tests and embedding programs start here.</summary>
    public static UnumSettings Default => new SettingsReader().Build();

    internal static UnumSettings From(Func<Setting, object?> value, Predicate<string> isSet)
    {
        T Get<T>(string key) => (T)value(SettingsTable.All.Single(s => string.Equals(s.Key, key, StringComparison.Ordinal)))!;
        string bind = Get<string>("bind");
        UnumSettings settings = new()
        {
            Name = Get<string?>("name") ?? Environment.MachineName,
            Nodes = Get<int>("nodes"),
            DeviceClasses = Get<string[]>("device_class"),
            Port = Get<int>("port"),
            Bind = string.Equals(bind, "localhost", StringComparison.OrdinalIgnoreCase) ? IPAddress.Loopback
                : IPAddress.TryParse(bind, out IPAddress? address) ? address
                : throw new SettingsException($"'bind' must be an IP address such as 127.0.0.1 or 0.0.0.0, not '{bind}'."),
            Key = Secret(Get<string?>("key")),
            Join = [.. Get<string[]>("join").Select(MeshUri)],
            BeatHz = Get<double>("beat_hz"),
            Coupling = Get<double>("coupling"),
            CouplingIsSet = isSet("coupling"),
            FalseAlarm = Get<double>("false_alarm"),
            Sensors = Get<string[]>("sensors"),
            Outputs = Get<string[]>("outputs"),
            Data = Get<string?>("data")
                ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.Create), "unum"),
            HiveCharter = Get<string?>("hive_charter"),
            Scenario = Get<string?>("scenario"),
            Speed = Get<double>("speed"),
            Seed = Get<int>("seed"),
        };
        settings.Check();
        return settings;
    }

    /// <summary>The key itself, read from its file when a file is named: the gate and the mesh must compare the same secret.</summary>
    private static string? Secret(string? key)
    {
        const string file = "file:";
        if (key?.StartsWith(file, StringComparison.OrdinalIgnoreCase) != true) return key;
        try
        {
            return File.ReadAllText(key[file.Length..]).Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new SettingsException($"'key': the file cannot be read: {e.Message}");
        }
    }

    private static Uri MeshUri(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out Uri? uri) || uri.Scheme is not ("ws" or "wss"))
        {
            throw new SettingsException($"'join' must be an address like ws://host:3002, not '{text}'.");
        }

        return uri.AbsolutePath == "/" ? new Uri(uri, "/mesh") : uri;
    }

    private void Check()
    {
        if (Name.Length is 0 or > 48 || Name.Any(c => c <= ' ' || c > '~'))
        {
            throw new SettingsException("'name' must be 1 to 48 printable ASCII characters without spaces.");
        }

        if (Key is { Length: < ShortestKey })
        {
            throw new SettingsException(FormattableString.Invariant($"'key' must have at least {ShortestKey} characters; `openssl rand -hex 32` makes a good one."));
        }

        if (!LoopbackOnly && Key is null)
        {
            throw new SettingsException(string.Create(CultureInfo.InvariantCulture, $"'bind' {Bind} is reachable from other computers, so a 'key' is required: every message is then signed with it."));
        }

        if (Scenario is null && Speed != 1)
        {
            throw new SettingsException("'speed' needs a 'scenario': this host's own sensors run in real time.");
        }
    }
}
