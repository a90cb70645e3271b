namespace Unum.Benchmarks.Kairos.Nab;

/// <summary>One series of the benchmark with its labels.</summary>
/// <param name="Name">Category/file.csv.</param>
/// <param name="Times">Times of the rows as stated in the file, read as UTC.</param>
/// <param name="Values">Values of the rows.</param>
/// <param name="Windows">Labelled windows in order, not overlapping.</param>
public sealed record NabSeries(string Name, DateTimeOffset[] Times, double[] Values, IReadOnlyList<NabWindow> Windows)
{
    /// <summary>Folder of the file: realKnownCause and so on.</summary>
    public string Category => Name[..Name.IndexOf('/', StringComparison.Ordinal)];
}
