using Unum.Kairos.Emergence;
using Unum.Kairos.Mesh;

namespace Unum.Simulation;

/// <summary>What a world is made of; everything else comes from its seed.</summary>
internal sealed record Plan
{
    public required int Nodes { get; init; }

    public MeshKind Kind { get; init; } = MeshKind.PhaseLocked;

    public TimeSpan Beat { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>Of the local state.</summary>
    public double Alpha { get; init; } = 0.25;

    public bool Faulty { get; init; } = true;

    /// <summary>Clocks off by up to so much, and running wrong by up to a tenth of what is allowed.</summary>
    public double MaxSkewSeconds { get; init; } = 30;

    public bool EqualWeights { get; init; }

    public bool Keyed { get; init; }

    public bool Records { get; init; }

    public bool ChecksRefusals { get; init; }

    /// <summary>Decode each frame once for all nodes: for large worlds, where the codec is not what is tested.</summary>
    public bool DecodeOnce { get; init; }

    public int Chords { get; init; } = 3;

    public MeshOptions Mesh { get; init; } = new() { BeatPeriod = TimeSpan.FromMilliseconds(250) };

    public EmergenceOptions Emergence { get; init; } = new() { FalseAlarm = 1e-4 };
}
