namespace Unum.Hive.Trials;

/// <summary>What came of a <see cref="GossipTrial"/>.</summary>
/// <param name="Instances">How many.</param>
/// <param name="Seed">Repeats it.</param>
/// <param name="Loss">Share of messages lost.</param>
/// <param name="Deltas">Deltas in the end, the same at all.</param>
/// <param name="Rounds">Rounds until all had the same set; -1 when they did not within the limit.</param>
/// <param name="MessagesPerInstance">Messages sent, the mean.</param>
/// <param name="BytesPerInstance">Their bytes, the mean.</param>
/// <param name="LargestMessage">Bytes of the largest message.</param>
/// <param name="Basins">Different basins in the end, among those computed: 1 when all agree.</param>
public sealed record GossipReport(int Instances, int Seed, double Loss, int Deltas, int Rounds, double MessagesPerInstance, double BytesPerInstance, int LargestMessage, int Basins);
