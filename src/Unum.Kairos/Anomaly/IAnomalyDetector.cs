namespace Unum.Kairos.Anomaly;

/// <summary>Scores the rows of one stream as they come.</summary>
/// <remarks>
/// The score of a row depends on that row and the rows before it, never on later ones. A value that is not finite, or beyond
/// +-1e120, is refused with a reason and leaves the detector as it was. Timestamps may repeat, step back or leave gaps.
/// O(1) time and memory a row, no allocation. One instance a stream; not thread-safe.
/// </remarks>
public interface IAnomalyDetector
{
    /// <summary>Takes one row in and says how strange it is.</summary>
    AnomalyReading Observe(DateTimeOffset at, double value);
}
