namespace Unum.Femto.Classification;

/// <summary>
/// Finds the lines of a log that do not belong: a mind reads line after line, learns on, and a strange line is one that surprises it
/// more than lines usually do.
/// <para>
/// Algorithm: of the surprises s of a line's n bytes the peak is (sum s^3 / sqrt n)^(1/3), between their mean and their greatest, because
/// a damaged word or a number out of range costs a few bytes much while the rest of the line costs nothing. It is judged by the median
/// and the median deviation of the peaks of all lines before, which anomalies hardly move. Their histogram has steps of 1/16 bit.
/// </para>
/// Memory: the mind's and 8 KB. Time: the mind's and two microseconds a line; allocates nothing. One stream, one thread.
/// </summary>
/// <param name="mind">Reads along; what it knows already counts as usual. Its <see cref="IByteModel.Learning"/> stays as it is.</param>
public sealed class LineSurprise(IByteModel mind)
{
    /// <summary>Lines that are read before one is judged.</summary>
    public const int FirstLines = 64;

    private const int Steps = 16;
    private const int Cells = 1024;
    private const double Consistent = 1.4826;

    /// <summary>Least deviation, as a part of the median and in bits: where all lines are alike, a trifle is not an anomaly.</summary>
    private const double LeastPart = .05;

    private const double LeastBits = 1.0 / Steps;

    private readonly int[] _peaks = new int[Cells];
    private readonly int[] _away = new int[Cells];

    /// <summary>Lines read so far.</summary>
    public long Lines { get; private set; }

    /// <summary>Reads the next line.</summary>
    /// <param name="line">The line without its line feed, which is read too; may be empty.</param>
    public LineReading Read(ReadOnlySpan<byte> line)
    {
        double sum = 0, cubes = 0, most = -1;
        int at = 0;
        for (int i = 0; i <= line.Length; i++)
        {
            double bits = mind.Read(i < line.Length ? line[i] : (byte)'\n');
            sum += bits;
            cubes += bits * bits * bits;
            if (bits > most) (most, at) = (bits, i);
        }

        double peak = Math.Cbrt(cubes / Math.Sqrt(line.Length + 1));
        double strangeness = Lines < FirstLines ? 0 : Judge(peak);
        _peaks[Cell(peak)]++;
        Lines++;
        return new(sum / (line.Length + 1), peak, strangeness, at);
    }

    private static int Cell(double bits) => Math.Min((int)(bits * Steps), Cells - 1);

    private double Judge(double peak)
    {
        int median = Median(_peaks);
        Array.Clear(_away);
        for (int cell = 0; cell < Cells; cell++) _away[Math.Abs(cell - median)] += _peaks[cell];
        double usual = (median + .5) / Steps, deviation = Consistent * Median(_away) / Steps;
        return (peak - usual) / (deviation + (LeastPart * usual) + LeastBits);
    }

    private int Median(int[] counts)
    {
        long below = 0;
        int cell = 0;
        while ((below += counts[cell]) * 2 < Lines) cell++;
        return cell;
    }
}
