namespace Unum.Node.Konomi;

/// <summary>How the grid, its cubes and its ledger are kept.</summary>
internal sealed record KonomiOptions
{
    /// <summary>Where everything is kept; null keeps nothing beyond this process.</summary>
    public string? Folder { get; init; }

    /// <summary>Where the model that minds are born from is kept between runs; null keeps it nowhere.</summary>
    public string? BirthFolder { get; init; }

    public TimeProvider Time { get; init; } = TimeProvider.System;
}
