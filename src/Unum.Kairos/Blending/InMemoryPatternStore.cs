using static System.FormattableString;

namespace Unum.Kairos.Blending;

/// <summary>A store that lasts as long as the process: for simulations and for nodes told to keep nothing.</summary>
public sealed class InMemoryPatternStore : IPatternStore
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<long, PhasePattern> _patterns = [];
    private readonly Dictionary<string, byte[]> _hours = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public Task<PatternSnapshot> LoadAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            Dictionary<string, byte[]> hours = _hours.ToDictionary(h => h.Key, h => (byte[])h.Value.Clone(), StringComparer.Ordinal);
            return Task.FromResult(new PatternSnapshot([.. _patterns.Values], hours));
        }
    }

    /// <inheritdoc/>
    public Task SaveAsync(PatternChanges changes, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        foreach (PhasePattern pattern in changes.Changed)
            if (pattern.WhyUnsound() is { } why) throw new ArgumentException(Invariant($"Pattern {pattern.Id} cannot be saved: {why}."), nameof(changes));
        lock (_gate)
        {
            foreach (PhasePattern pattern in changes.Changed) _patterns[pattern.Id] = pattern;
            foreach (long id in changes.Forgotten) _patterns.Remove(id);
            foreach ((string sensor, byte[] hours) in changes.Hours) _hours[sensor] = (byte[])hours.Clone();
        }

        return Task.CompletedTask;
    }
}
