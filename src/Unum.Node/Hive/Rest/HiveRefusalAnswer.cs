namespace Unum.Node.Hive.Rest;

/// <summary>A refusal; its time in Unix seconds.</summary>
internal sealed record HiveRefusalAnswer(string Reason, string Detail, string? Author, string? Cid, double Time);
