using System.Globalization;

namespace Unum.Tests.Kairos.Witness;

/// <summary>Golden files that lie beside the script that made them.</summary>
internal static class Golden
{
    public static IEnumerable<string[]> Rows(string file)
    {
        string path = Repository.At($"tests/Unum.Tests/Kairos/Witness/golden/{file}");
        return File.ReadLines(path).Skip(1).Select(line => line.Split(','));
    }

    public static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    /// <summary>Exact central 99.9 % interval of a binomial count.</summary>
    public static (int Low, int High) Binomial(int trials, double chance)
    {
        string[] row = Rows("binomial.csv").Single(r => Number(r[0]) == trials && Number(r[1]) == chance);
        return ((int)Number(row[2]), (int)Number(row[3]));
    }
}
