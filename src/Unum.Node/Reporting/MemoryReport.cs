namespace Unum.Node.Reporting;

/// <summary>The answer to GET /memory.</summary>
/// <param name="Trouble">Why the memory could not be saved; null when it could.</param>
/// <param name="Patterns">Remembered patterns, most like the present first.</param>
/// <param name="Expected">What each sensor should read at this hour of the week, from what was learned.</param>
internal sealed record MemoryReport(
    string? Trouble, IReadOnlyList<RecollectionReport> Patterns, IReadOnlyDictionary<string, ExpectationReport> Expected);
