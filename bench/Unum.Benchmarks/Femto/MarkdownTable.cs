using System.Globalization;

namespace Unum.Benchmarks.Femto;

/// <summary>A table as the docs show it, printed to standard error so that --json keeps standard output to itself.</summary>
/// <param name="title">What the table is.</param>
/// <param name="columns">Heads of the columns; the first is the rows'.</param>
public sealed class MarkdownTable(string title, params string[] columns)
{
    private readonly List<string[]> _rows = [];

    /// <summary>Adds a row; null becomes a dash.</summary>
    public void Add(string name, params string?[] cells) => _rows.Add([name, .. cells.Select(c => c ?? "–")]);

    /// <summary>Adds a row of figures with so many decimals.</summary>
    public void Add(string name, int decimals, params double?[] cells) =>
        Add(name, [.. cells.Select(c => c?.ToString("F" + decimals.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture))]);

    /// <summary>Prints it.</summary>
    public void Print()
    {
        Console.Error.WriteLine($"\n{title}\n\n| {string.Join(" | ", columns)} |\n|{string.Concat(columns.Select(_ => " --- |"))}");
        foreach (string[] row in _rows) Console.Error.WriteLine($"| {string.Join(" | ", row)} |");
        Console.Error.WriteLine();
    }
}
