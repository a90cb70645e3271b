using System.Numerics;

namespace Unum.Devices.Sensing.Feeds;

/// <summary>
/// Market ticks: value = log-return ln(p / p'), p' the price before. Encoded as log-return + i ln(1 + size); without a size
/// the imaginary part is 0, an amplitude. A price that is not above 0 is not understood; the first price yields no sample.
/// </summary>
/// <remarks>Log-returns add up over time, gaps included, and do not depend on the currency.</remarks>
/// <param name="price">Where the price is.</param>
/// <param name="size">Where the traded size is, if anywhere; a message without it counts as size 0.</param>
public sealed class TickReading(JsonPath price, JsonPath? size = null) : FeedReading
{
    private double _before;

    /// <inheritdoc/>
    public override string? Kind => "market";

    /// <inheritdoc/>
    public override string Sought { get; } = price.ToString().Length == 0 ? "a price" : $"a price at {price}";

    /// <inheritdoc/>
    public override bool TryRead(ReadOnlySpan<byte> message, DateTimeOffset at, out SensorSample? sample)
    {
        sample = null;
        if (!price.TryFind(message, out double now)) return false;
        if (size is null || !size.TryFind(message, out double traded)) traded = 0;
        return TryTick(now, traded, at, out sample);
    }

    /// <summary>One tick whose numbers are known already.</summary>
    /// <returns>Whether the tick makes sense; <paramref name="sample"/> is null for the first.</returns>
    internal bool TryTick(double priceNow, double sizeNow, DateTimeOffset at, out SensorSample? sample)
    {
        sample = null;
        if (!double.IsFinite(priceNow) || priceNow <= 0 || !double.IsFinite(sizeNow) || sizeNow < 0) return false;
        if (_before > 0)
        {
            double gain = Math.Log(priceNow) - Math.Log(_before); // the quotient could overflow
            sample = new SensorSample(at, gain, new Complex(gain, Math.Log(1 + sizeNow)));
        }

        _before = priceNow;
        return true;
    }
}
