namespace Unum.Node.Reporting;

/// <summary>WE between two nodes of this process.</summary>
/// <param name="A">One node.</param>
/// <param name="B">The other.</param>
/// <param name="Strength">Bits a beat by which each is better foretold when it is given the other's past; 0 without a tie.</param>
/// <param name="Chance">Smaller of the two p-values.</param>
/// <param name="Leads">Who foretells the other; "both", or null when neither does significantly.</param>
internal sealed record WeReport(string A, string B, double Strength, double Chance, string? Leads);
