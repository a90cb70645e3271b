using Unum.Hive.Content;

namespace Unum.Hive.History;

/// <summary>Something in a history that does not hold.</summary>
/// <param name="Cid">Which block.</param>
/// <param name="What">What is wrong with it, as a sentence.</param>
public readonly record struct HistoryFault(Cid Cid, string What);
