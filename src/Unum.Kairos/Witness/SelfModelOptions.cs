namespace Unum.Kairos.Witness;

/// <summary>How a node models itself.</summary>
public sealed record SelfModelOptions
{
    /// <summary>Effective memory in beats: [20, 1e6], default 600 (a minute at 10 Hz). Short adapts sooner and knows itself less.</summary>
    public int Memory { get; init; } = 600;

    /// <summary>Differences of phase velocity below this mean nothing, rad/s: [1e-9, 1e3], default 1e-4. Too small and the last
    /// digit of a steady sensor surprises; too large and real change does not.</summary>
    public double VelocityResolution { get; init; } = 1e-4;

    /// <summary>Differences of coherence below this mean nothing: [1e-9, 1], default 1e-4.</summary>
    public double CoherenceResolution { get; init; } = 1e-4;

    internal void Check()
    {
        Within(Memory, 20, 1e6, nameof(Memory));
        Within(VelocityResolution, 1e-9, 1e3, nameof(VelocityResolution));
        Within(CoherenceResolution, 1e-9, 1, nameof(CoherenceResolution));
    }

    private static void Within(double value, double least, double most, string name)
    {
        if (!(value >= least && value <= most))
            throw new ArgumentOutOfRangeException(name, value, FormattableString.Invariant($"Must be within {least} and {most}."));
    }
}
