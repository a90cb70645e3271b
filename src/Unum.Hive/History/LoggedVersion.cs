using Unum.Hive.Content;

namespace Unum.Hive.History;

/// <summary>A version and its name.</summary>
/// <param name="Cid">Its name.</param>
/// <param name="Version">What it says.</param>
public readonly record struct LoggedVersion(Cid Cid, BasinVersion Version);
