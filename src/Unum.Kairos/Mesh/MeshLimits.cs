namespace Unum.Kairos.Mesh;

/// <summary>The checked <see cref="MeshOptions"/> as ticks, once for all peers.</summary>
internal sealed class MeshLimits
{
    public MeshLimits(MeshOptions options)
    {
        options.Validate();
        Beat = options.BeatPeriod.Ticks;
        MaxBeat = options.MaxBeatPeriod.Ticks;
        LostAfterBeats = options.LostAfterBeats;
        WeightCap = options.WeightCap;
        MaxPeers = options.MaxPeers;
        MaxAge = options.MaxAge.Ticks;
        MaxAhead = options.MaxAhead.Ticks;
        MaxOffset = options.MaxClockOffset.Ticks;
        MaxDrift = options.MaxClockDrift;
        ReleaseAfter = options.ReleaseAfter.Ticks;
    }

    public long Beat { get; }

    public long MaxBeat { get; }

    public int LostAfterBeats { get; }

    public double WeightCap { get; }

    public int MaxPeers { get; }

    public long MaxAge { get; }

    public long MaxAhead { get; }

    public long MaxOffset { get; }

    public double MaxDrift { get; }

    public long ReleaseAfter { get; }

    /// <summary>
    /// Silence after which everything ever accepted of a peer would be refused as too old even from a stranger, so that its
    /// memory can be dropped without letting a replay in: it may have been MaxOffset ahead and must be MaxOffset behind.
    /// </summary>
    public long Retention => (2 * MaxOffset) + MaxAge + MaxAhead;
}
