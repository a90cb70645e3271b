namespace Unum.Hive.Discovery;

/// <summary>What a question in a <see cref="DhtWorld"/> brought.</summary>
/// <param name="Found">Verified records.</param>
/// <param name="Living">Those of them whose node lives.</param>
/// <param name="Requests">Requests made for it.</param>
/// <param name="Hops">Longest chain of who named whom among those that answered.</param>
public readonly record struct DhtFinding(int Found, int Living, int Requests, int Hops);
