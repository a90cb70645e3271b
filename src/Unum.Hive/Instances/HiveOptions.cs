using Unum.Hive.Geometry;
using Unum.Hive.Packets;

namespace Unum.Hive.Instances;

/// <summary>How one instance takes part in a hive.</summary>
public sealed record HiveOptions
{
    /// <summary>The hive's charter; null (the default) is an open hive without founders and panel, in which all authors count alike.</summary>
    public HiveCharter? Charter { get; init; }

    /// <summary>Verified deltas, shared with other instances of the process; null (the default): a library of its own.</summary>
    public DeltaLibrary? Library { get; init; }

    /// <summary>How beta runs.</summary>
    public RunningCoupling Coupling { get; init; } = RunningCoupling.Default;

    /// <summary>Modes a concept: 1 to 16; 0 (the default) is what suits the frame, 3 for vectors and 1 for texts. More tell finer, and fewer concepts fit a delta.</summary>
    public int ModesPerConcept { get; init; }

    /// <summary>Binary logarithm of the instance's parameters, 0 to 255, default 12. Larger instances weigh more, up to sixteen times.</summary>
    public byte Capacity { get; init; } = 12;

    /// <summary>Share of its time that it is there, in 255ths, default 128. Decides who coordinates.</summary>
    public byte Availability { get; init; } = 128;

    /// <summary>Of so many observations of a concept one is kept for validation and not learned: 2 to 1,000, default 5.</summary>
    public int ValidationEvery { get; init; } = 5;

    /// <summary>Most observations kept for validation, 1 to 65,536, default 1,024; the oldest go.</summary>
    public int MostValidation { get; init; } = 1024;

    /// <summary>Most deltas in the set, default 65,536 (32 MiB of history). Beyond it the instance refuses and no longer agrees with those that hold more.</summary>
    public int MostDeltas { get; init; } = 1 << 16;

    /// <summary>Most authors, 1 to 7,000, default 6,000: with the modes they bound a coordinator's state to a mebibyte.</summary>
    public int MostAuthors { get; init; } = 6000;

    /// <summary>Most deltas that wait for a parent, default 1,024.</summary>
    public int MostHeld { get; init; } = 1024;

    internal int ModesFor(IFrame frame) => ModesPerConcept > 0 ? ModesPerConcept : frame.Form == ModeForm.Dense ? 3 : 1;

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)ModesPerConcept, (uint)ModeId.MostModes, nameof(ModesPerConcept));
        ArgumentOutOfRangeException.ThrowIfLessThan(ValidationEvery, 2, nameof(ValidationEvery));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(ValidationEvery, 1000, nameof(ValidationEvery));
        ArgumentOutOfRangeException.ThrowIfLessThan(MostValidation, 1, nameof(MostValidation));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(MostValidation, 1 << 16, nameof(MostValidation));
        ArgumentOutOfRangeException.ThrowIfLessThan(MostDeltas, 1, nameof(MostDeltas));
        ArgumentOutOfRangeException.ThrowIfLessThan(MostAuthors, 1, nameof(MostAuthors));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(MostAuthors, 7000, nameof(MostAuthors));
        ArgumentOutOfRangeException.ThrowIfLessThan(MostHeld, 0, nameof(MostHeld));
    }
}
