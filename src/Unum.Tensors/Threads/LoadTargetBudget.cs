namespace Unum.Tensors.Threads;

/// <summary>
/// A share of the processors: with the default target kappa = 0.6, three of five. A regulator that watches the load moves
/// <see cref="Target"/>.
/// </summary>
public sealed class LoadTargetBudget : IThreadBudget
{
    /// <summary>The load that a healthy system keeps to, so that 40 % stay in reserve.</summary>
    public const double Kappa = 0.6;

    private readonly int _processors;
    private double _target = Kappa;

    /// <summary>A budget over some processors.</summary>
    /// <param name="processors">1 or more; the machine's when left out.</param>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than 1.</exception>
    public LoadTargetBudget(int? processors = null)
    {
        _processors = processors ?? Environment.ProcessorCount;
        ArgumentOutOfRangeException.ThrowIfLessThan(_processors, 1, nameof(processors));
    }

    /// <summary>Share of the processors to load, above 0 and up to 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Outside that range, or not a number.</exception>
    public double Target
    {
        get => Volatile.Read(ref _target);
        set
        {
            if (!(value is > 0 and <= 1)) throw new ArgumentOutOfRangeException(nameof(value), value, "A load target lies above 0 and up to 1.");
            Volatile.Write(ref _target, value);
        }
    }

    /// <inheritdoc/>
    public int Threads => Math.Max(1, (int)Math.Floor((_processors * Target) + 1e-9));
}
