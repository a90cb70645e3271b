using System.Numerics;
using static System.FormattableString;

namespace Unum.Kairos.Blending;

/// <summary>
/// The mind's lasting memory of how its sensors stood to each other, and of what each hour of the week is like.
/// </summary>
/// <remarks>
/// When something collapses, the phases of all sensors at that moment form a complex vector (one component a sensor, ordinal
/// order of ids, unit length, missing sensors zero). Its similarity to a stored pattern is |&lt;a, b&gt;| in [0, 1]: the same for
/// both turned by any common rotation, as only the sensors' phases relative to each other are a pattern. The nearest pattern
/// from <see cref="BlendMemoryOptions.SameFrom"/> on takes the new sight in, turned into its frame, with share 1/(count + 1)
/// (the running mean of all sights) but at least <see cref="BlendMemoryOptions.LeastShare"/>; else a new pattern begins.
/// Strength is one per sight and halves per half-life of disuse; the weakest is forgotten when the memory is full.
/// Memory: about 100 bytes and 40 bytes a sensor for each pattern, 6.4 KB a sensor for the hours. A sight costs
/// O(patterns x sensors). Time comes with every call. Not thread-safe; <see cref="TakeChanges"/> hands a store immutable data.
/// </remarks>
public sealed class BlendMemory
{
    private readonly BlendMemoryOptions _options;
    private readonly List<PhasePattern> _patterns = [];
    private readonly Dictionary<string, HourOfWeek> _hours = new(StringComparer.Ordinal);
    private readonly Dictionary<long, PhasePattern> _changed = [];
    private readonly HashSet<long> _forgotten = [];
    private readonly HashSet<string> _changedHours = new(StringComparer.Ordinal);
    private long _nextId = 1;

    /// <summary>An empty memory.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is outside its range.</exception>
    public BlendMemory(BlendMemoryOptions? options = null) => _options = BlendMemoryOptions.Checked(options ?? new());

    /// <summary>All patterns, in the order in which they began.</summary>
    public IReadOnlyList<PhasePattern> Patterns => _patterns;

    /// <summary>Sensors whose hours of the week are known.</summary>
    public IReadOnlyCollection<string> Sensors => _hours.Keys;

    /// <summary>A memory with everything a store kept.</summary>
    /// <exception cref="IOException">The store refuses, or holds what no memory wrote.</exception>
    public static async Task<BlendMemory> LoadAsync(IPatternStore store, BlendMemoryOptions? options, CancellationToken cancellationToken)
    {
        BlendMemory memory = new(options);
        PatternSnapshot kept = await store.LoadAsync(cancellationToken);
        foreach (PhasePattern pattern in kept.Patterns)
        {
            if (pattern.WhyUnsound() is { } why) throw new InvalidDataException(Invariant($"Pattern {pattern.Id} in the store is unsound: {why}."));
            memory._patterns.Add(pattern);
            memory._nextId = Math.Max(memory._nextId, pattern.Id + 1);
        }

        memory._patterns.Sort(static (a, b) => a.Id.CompareTo(b.Id));
        foreach ((string sensor, byte[] saved) in kept.Hours)
        {
            HourOfWeek hours = new();
            try
            {
                hours.Load(saved);
            }
            catch (ArgumentException wrong)
            {
                throw new InvalidDataException($"The hours of {sensor} in the store are unsound: {wrong.Message}", wrong);
            }

            memory._hours.Add(sensor, hours);
        }

        return memory;
    }

    /// <summary>Takes in the phases of the sensors at a moment of collapse.</summary>
    /// <param name="phases">By sensor id; sensors without a phase are left out.</param>
    /// <param name="at">When it happened.</param>
    /// <exception cref="ArgumentException">Empty, all zero, a phase that is not finite, or a sensor without an id.</exception>
    public BlendOutcome Blend(IReadOnlyDictionary<string, Complex> phases, DateTimeOffset at)
    {
        PhaseVector sight = PhaseVector.Of(phases);
        ForgetFaded(at);
        int nearest = Nearest(sight, out double similarity);
        if (nearest >= 0 && similarity >= _options.SameFrom)
        {
            PhasePattern old = _patterns[nearest];
            double share = Math.Max(1.0 / (old.Count + 1), _options.LeastShare);
            PhaseVector blended = new PhaseVector(old.Sensors, old.Phases).Towards(sight, share);
            PhasePattern now = old with
            {
                Sensors = blended.Sensors,
                Phases = blended.Phases,
                Strength = old.StrengthAt(at, _options.HalfLife) + 1,
                FirstSeen = at < old.FirstSeen ? at : old.FirstSeen,
                LastSeen = at > old.LastSeen ? at : old.LastSeen,
                Count = old.Count + 1,
            };
            _patterns[nearest] = now;
            _changed[now.Id] = now;
            return new(now, similarity, IsNew: false);
        }

        while (_patterns.Count >= _options.Capacity) Forget(Weakest(at));
        PhasePattern born = new(_nextId++, sight.Sensors, sight.Phases, 1, at, at, 1);
        _patterns.Add(born);
        _changed[born.Id] = born;
        return new(born, similarity, IsNew: true);
    }

