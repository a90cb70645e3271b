namespace Unum.Benchmarks.Femto;

/// <summary>
/// The naive baseline of classification: how often each byte (order 0), or each byte after each (order 1), was seen in a label's
/// files, plus a little; bytes count as independent. Fewest bits wins.
/// </summary>
/// <param name="order">0 for a histogram of bytes, 1 for pairs.</param>
public sealed class NaiveBayes(int order)
{
    private const double Little = .5;
    private readonly List<(string Label, double[] Bits)> _labels = [];

    /// <summary>Learns a label.</summary>
    public void Learn(string label, IEnumerable<byte[]> files)
    {
        int contexts = order == 0 ? 1 : 256;
        double[] bits = new double[contexts * 256];
        Array.Fill(bits, Little);
        foreach (byte[] file in files)
            for (int i = 1; i < file.Length; i++) bits[Cell(file, i)]++;
        for (int c = 0; c < contexts; c++)
        {
            Span<double> row = bits.AsSpan(c * 256, 256);
            double sum = 0;
            foreach (double n in row) sum += n;
            foreach (ref double n in row) n = -Math.Log2(n / sum);
        }

        _labels.Add((label, bits));
    }

    /// <summary>The label that some bytes cost least.</summary>
    public string Classify(byte[] bytes) => _labels.MinBy(l =>
    {
        double cost = 0;
        for (int i = 1; i < bytes.Length; i++) cost += l.Bits[Cell(bytes, i)];
        return cost;
    }).Label;

    private int Cell(byte[] bytes, int i) => order == 0 ? bytes[i] : (bytes[i - 1] << 8) | bytes[i];
}
