namespace Unum.Node.Hive.Rest;

/// <summary>A step of the basin; its time in Unix seconds.</summary>
internal sealed record HiveVersionAnswer(string Cid, IReadOnlyList<string> Parents, string Author, uint Lamport, IReadOnlyList<string> Deltas, double Time);
