namespace Unum.Kairos.Anomaly;

/// <summary>
/// The trivial detector every other must beat: it reports record values, by how far they leave the range seen so far.
/// </summary>
/// <remarks>Score e/(r + e), e the distance outside the range r of all earlier values: 0 for anything seen before.</remarks>
public sealed class ValueNovelty : IAnomalyDetector
{
    private RangeNovelty _value;

    /// <inheritdoc/>
    public AnomalyReading Observe(DateTimeOffset at, double value)
    {
        if (AnomalyDetector.WhyRefused(value) is { } why) return AnomalyReading.Refuse(why);
        double score = _value.Observe(value);
        return new(score, score > 0 ? AnomalySense.Value : AnomalySense.None, null);
    }
}
