using System.Globalization;

namespace Unum.Node.Sensing;

/// <summary>Which columns of a CSV hold the time and the value, and how to read them.</summary>
/// <param name="Time">Index of the timestamp.</param>
/// <param name="Value">Index of the value.</param>
internal readonly record struct CsvColumns(int Time, int Value)
{
    private static readonly string[] TimeNames = ["timestamp", "time", "datetime", "date", "ts", "t"];
    private static readonly string[] ValueNames = ["value", "v", "y", "reading"];

    /// <summary>Finds the columns from the first record.</summary>
    /// <param name="first">Its fields.</param>
    /// <param name="isHeader">Whether that record is a header: neither a time nor a number where they would be.</param>
    public static CsvColumns Find(IReadOnlyList<string> first, out bool isHeader)
    {
        isHeader = !(first.Count > 0 && TryTime(first[0], out _)) && !(first.Count > 1 && TryNumber(first[1], out _));
        if (!isHeader) return new(0, 1);
        int time = Named(first, TimeNames), value = Named(first, ValueNames);
        if (time < 0) time = value == 0 ? 1 : 0;
        if (value < 0) value = time == 0 ? 1 : 0;
        return new(time, value);
    }

    /// <summary>Reads a time: ISO 8601 and its relatives (without a zone it is taken as UTC), or seconds or milliseconds since 1970.</summary>
    public static bool TryTime(string text, out DateTimeOffset time)
    {
        if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double epoch))
            return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out time);
        double milliseconds = Math.Abs(epoch) < 1e11 ? epoch * 1000 : epoch;
        bool possible = Math.Abs(milliseconds) < 2.5e14 && double.IsFinite(milliseconds); // years up to 9892
        time = possible && milliseconds > -6.2e13 ? DateTimeOffset.UnixEpoch.AddMilliseconds(milliseconds) : default;
        return possible && milliseconds > -6.2e13;
    }

    /// <summary>Reads a number, NaN and infinities included; an empty text is NaN: a row without a value.</summary>
    public static bool TryNumber(string text, out double number)
    {
        number = double.NaN;
        return text.Length == 0
            || text.Equals("null", StringComparison.OrdinalIgnoreCase)
            || text.Equals("na", StringComparison.OrdinalIgnoreCase)
            || double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number);
    }

    private static int Named(IReadOnlyList<string> header, string[] names)
    {
        foreach (string name in names)
            for (int i = 0; i < header.Count; i++)
                if (header[i].Equals(name, StringComparison.OrdinalIgnoreCase)) return i;
        return -1;
    }
}
