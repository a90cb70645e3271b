using System.Text;

namespace Unum.Benchmarks.Femto;

/// <summary>The naive ways to find the line of a log that does not belong; each knows only the lines before.</summary>
public static class LineBaselines
{
    private const double Little = .05;

    /// <summary>Rarity of the template: -log2 of the share of lines before that are the same once runs of digits are masked.</summary>
    public static double[] Templates(byte[][] lines)
    {
        Dictionary<string, int> seen = new(StringComparer.Ordinal);
        double[] scores = new double[lines.Length];
        for (int i = 0; i < lines.Length; i++)
        {
            string template = Masked(lines[i]);
            int before = seen.GetValueOrDefault(template);
            scores[i] = -Math.Log2((before + Little) / (i + 1));
            seen[template] = before + 1;
        }

        return scores;
    }

    /// <summary>Naive Bayes of byte pairs, counted on: bits of each line's bytes, made into one figure by <paramref name="measure"/>.</summary>
    public static double[] Pairs(byte[][] lines, Func<double[], double> measure)
    {
        double[] counts = new double[1 << 16], sums = new double[256];
        double[] scores = new double[lines.Length];
        for (int i = 0; i < lines.Length; i++)
        {
            byte[] line = [.. lines[i], (byte)'\n'];
            double[] bits = new double[line.Length];
            for (int j = 0, before = '\n'; j < line.Length; before = line[j++])
            {
                ref double count = ref counts[(before << 8) | line[j]];
                bits[j] = -Math.Log2((count + Little) / (sums[before] + (256 * Little)));
                count++;
                sums[before]++;
            }

            scores[i] = measure(bits);
        }

        return scores;
    }

    private static string Masked(byte[] line)
    {
        StringBuilder template = new(line.Length);
        bool digits = false;
        foreach (byte b in line)
        {
            bool digit = b is >= (byte)'0' and <= (byte)'9';
            if (!digit) template.Append((char)b);
            else if (!digits) template.Append('#');
            digits = digit;
        }

        return template.ToString();
    }
}
