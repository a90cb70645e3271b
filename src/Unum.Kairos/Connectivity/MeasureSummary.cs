namespace Unum.Kairos.Connectivity;

/// <summary>One measure over all pairs of a recording.</summary>
/// <param name="Measure">Which.</param>
/// <param name="Name">Its usual name, such as <c>wpli2_debiased</c>.</param>
/// <param name="Mean">Mean over pairs i &lt; j of the value as defined; for imcoh it depends on the order of the channels.</param>
/// <param name="MeanMagnitude">Mean over pairs of its magnitude; equal to <paramref name="Mean"/> for measures that are never negative.</param>
/// <param name="Top">The pairs of largest value (imcoh: of largest magnitude), largest first; ties in the order of the pairs.</param>
/// <param name="Values">All pairs, in the order of <see cref="ConnectivityTracker.PairIndex"/>.</param>
public sealed record MeasureSummary(
    ConnectivityMeasure Measure,
    string Name,
    double Mean,
    double MeanMagnitude,
    IReadOnlyList<PairValue> Top,
    IReadOnlyList<double> Values);
