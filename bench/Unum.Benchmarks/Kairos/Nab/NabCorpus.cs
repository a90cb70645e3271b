using System.Globalization;
using System.Text.Json;

namespace Unum.Benchmarks.Kairos.Nab;

/// <summary>Reads the series under data/nab and their labels.</summary>
public static class NabCorpus
{
    /// <summary>All series named in windows.json, by name.</summary>
    /// <param name="folder">The folder that holds windows.json; by default data/nab of the repository the program was built in.</param>
    /// <exception cref="DirectoryNotFoundException">No such folder.</exception>
    /// <exception cref="InvalidDataException">A window begins or ends at a time that no row has.</exception>
    public static IReadOnlyList<NabSeries> Load(string? folder = null)
    {
        folder ??= Path.Combine(Root(), "data", "nab");
        Dictionary<string, string[][]> labels =
            JsonSerializer.Deserialize<Dictionary<string, string[][]>>(File.ReadAllText(Path.Combine(folder, "windows.json")))
            ?? throw new InvalidDataException("windows.json is empty.");
        return [.. labels.OrderBy(l => l.Key, StringComparer.Ordinal).Select(l => Read(folder, l.Key, l.Value))];
    }

    private static NabSeries Read(string folder, string name, string[][] labels)
    {
        string[] lines = File.ReadAllLines(Path.Combine(folder, name));
        DateTimeOffset[] times = new DateTimeOffset[lines.Length - 1];
        double[] values = new double[times.Length];
        for (int i = 0; i < times.Length; i++)
        {
            string[] fields = lines[i + 1].Split(',');
            times[i] = Time(fields[0]);
            values[i] = double.Parse(fields[1], CultureInfo.InvariantCulture);
        }

        NabWindow[] windows = [.. labels.Select(l => new NabWindow(Index(l[0]), Index(l[1])))];
        return new(name, times, values, windows);

        int Index(string label)
        {
            int index = Array.IndexOf(times, Time(label));
            return index >= 0 ? index : throw new InvalidDataException($"{name}: no row at {label}, where a window begins or ends.");
        }
    }

    private static DateTimeOffset Time(string text) =>
        DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal);

    private static string Root()
    {
        for (DirectoryInfo? at = new(AppContext.BaseDirectory); at is not null; at = at.Parent)
            if (File.Exists(Path.Combine(at.FullName, "Unum.slnx"))) return at.FullName;
        throw new DirectoryNotFoundException("The repository was not found above the program; name the folder of the benchmark.");
    }
}
