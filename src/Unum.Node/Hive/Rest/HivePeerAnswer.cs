namespace Unum.Node.Hive.Rest;

/// <summary>Another process.</summary>
internal sealed record HivePeerAnswer(string Address, double? SeenSeconds, string? Error);
