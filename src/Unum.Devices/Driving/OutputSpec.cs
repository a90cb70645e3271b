using System.Globalization;

namespace Unum.Devices.Driving;

/// <summary>One output in one line: <c>KIND[:TARGET][?KEY=VALUE&amp;…]</c>, for instance <c>motors:ws://robot:9090?topic=/cmd_vel&amp;max=0.5</c>.</summary>
/// <remarks>
/// Options follow the last question mark; an address with a query of its own is closed with a bare one
/// (<c>api:https://host/in?room=3?</c>). Values may be percent-encoded. Durations are <c>500ms</c>, <c>2s</c>, <c>1m</c>;
/// flags are <c>true</c> or <c>false</c>. The kinds and their keys are those of <see cref="OutputCatalog"/>.
/// </remarks>
public sealed record OutputSpec
{
    private readonly IReadOnlyDictionary<string, string> _options;

    private OutputSpec(string kind, string? target, IReadOnlyDictionary<string, string> options)
    {
        Kind = kind;
        Target = target;
        _options = options;
    }

    /// <summary>One of <see cref="OutputCatalog.Kinds"/>.</summary>
    public string Kind { get; }

    /// <summary>An address, file or device; null when there is none.</summary>
    public string? Target { get; }

    /// <summary>Reads a line.</summary>
    /// <exception cref="FormatException">The kind or a key is not known, or a key comes twice; the message names it and those allowed.</exception>
    public static OutputSpec Parse(string line)
    {
        ArgumentNullException.ThrowIfNull(line);
        int colon = line.IndexOf(':', StringComparison.Ordinal), mark = line.LastIndexOf('?');
        string kind = line[..(colon >= 0 && (mark < 0 || colon < mark) ? colon : mark >= 0 ? mark : line.Length)];
        if (!OutputCatalog.Keys.TryGetValue(kind, out string[]? allowed))
            throw new FormatException($"There is no output '{kind}'; allowed: {string.Join(", ", OutputCatalog.Kinds)}.");

        int end = mark >= 0 ? mark : line.Length;
        string target = colon >= 0 && colon < end ? line[(colon + 1)..end] : "";
        Dictionary<string, string> options = new(StringComparer.Ordinal);
        foreach (string pair in (mark >= 0 ? line[(mark + 1)..] : "").Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            int equals = pair.IndexOf('=', StringComparison.Ordinal);
            string key = equals < 0 ? pair : pair[..equals];
            if (!allowed.Contains(key, StringComparer.Ordinal))
                throw new FormatException($"{kind}: there is no key '{key}'; allowed: {(allowed.Length == 0 ? "none" : string.Join(", ", allowed))}.");
            if (equals < 0) throw new FormatException($"{kind}: '{key}' needs a value: {key}=…");
            if (!options.TryAdd(key, Uri.UnescapeDataString(pair[(equals + 1)..]))) throw new FormatException($"{kind}: '{key}' is given twice.");
        }

        return new OutputSpec(kind, target.Length == 0 ? null : target, options);
    }

    /// <summary>The target as an address with one of the schemes given.</summary>
    internal Uri Address(params string[] schemes)
    {
        if (Target is not null && Uri.TryCreate(Target, UriKind.Absolute, out Uri? url) && schemes.Contains(url.Scheme, StringComparer.Ordinal)) return url;
        string example = $"{Kind}:{schemes[0]}://host:port/…";
        throw new FormatException(Target is null ? $"{Kind} needs an address: {example}" : $"{Kind}: '{Redacted.Url(Target)}' is no address; like this: {example}");
    }

    internal string? Text(string key) => _options.GetValueOrDefault(key);

    internal double Number(string key, double otherwise, double least, double most)
    {
        if (Text(key) is not { } text) return otherwise;
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && value >= least && value <= most
            ? value
            : throw new FormatException(FormattableString.Invariant($"{Kind}: '{key}' must be a number from {least} to {most}, not '{text}'."));
    }

    internal int Whole(string key, int otherwise, int least, int most)
    {
        if (Text(key) is not { } text) return otherwise;
        return int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value) && value >= least && value <= most
            ? value
            : throw new FormatException(FormattableString.Invariant($"{Kind}: '{key}' must be a whole number from {least} to {most}, not '{text}'."));
    }

    internal bool Flag(string key, bool otherwise) => Text(key) switch
    {
        null => otherwise,
        "true" => true,
        "false" => false,
        { } text => throw new FormatException($"{Kind}: '{key}' must be true or false, not '{text}'."),
    };

    internal TimeSpan Duration(string key, TimeSpan otherwise)
    {
        if (Text(key) is not { } text) return otherwise;
        (string number, double seconds) = text switch
        {
            _ when text.EndsWith("ms", StringComparison.Ordinal) => (text[..^2], 0.001),
            _ when text.EndsWith('s') => (text[..^1], 1),
            _ when text.EndsWith('m') => (text[..^1], 60),
            _ => ("", 0.0),
        };
        bool valid = double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double value);
        return valid && value * seconds is > 0 and <= 86400
            ? TimeSpan.FromSeconds(value * seconds)
            : throw new FormatException($"{Kind}: '{key}' must be a duration like 500ms, 2s or 1m, at most a day, not '{text}'.");
    }
}
