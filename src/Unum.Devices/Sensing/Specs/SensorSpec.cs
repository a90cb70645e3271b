using System.Diagnostics.CodeAnalysis;

namespace Unum.Devices.Sensing.Specs;

/// <summary>
/// One line that says which sensor: on the command line, in unum.json.
/// <code>
///   line    = kind ":" source [ "#" path ] [ "?" option { "&amp;" option } ]
///   option  = key [ "=" value ]                     a bare key is a flag set to true
///
///   http:https://api.example.org/btc.json#/data/0/price?every=2s&amp;unit=USD
///   http:https://api.example.org/t?city=Ulm#temp?low=-20&amp;high=40      the URL's own query stands before the #
///   market:wss://ticks.example.org/btc#p?size=q
///   csv:data/nab/machine.csv?speed=3600&amp;loop
///   tail:/var/log/syslog?measure=lines
///   synthetic:tone?hz=2&amp;noise=0.1&amp;seed=7
///   host:cpu
/// </code>
/// In path and values, and in sources other than URLs, %XX stands for a byte: %3F for ?, %23 for #, %26 for &amp;, %25 for %.
/// Without a # the options begin at the last question mark. Unknown kinds and keys, and values of the wrong form, are errors
/// that name what is allowed.
/// </summary>
public sealed class SensorSpec
{
    private readonly Dictionary<string, string> _values;

    private SensorSpec(string line, SensorKind kind, string source, string path, Dictionary<string, string> values)
    {
        Line = line;
        Kind = kind;
        Source = source;
        Path = path;
        _values = values;
    }

    /// <summary>As it was written.</summary>
    public string Line { get; }

    /// <summary>The kind of sensor.</summary>
    public SensorKind Kind { get; }

    /// <summary>Behind the colon.</summary>
    public string Source { get; }

    /// <summary>Behind the #; empty for none.</summary>
    public string Path { get; }

    /// <summary>Reads a line.</summary>
    /// <param name="line">For instance <c>tail:/var/log/syslog?measure=lines</c>.</param>
    /// <param name="more">Kinds beside the built-in ones.</param>
    /// <exception cref="FormatException">It makes no sense; the message says what is allowed.</exception>
    public static SensorSpec Parse(string line, IReadOnlyList<SensorKind>? more = null) =>
        TryParse(line, more, out SensorSpec? spec, out string? error) ? spec : throw new FormatException(error);

    /// <summary>Reads a line; never throws.</summary>
    public static bool TryParse(
        string? line, IReadOnlyList<SensorKind>? more, [NotNullWhen(true)] out SensorSpec? spec, [NotNullWhen(false)] out string? error)
    {
        spec = null;
        int colon = line?.IndexOf(':', StringComparison.Ordinal) ?? -1;
        string name = colon < 0 ? line ?? "" : line![..colon];
        SensorKind? kind = BuiltInKinds.With(more).FirstOrDefault(k => string.Equals(k.Name, name, StringComparison.OrdinalIgnoreCase));
        if (kind is null || colon < 0)
        {
            string known = string.Join(", ", BuiltInKinds.With(more).Select(k => k.Name).Order(StringComparer.Ordinal));
            error = kind is null
                ? $"'{name}' is no kind of sensor; known are {known}"
                : $"'{line}' lacks a colon; write {kind.Name}:{kind.Source}";
            return false;
        }

        (string source, string path, string options) = Cut(line![(colon + 1)..], kind);
        Dictionary<string, string> values = new(StringComparer.OrdinalIgnoreCase);
        error = SourceError(kind, source) ?? ReadOptions(kind, options, values);
        if (error is not null) return false;
        spec = new SensorSpec(line, kind, kind.IsAddress ? source : Uri.UnescapeDataString(source), Uri.UnescapeDataString(path), values);
        return true;
    }

    /// <summary>Makes the sensors: one, except for a recording.</summary>
    /// <exception cref="FormatException">The line asks for what cannot be; the message says why.</exception>
    public IReadOnlyList<ISensor> Create(SensorOptions options, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(clock);
        try
        {
            return Kind.Create(this, options, clock);
        }
        catch (ArgumentException wrong)
        {
            throw new FormatException($"'{Line}': {wrong.Message}", wrong);
        }
    }

    /// <summary>An option's text, or null.</summary>
    public string? Text(string key) => _values.GetValueOrDefault(Known(key).Name);

    /// <summary>An option's text, or a default.</summary>
    public string Text(string key, string otherwise) => Text(key) ?? otherwise;

    /// <summary>An option's number, or null.</summary>
    public double? Number(string key) => Text(key) is { } text && SpecText.TryNumber(text, out double number) ? number : null;

    /// <summary>An option's whole number, or a default.</summary>
    public long Count(string key, long otherwise) => Text(key) is { } text && SpecText.TryCount(text, out long count) ? count : otherwise;

    /// <summary>An option's time, or a default.</summary>
    public TimeSpan Duration(string key, TimeSpan otherwise) =>
        Text(key) is { } text && SpecText.TryDuration(text, out TimeSpan time) ? time : otherwise;

    /// <summary>Whether a flag is set.</summary>
    public bool Flag(string key) => Text(key) is { } text && SpecText.TryFlag(text, out bool set) && set;

    /// <inheritdoc/>
    public override string ToString() => Line;

    private SpecKey Known(string key)
    {
        SpecKey? known = Kind.Keys.FirstOrDefault(k => string.Equals(k.Name, key, StringComparison.Ordinal));
        Invariant.Holds(known is not null, "a kind asks only for the options that it declares");
        return known;
    }

    private static (string Source, string Path, string Options) Cut(string text, SensorKind kind)
    {
        int hash = kind.HasPath ? text.IndexOf('#', StringComparison.Ordinal) : -1;
        int mark = hash < 0 ? text.LastIndexOf('?') : text.IndexOf('?', hash);
        string options = mark < 0 ? "" : text[(mark + 1)..];
        string front = mark < 0 ? text : text[..mark];
        return hash < 0 ? (front, "", options) : (front[..hash], front[(hash + 1)..], options);
    }

    private static string? SourceError(SensorKind kind, string source)
    {
        if (kind.Source.Length == 0) return source.Length == 0 ? null : $"{kind.Name} stands alone, without '{source}'; write {kind.Name}:";
        if (source.Length == 0) return $"{kind.Name} needs a source; write {kind.Name}:{kind.Source}";
        return null;
    }

    private static string? ReadOptions(SensorKind kind, string options, Dictionary<string, string> values)
    {
        foreach (string option in options.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            int equals = option.IndexOf('=', StringComparison.Ordinal);
            string name = equals < 0 ? option : option[..equals];
            SpecKey? key = kind.Keys.FirstOrDefault(k => string.Equals(k.Name, name, StringComparison.OrdinalIgnoreCase));
            if (key is null)
            {
                string allowed = kind.Keys.Count == 0 ? "it has none" : "allowed are " + string.Join(", ", kind.Keys.Select(k => k.Name));
                string hint = kind.IsAddress ? "; if it belongs to the URL's own query, put a # behind the URL" : "";
                return $"'{name}' is no option of {kind.Name}; {allowed}{hint}";
            }

            string value = equals < 0 ? (key.Form == SpecForm.Flag ? "true" : "") : Uri.UnescapeDataString(option[(equals + 1)..]);
            string? wrong = SpecText.Wrong(key, value);
            if (wrong is not null) return $"option '{key.Name}' of {kind.Name} is '{value}'; it must be {wrong}";
            if (!values.TryAdd(key.Name, value)) return $"option '{key.Name}' of {kind.Name} is given twice";
        }

        return null;
    }
}
