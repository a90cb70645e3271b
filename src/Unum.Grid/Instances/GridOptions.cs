using Unum.Grid.Space;

namespace Unum.Grid.Instances;

/// <summary>How a catalogue keeps its instances.</summary>
public sealed record GridOptions
{
    /// <summary>The clock; its time is written into the history, and replay uses that.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Makes the minds of an instance; null: process and sync are refused.</summary>
    public Func<Dimensions, IFaceWork>? FaceWork { get; init; }

    /// <summary>Operations between two Merkle commits that happen by themselves; 0 for none.</summary>
    public int CommitEvery { get; init; } = 100_000;

    /// <summary>Operations between two snapshots that happen by themselves; 0 for none.</summary>
    public int SnapshotEvery { get; init; } = 1_000_000;

    /// <summary>How long a reader waits for the writer before it is told to come back.</summary>
    public TimeSpan ReadPatience { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Operations that may wait for the writer; more are refused.</summary>
    public int MostWaiting { get; init; } = 65_536;

    /// <summary>Longest text that a process operation may carry, in UTF-8 bytes.</summary>
    public int MostTextBytes { get; init; } = 65_536;
}
