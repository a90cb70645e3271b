namespace Unum.Kairos.Connectivity;

/// <summary>What <see cref="RecordingAnalysis"/> found.</summary>
/// <param name="Channels">Streams.</param>
/// <param name="Samples">Samples of each.</param>
/// <param name="Pairs">Channels (Channels - 1) / 2.</param>
/// <param name="Seconds">Duration.</param>
/// <param name="Measures">One summary per measure asked for, in the order of <see cref="ConnectivityMeasure"/>.</param>
public sealed record RecordingConnectivity(int Channels, int Samples, int Pairs, double Seconds, IReadOnlyList<MeasureSummary> Measures);
