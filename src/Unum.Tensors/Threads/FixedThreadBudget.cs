namespace Unum.Tensors.Threads;

/// <summary>Always the same number of threads.</summary>
public sealed class FixedThreadBudget : IThreadBudget
{
    /// <summary>A budget of so many threads.</summary>
    /// <param name="threads">1 or more.</param>
    public FixedThreadBudget(int threads)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        Threads = threads;
    }

    /// <summary>The caller's own thread and no other.</summary>
    public static FixedThreadBudget One { get; } = new(1);

    /// <inheritdoc/>
    public int Threads { get; }
}
