namespace Unum.Node.Reporting;

/// <summary>What a sensor should read now.</summary>
/// <param name="Mean">Expected value, in the sensor's unit.</param>
/// <param name="Spread">Standard deviation around it; null with fewer than two observations.</param>
/// <param name="Basis">What it rests on: overall, hour_of_day or hour_of_week.</param>
internal sealed record ExpectationReport(double Mean, double? Spread, string Basis);
