using System.Numerics;

namespace Unum.Devices.Sensing.Text;

/// <summary>Counts the text of one interval: how much, and how varied.</summary>
/// <remarks>
/// Encoding: rate + i h, with h the order-0 entropy of the interval's bytes over 8 bits, in [0, 1]: like the mission's token
/// (position, uncertainty), how far the text moved and how little one byte of it tells about the next. Silence is 0 + 0i.
/// </remarks>
internal sealed class TextMeter
{
    private readonly Lock _gate = new();
    private readonly long[] _histogram = new long[256];
    private long _bytes;

    public void Add(ReadOnlySpan<byte> text)
    {
        lock (_gate)
        {
            foreach (byte b in text) _histogram[b]++;
            _bytes += text.Length;
        }
    }

    /// <summary>The interval of <paramref name="seconds"/> that ends now; the next one begins empty.</summary>
    public SensorSample Take(TextMeasure measure, double seconds, DateTimeOffset now)
    {
        lock (_gate)
        {
            double rate = (measure == TextMeasure.Lines ? _histogram['\n'] : _bytes) / seconds;
            double entropy = Entropy(_histogram, _bytes);
            _histogram.AsSpan().Clear();
            _bytes = 0;
            return new SensorSample(now, rate, new Complex(rate, entropy));
        }
    }

    private static double Entropy(ReadOnlySpan<long> histogram, long total)
    {
        double bits = 0;
        foreach (long count in histogram)
        {
            if (count > 0) bits -= (double)count / total * Math.Log2((double)count / total);
        }

        return bits / 8;
    }
}
