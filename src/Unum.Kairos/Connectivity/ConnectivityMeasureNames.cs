using System.Diagnostics.CodeAnalysis;

namespace Unum.Kairos.Connectivity;

/// <summary>The names that users know (those of MNE-connectivity) to and from measures.</summary>
public static class ConnectivityMeasureNames
{
    private static readonly string[] Names = ["plv", "ciplv", "ppc", "pli", "wpli", "wpli2_debiased", "coh", "imcoh"];

    /// <summary>Every name, in the order of <see cref="ConnectivityMeasure"/>.</summary>
    public static IReadOnlyList<string> All => Names;

    /// <summary>The name of one measure, such as <c>wpli2_debiased</c>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not a measure.</exception>
    public static string ToName(this ConnectivityMeasure measure)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)measure, (uint)Names.Length, nameof(measure));
        return Names[(int)measure];
    }

    /// <summary>The set holding this one measure.</summary>
    public static ConnectivityMeasures ToSet(this ConnectivityMeasure measure) => (ConnectivityMeasures)(1 << (int)measure);

    /// <summary>The members of a set, in the order of <see cref="ConnectivityMeasure"/>.</summary>
    public static IEnumerable<ConnectivityMeasure> Members(this ConnectivityMeasures measures) =>
        Enum.GetValues<ConnectivityMeasure>().Where(m => (measures & m.ToSet()) != ConnectivityMeasures.None);

    /// <summary>Reads a comma-separated list such as <c>plv,wpli</c> (or <c>all</c>); case and blanks do not matter.</summary>
    /// <param name="text">The list.</param>
    /// <param name="measures">The set read; <see cref="ConnectivityMeasures.None"/> on failure.</param>
    /// <param name="unknown">The word that names no measure; null on success. Empty when the list itself is empty.</param>
    /// <returns>True when every word is a measure and there is at least one.</returns>
    public static bool TryParse(string text, out ConnectivityMeasures measures, [NotNullWhen(false)] out string? unknown)
    {
        measures = ConnectivityMeasures.None;
        unknown = null;
        ConnectivityMeasures found = ConnectivityMeasures.None;
        foreach (string word in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            int index = Array.FindIndex(Names, n => n.Equals(word, StringComparison.OrdinalIgnoreCase));
            if (index >= 0) found |= ((ConnectivityMeasure)index).ToSet();
            else if (word.Equals("all", StringComparison.OrdinalIgnoreCase)) found = ConnectivityMeasures.All;
            else
            {
                unknown = word;
                return false;
            }
        }

        unknown = found == ConnectivityMeasures.None ? "" : null;
        measures = found;
        return unknown is null;
    }
}
