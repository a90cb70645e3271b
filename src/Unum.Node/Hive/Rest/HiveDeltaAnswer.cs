namespace Unum.Node.Hive.Rest;

/// <summary>One delta of the set; its time in Unix seconds.</summary>
internal sealed record HiveDeltaAnswer(string Cid, string Author, uint Lamport, string? Parent, int Modes, int Bytes, double AcceptedAt);
