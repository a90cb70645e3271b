namespace Unum.Node.Hive;

/// <summary>An expert that was asked in vain.</summary>
internal sealed record SilentExpert(string Node, string Reason);