    /// <summary>The stored patterns most like some phases, best first. Changes nothing: being asked for is not being seen.</summary>
    /// <param name="phases">By sensor id.</param>
    /// <param name="now">For their strengths.</param>
    /// <param name="most">How many at most; 1 or more.</param>
    /// <exception cref="ArgumentException">As for <see cref="Blend"/>.</exception>
    public IReadOnlyList<Recollection> Recall(IReadOnlyDictionary<string, Complex> phases, DateTimeOffset now, int most = 5)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 1);
        PhaseVector asked = PhaseVector.Of(phases);
        List<Recollection> all = new(_patterns.Count);
        foreach (PhasePattern pattern in _patterns)
            all.Add(new(pattern, Similarity(asked, pattern), pattern.StrengthAt(now, _options.HalfLife)));
        all.Sort(static (a, b) => b.Similarity != a.Similarity ? b.Similarity.CompareTo(a.Similarity) : a.Pattern.Id.CompareTo(b.Pattern.Id));
        return all.Count <= most ? all : all.GetRange(0, most);
    }

    /// <summary>Learns what a sensor read, for the hours of its week.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not finite.</exception>
    public void Observe(string sensor, DateTimeOffset at, double value)
    {
        ArgumentException.ThrowIfNullOrEmpty(sensor);
        if (!_hours.TryGetValue(sensor, out HourOfWeek? hours)) hours = new();
        hours.Observe(at, value);
        _hours[sensor] = hours;
        _changedHours.Add(sensor);
    }

    /// <summary>What a sensor should read at a moment; <see cref="Expectation.Nothing"/> of a sensor never observed.</summary>
    public Expectation Expect(string sensor, DateTimeOffset at) =>
        _hours.TryGetValue(sensor, out HourOfWeek? hours) ? hours.Expect(at) : Expectation.Nothing;

    /// <summary>Forgets a pattern now.</summary>
    /// <returns>Whether it was there.</returns>
    public bool Forget(long id)
    {
        int index = _patterns.FindIndex(p => p.Id == id);
        if (index >= 0) Forget(index);
        return index >= 0;
    }

    /// <summary>Saves what changed since the last time; keeps it for the next time when the store fails.</summary>
    public async Task SaveAsync(IPatternStore store, CancellationToken cancellationToken)
    {
        PatternChanges changes = TakeChanges();
        if (changes.IsEmpty) return;
        try
        {
            await store.SaveAsync(changes, cancellationToken);
        }
        catch
        {
            PutBack(changes);
            throw;
        }
    }

    /// <summary>What changed since this was last called, as immutable data that another thread may save.</summary>
    public PatternChanges TakeChanges()
    {
        PatternChanges changes = new(
            [.. _changed.Values],
            [.. _forgotten],
            _changedHours.ToDictionary(s => s, s => _hours[s].Save(), StringComparer.Ordinal));
        _changed.Clear();
        _forgotten.Clear();
        _changedHours.Clear();
        return changes;
    }

    /// <summary>Marks changes that could not be saved as still to be saved; what changed again since then stays newer.</summary>
    public void PutBack(PatternChanges changes)
    {
        foreach (PhasePattern pattern in changes.Changed)
            if (!_forgotten.Contains(pattern.Id)) _changed.TryAdd(pattern.Id, pattern);
        _forgotten.UnionWith(changes.Forgotten);
        _changedHours.UnionWith(changes.Hours.Keys);
    }

    private static double Similarity(PhaseVector sight, PhasePattern pattern) =>
        Math.Min(1, Complex.Abs(new PhaseVector(pattern.Sensors, pattern.Phases).Dot(sight)));

    private int Nearest(PhaseVector sight, out double similarity)
    {
        int best = -1;
        similarity = 0;
        for (int i = 0; i < _patterns.Count; i++)
        {
            double here = Similarity(sight, _patterns[i]);
            if (best >= 0 && here <= similarity) continue;
            (best, similarity) = (i, here);
        }

        return best;
    }

    private int Weakest(DateTimeOffset at)
    {
        int weakest = 0;
        for (int i = 1; i < _patterns.Count; i++)
            if (_patterns[i].StrengthAt(at, _options.HalfLife) < _patterns[weakest].StrengthAt(at, _options.HalfLife)) weakest = i;
        return weakest;
    }

    private void ForgetFaded(DateTimeOffset at)
    {
        for (int i = _patterns.Count - 1; i >= 0; i--)
            if (_patterns[i].StrengthAt(at, _options.HalfLife) < _options.ForgetBelow) Forget(i);
    }

    private void Forget(int index)
    {
        long id = _patterns[index].Id;
        _patterns.RemoveAt(index);
        _changed.Remove(id);
        _forgotten.Add(id);
    }
}
