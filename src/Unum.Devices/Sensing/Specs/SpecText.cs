using System.Globalization;

namespace Unum.Devices.Sensing.Specs;

/// <summary>Reads the values of options. Nothing here throws.</summary>
internal static class SpecText
{
    private static readonly (string Suffix, double Seconds)[] Units =
        [("ms", 1e-3), ("s", 1), ("m", 60), ("h", 3600), ("d", 86400), ("", 1)];

    /// <summary>What a value must be, when it is not; null when it is right.</summary>
    public static string? Wrong(SpecKey key, string value) => key.Form switch
    {
        SpecForm.Number when !TryNumber(value, out _) => "a number",
        SpecForm.Count when !TryCount(value, out _) => "a whole number above 0, such as 64k",
        SpecForm.Duration when !TryDuration(value, out _) => "a time above 0, such as 250ms, 1s, 5m or 2h",
        SpecForm.Flag when !TryFlag(value, out _) => "true or false",
        SpecForm.Text when key.Choices is { } some && !some.Contains(value, StringComparer.Ordinal) => "one of " + string.Join(", ", some),
        SpecForm.Text when value.Length == 0 => "something",
        _ => null,
    };

    public static bool TryNumber(string text, out double number) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number) && double.IsFinite(number);

    public static bool TryCount(string text, out long count)
    {
        count = 0;
        if (text.Length == 0) return false;
        int shift = text[^1] switch { 'k' or 'K' => 10, 'M' => 20, 'G' => 30, _ => 0 };
        string digits = shift == 0 ? text : text[..^1];
        if (!long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out long number)) return false;
        count = number > long.MaxValue >> 30 ? 0 : number << shift;
        return count > 0;
    }

    public static bool TryDuration(string text, out TimeSpan time)
    {
        time = default;
        foreach ((string suffix, double seconds) in Units)
        {
            if (!text.EndsWith(suffix, StringComparison.Ordinal) || !TryNumber(text[..^suffix.Length], out double number)) continue;
            double total = number * seconds;
            if (!(total >= 1e-6) || total > 1e9) return false;
            time = TimeSpan.FromSeconds(total);
            return true;
        }

        return false;
    }

    public static bool TryFlag(string text, out bool set)
    {
        set = text is "true" or "yes" or "1" or "on";
        return set || text is "false" or "no" or "0" or "off";
    }
}
