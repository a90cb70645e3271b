using System.Globalization;
using System.Text.Json;

namespace Unum.Node.Settings;

/// <summary>Lays unum.json, the environment and the command line over the defaults; every error names the key and its origin.</summary>
internal sealed class SettingsReader
{
    /// <summary>The settings file looked for in the working folder when none is named.</summary>
    public const string FileName = "unum.json";

    private readonly Dictionary<string, object> _values = new(StringComparer.Ordinal);

    /// <summary>Reads a settings file. A missing one is an error only when it was <paramref name="demanded"/>.</summary>
    public SettingsReader File(string path, bool demanded)
    {
        if (!System.IO.File.Exists(path))
        {
            return demanded ? throw new SettingsException($"{path}: there is no such settings file.") : this;
        }

        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(System.IO.File.ReadAllBytes(path), new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
        }
        catch (JsonException e)
        {
            throw new SettingsException(FormattableString.Invariant($"{path}: line {e.LineNumber + 1} is not valid JSON: {e.Message}"));
        }

        using (document)
        {
            if (document.RootElement.ValueKind != JsonValueKind.Object) throw new SettingsException($"{path}: must hold one JSON object.");
            foreach (JsonProperty property in document.RootElement.EnumerateObject())
            {
                if (property.NameEquals("$schema")) continue;
                Setting setting = SettingsTable.All.FirstOrDefault(s => property.NameEquals(s.Key))
                    ?? throw new SettingsException($"{path}: unknown key '{property.Name}'. Known: {string.Join(", ", SettingsTable.All.Select(s => s.Key))}.");
                string origin = $"{path}: '{setting.Key}'";
                _values[setting.Key] = property.Value.ValueKind switch
                {
                    JsonValueKind.Array when setting.Kind == SettingKind.List => property.Value.EnumerateArray()
                        .Select(v => v.ValueKind == JsonValueKind.String ? v.GetString()! : throw new SettingsException($"{origin} must list texts only."))
                        .ToArray(),
                    JsonValueKind.String when setting.Kind == SettingKind.Text => Parse(setting, property.Value.GetString()!, origin),
                    JsonValueKind.Number when setting.Kind is SettingKind.Number or SettingKind.Integer => Parse(setting, property.Value.GetRawText(), origin),
                    _ => throw new SettingsException($"{origin} must be {Wanted(setting)}, not {property.Value.GetRawText()}."),
                };
            }
        }

        return this;
    }

    /// <summary>Reads the UNUM_… variables; an unknown one is refused, so that a typing error does not pass in silence.</summary>
    public SettingsReader Environment(System.Collections.IDictionary variables)
    {
        foreach (System.Collections.DictionaryEntry entry in variables)
        {
            string name = (string)entry.Key;
            if (!name.StartsWith("UNUM_", StringComparison.Ordinal)) continue;
            Setting setting = SettingsTable.All.FirstOrDefault(s => string.Equals(s.Variable, name, StringComparison.Ordinal))
                ?? throw new SettingsException($"{name}: unknown variable. Known: {string.Join(", ", SettingsTable.All.Select(s => s.Variable))}.");
            string text = (string)entry.Value!;
            _values[setting.Key] = setting.Kind == SettingKind.List
                ? text.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                : Parse(setting, text, name);
        }

        return this;
    }

    /// <summary>Takes one value given on the command line.</summary>
    public SettingsReader Option(Setting setting, IReadOnlyList<string> given)
    {
        _values[setting.Key] = setting.Kind == SettingKind.List ? given.ToArray() : Parse(setting, given[^1], setting.Option);
        return this;
    }

    /// <summary>The settings as a whole, checked against each other too.</summary>
    /// <exception cref="SettingsException">Some value is not usable.</exception>
    public UnumSettings Build() => UnumSettings.From(setting => _values.GetValueOrDefault(setting.Key, setting.Default!), _values.ContainsKey);

    private static object Parse(Setting setting, string text, string origin)
    {
        switch (setting.Kind)
        {
            case SettingKind.Integer when int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out int whole):
                Check(setting, whole, origin);
                return whole;
            case SettingKind.Number when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number):
                Check(setting, number, origin);
                return number;
            case SettingKind.Text when setting.Choices is null || setting.Choices.Contains(text, StringComparer.OrdinalIgnoreCase):
                return text;
            default:
                throw new SettingsException($"{origin} must be {Wanted(setting)}, not '{text}'.");
        }
    }

    private static void Check(Setting setting, double value, string origin)
    {
        if (!(value >= setting.Minimum && value <= setting.Maximum)) throw new SettingsException($"{origin} must be {Wanted(setting)}, not {value.ToString(CultureInfo.InvariantCulture)}.");
    }

    private static string Wanted(Setting setting) => setting.Kind switch
    {
        SettingKind.Integer => string.Create(CultureInfo.InvariantCulture, $"a whole number from {setting.Minimum} to {setting.Maximum}"),
        SettingKind.Number => string.Create(CultureInfo.InvariantCulture, $"a number from {setting.Minimum} to {setting.Maximum}"),
        SettingKind.List => "a list of texts",
        _ => setting.Choices is { } choices ? $"one of {string.Join(", ", choices)}" : "a text",
    };
}
