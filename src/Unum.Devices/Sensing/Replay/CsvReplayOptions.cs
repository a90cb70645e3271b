namespace Unum.Devices.Sensing.Replay;

/// <summary>Which file is replayed, and how.</summary>
public sealed record CsvReplayOptions
{
    /// <summary>The file.</summary>
    public required string Path { get; init; }

    /// <summary>The sensor's name.</summary>
    public required string Id { get; init; }

    /// <summary>Unit of the value; <c>1</c> for none.</summary>
    public string Unit { get; init; } = "1";

    /// <summary>How many seconds of the file pass in one of the node's; above 0, finite.</summary>
    public double Speed { get; init; } = 1;

    /// <summary>Whether the file begins again after its end.</summary>
    public bool Loop { get; init; }

    /// <summary>Column of the time, by name or number from 0.</summary>
    public string TimeColumn { get; init; } = "0";

    /// <summary>Column of the value, by name or number from 0.</summary>
    public string ValueColumn { get; init; } = "1";

    /// <summary>Column of the traded size of a price; null for none.</summary>
    public string? SizeColumn { get; init; }

    /// <summary>From one row to the next where the file has no times; null to read <see cref="TimeColumn"/>.</summary>
    public TimeSpan? Step { get; init; }

    /// <summary>What the value column means.</summary>
    public CsvForm Form { get; init; }

    /// <summary>With <see cref="High"/>, the range of the mission's normalised encoding; else an amplitude.</summary>
    public double? Low { get; init; }

    /// <summary>See <see cref="Low"/>; above it.</summary>
    public double? High { get; init; }
}
