namespace Unum.Node.Hive.Rest;

/// <summary>What the set says of an author; trust 0 to 1.</summary>
internal sealed record HiveAuthorAnswer(string Author, double Trust, bool Established, int Accepted, int Refused, int Deltas, bool Equivocates);
