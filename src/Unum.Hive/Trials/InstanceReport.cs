namespace Unum.Hive.Trials;

/// <summary>What came of an <see cref="InstanceTrial"/>.</summary>
/// <param name="Instances">In one process.</param>
/// <param name="Deltas">In each one's set.</param>
/// <param name="BuildSeconds">To make them, with a key each, and to let each learn, sign and keep one delta.</param>
/// <param name="SpreadSeconds">To bring every delta to every instance, verified once.</param>
/// <param name="BasinSeconds">To compute one instance's basin from its set.</param>
/// <param name="BytesPerInstance">Managed memory, with everything in it.</param>
/// <param name="VerifyMicroseconds">Processor time to read a delta and to verify its signature.</param>
/// <param name="MergeMicroseconds">Processor time to take a verified delta into a set of a hundred and to compute the basin anew.</param>
/// <param name="MergeTogetherMicroseconds">The same for each of 64 that come at once, as gossip delivers them: the basin is computed once for all.</param>
/// <param name="DeltasPerSecond">Verified and merged 64 at once, one core.</param>
public sealed record InstanceReport(
    int Instances, int Deltas, double BuildSeconds, double SpreadSeconds, double BasinSeconds, double BytesPerInstance, double VerifyMicroseconds, double MergeMicroseconds, double MergeTogetherMicroseconds, double DeltasPerSecond);
