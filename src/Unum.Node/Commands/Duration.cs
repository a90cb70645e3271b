using System.CommandLine.Parsing;
using System.Globalization;

namespace Unum.Node.Commands;

/// <summary>Durations as people type them: 500ms, 20s, 5m, 1h.</summary>
internal static class Duration
{
    private static readonly (string Unit, double Seconds)[] Units = [("ms", 0.001), ("s", 1), ("m", 60), ("h", 3600)];

    /// <summary>Parses an option's value.</summary>
    public static TimeSpan? FromOption(ArgumentResult result)
    {
        string text = result.Tokens.Single().Value;
        if (TryParse(text, out TimeSpan duration)) return duration;
        result.AddError($"{text} is not a duration; write 500ms, 20s, 5m or 1h.");
        return null;
    }

    /// <summary>Parses a positive duration of at most ten years.</summary>
    public static bool TryParse(string text, out TimeSpan duration)
    {
        const double tenYears = 10 * 366 * 86_400.0;
        duration = default;
        foreach ((string unit, double seconds) in Units)
        {
            if (!text.EndsWith(unit, StringComparison.Ordinal)) continue;
            if (!double.TryParse(text.AsSpan(0, text.Length - unit.Length), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number)) continue;
            if (!(number * seconds is > 0 and <= tenYears)) return false;
            duration = TimeSpan.FromSeconds(number * seconds);
            return true;
        }

        return false;
    }
}
