using System.Globalization;

namespace Unum.Node.Reporting;

/// <summary>A value with its unit as a person reads it: four digits, and k, M, G or T where they shorten it.</summary>
internal static class Quantity
{
    private static readonly string[] Steps = ["", "k", "M", "G", "T"];

    /// <summary>For instance 42,913 events a second are <c>42.91k /s</c>.</summary>
    public static string Text(double value, string unit)
    {
        int step = 0;
        while (Math.Abs(value) >= 10_000 && step < Steps.Length - 1)
        {
            value /= 1000;
            step++;
        }

        string shown = unit switch { "1" => "", "1/s" => " /s", _ => " " + unit };
        return string.Create(CultureInfo.InvariantCulture, $"{value:G4}{Steps[step]}{shown}");
    }
}
