namespace Unum.Kairos.Anomaly;

/// <summary>What a detector says of one row.</summary>
/// <param name="Score">How strange the row is, in [0, 1); comparable between streams; 0 for a refused row.</param>
/// <param name="Sense">What made it strange; None when the score is 0.</param>
/// <param name="Refused">Why the row was not taken in; null when it was.</param>
public readonly record struct AnomalyReading(double Score, AnomalySense Sense, string? Refused)
{
    /// <summary>A row that was not taken in.</summary>
    internal static AnomalyReading Refuse(string why) => new(0, AnomalySense.None, why);
}
