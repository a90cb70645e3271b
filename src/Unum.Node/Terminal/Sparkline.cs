namespace Unum.Node.Terminal;

/// <summary>The last values of a sensor as a row of bars, scaled to their own range.</summary>
internal sealed class Sparkline
{
    private const int Width = 24;
    private const int BeatsPerBar = 5;
    private const string Bars = "▁▂▃▄▅▆▇█";

    private readonly Queue<double> _bars = new(Width);
    private double _sum;
    private int _count;

    /// <summary>Takes one value; five make a bar.</summary>
    public void Add(double value)
    {
        _sum += value;
        if (++_count < BeatsPerBar) return;
        if (_bars.Count == Width) _bars.Dequeue();
        _bars.Enqueue(_sum / _count);
        _sum = 0;
        _count = 0;
    }

    /// <inheritdoc/>
    public override string ToString()
    {
        if (_bars.Count == 0) return "";
        double low = _bars.Min();
        double range = _bars.Max() - low;
        return string.Concat(_bars.Select(b => Bars[range > 0 ? (int)((b - low) / range * (Bars.Length - 1) + 0.5) : 0]));
    }
}
