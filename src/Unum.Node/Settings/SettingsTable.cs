using System.Text.Json.Nodes;
using Unum.Kairos.Temporal;

namespace Unum.Node.Settings;

/// <summary>Every setting of a node. unum.json may hold any of them; the environment wins over it, the command line over both.</summary>
internal static class SettingsTable
{
    /// <summary>What separates "every sensor of this host" from a list of sensors.</summary>
    public const string Auto = "auto";

    public static IReadOnlyList<Setting> All { get; } =
    [
        new("name", SettingKind.Text, "Name of this computer in the mesh; its nodes are NAME.1, NAME.2, … Default: the host name."),
        new("nodes", SettingKind.Integer, "Nodes in this process; the sensors are shared out among them.", 3, 1, 1000),
        new("device_class", SettingKind.List, "Time scales of this computer's nodes, dealt out in turn; auto is the class of this machine, then the others.", new[] { Auto }, Choices: [Auto, .. DeviceClass.All.Select(c => c.Name)]),
        new("port", SettingKind.Integer, "Base port: dashboard on it, REST on +1, WebSocket on +2; +3 is kept for gRPC.", 3000, 1, 65532),
        new("bind", SettingKind.Text, "Address to listen on. Anything but loopback demands a key.", "127.0.0.1"),
        new("key", SettingKind.Text, "Shared secret of the mesh (16 characters or more, or file:PATH): signs every message and opens the ports beyond loopback."),
        new("join", SettingKind.List, "Meshes to join, as ws://host:3002.", Array.Empty<string>()),
        new("beat_hz", SettingKind.Number, "Heartbeats per second; more costs CPU in proportion and sees faster changes.", 10.0, 1, 100),
        new("coupling", SettingKind.Number, "Kuramoto coupling K between nodes in radians per second; 0 only observes.", 0.0, 0, 100),
        new("false_alarm", SettingKind.Number, "Probability that pure noise makes one sensor collapse within one integration window.", 1e-4, 1e-12, 0.5),
        new("sensors", SettingKind.List, "Sensors: auto is every one found on this host; others as KIND:SOURCE?KEY=VALUE.", new[] { Auto }),
        new("outputs", SettingKind.List, "What the mesh drives, as KIND:TARGET?KEY=VALUE.", Array.Empty<string>()),
        new("data", SettingKind.Text, "Folder of this computer's memory. Default: unum in the user's data folder."),
        new("hive_charter", SettingKind.Text, "File that says whom the hive trusts, as `unum hive charter` writes it; every node of a hive needs the same. Default: everybody may speak and all count alike."),
        new("scenario", SettingKind.Text, "A mesh of simulated devices in place of this host's sensors.", Choices: Scenarios.Scenario.Names),
        new("speed", SettingKind.Number, "How much faster than real time a scenario runs.", 1.0, 0.01, 10_000),
        new("seed", SettingKind.Integer, "Seed of a scenario's simulated devices; the same seed gives the same world.", 1, 0, int.MaxValue),
    ];

    /// <summary>The JSON schema of unum.json, as published in docs/unum.schema.json.</summary>
    public static JsonObject Schema()
    {
        JsonObject properties = new() { ["$schema"] = new JsonObject { ["type"] = "string" } };
        foreach (Setting setting in All) properties[setting.Key] = Describe(setting);
        return new JsonObject
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["title"] = "unum.json: the settings of a Unum node",
            ["type"] = "object",
            ["additionalProperties"] = false,
            ["properties"] = properties,
        };
    }

    private static JsonObject Describe(Setting setting)
    {
        JsonObject schema = new() { ["description"] = setting.Description };
        schema["type"] = setting.Kind switch
        {
            SettingKind.Integer => "integer",
            SettingKind.Number => "number",
            SettingKind.List => "array",
            _ => "string",
        };
        JsonObject items = new() { ["type"] = "string" };
        if (setting.Choices is { } choices) (setting.Kind == SettingKind.List ? items : schema)["enum"] = new JsonArray([.. choices.Select(c => JsonValue.Create(c))]);
        if (setting.Kind == SettingKind.List) schema["items"] = items;
        if (double.IsFinite(setting.Minimum)) schema["minimum"] = setting.Minimum;
        if (double.IsFinite(setting.Maximum)) schema["maximum"] = setting.Maximum;
        schema["default"] = setting.Default switch
        {
            string[] list => new JsonArray([.. list.Select(v => JsonValue.Create(v))]),
            int number => number,
            double number => number,
            string text => text,
            _ => null,
        };
        if (schema["default"] is null) schema.Remove("default");
        return schema;
    }
}
