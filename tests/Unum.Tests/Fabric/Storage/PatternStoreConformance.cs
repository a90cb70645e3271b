using System.Globalization;
using System.Numerics;
using Unum.Kairos.Blending;

namespace Unum.Tests.Fabric.Storage;

/// <summary>What every pattern store must do.</summary>
public abstract class PatternStoreConformance
{
    private static readonly DateTimeOffset Start = new(2026, 3, 2, 1, 2, 3, 456, TimeSpan.Zero);

    /// <summary>A store that is empty on the first call and the same one, opened anew, on later ones.</summary>
    protected abstract IPatternStore Open();

    [Fact]
    public async Task An_unused_store_is_empty()
    {
        PatternSnapshot kept = await Open().LoadAsync(CancellationToken.None);
        Assert.Empty(kept.Patterns);
        Assert.Empty(kept.Hours);
    }

    [Fact]
    public async Task What_was_saved_comes_back_exactly()
    {
        PhasePattern[] patterns = [Pattern(1, 3), Pattern(7, 1), Pattern(long.MaxValue - 1, 20)];
        byte[] hours = [.. Enumerable.Range(0, 300).Select(i => (byte)i)];
        await Open().SaveAsync(new(patterns, [], new Dictionary<string, byte[]> { ["cpu"] = hours }), CancellationToken.None);
        PatternSnapshot kept = await Open().LoadAsync(CancellationToken.None);
        Assert.Equal(patterns.Length, kept.Patterns.Count);
        foreach ((PhasePattern saved, PhasePattern loaded) in patterns.Zip(kept.Patterns)) Same(saved, loaded);
        Assert.Equal(hours, kept.Hours["cpu"]);
    }

    [Fact]
    public async Task A_new_version_replaces_the_old_one_whole()
    {
        IPatternStore store = Open();
        await store.SaveAsync(Changes(Pattern(1, 5), Pattern(2, 2)), CancellationToken.None);
        PhasePattern newer = Pattern(1, 2) with { Count = 9, Strength = 3.25, LastSeen = Start.AddYears(1) };
        await store.SaveAsync(Changes(newer), CancellationToken.None);
        PatternSnapshot kept = await Open().LoadAsync(CancellationToken.None);
        Same(newer, kept.Patterns[0]);
        Assert.Equal(2, kept.Patterns.Count);
    }

    [Fact]
    public async Task A_forgotten_pattern_is_gone_and_forgetting_the_unknown_is_no_error()
    {
        IPatternStore store = Open();
        await store.SaveAsync(Changes(Pattern(1, 2), Pattern(2, 2)), CancellationToken.None);
        await store.SaveAsync(new([], [1, 99], new Dictionary<string, byte[]>()), CancellationToken.None);
        Assert.Equal([2L], (await Open().LoadAsync(CancellationToken.None)).Patterns.Select(p => p.Id));
    }

    [Fact]
    public async Task Saving_the_same_changes_twice_is_the_same_as_once()
    {
        PatternChanges changes = Changes(Pattern(1, 3), Pattern(2, 4));
        IPatternStore store = Open();
        await store.SaveAsync(changes, CancellationToken.None);
        await store.SaveAsync(changes, CancellationToken.None);
        Assert.Equal(2, (await store.LoadAsync(CancellationToken.None)).Patterns.Count);
    }

    [Fact]
    public async Task An_unsound_pattern_is_refused_and_nothing_of_its_changes_is_applied()
    {
        IPatternStore store = Open();
        PhasePattern unsound = Pattern(2, 2) with { Strength = double.NaN };
        await Assert.ThrowsAsync<ArgumentException>(() => store.SaveAsync(Changes(Pattern(1, 2), unsound), CancellationToken.None));
        Assert.Empty((await store.LoadAsync(CancellationToken.None)).Patterns);
    }

    [Fact]
    public async Task Sensor_names_of_any_script_come_back_in_the_memorys_order()
    {
        string[] names = ["Z", "a", "\uFFFD", "\U0001F321", "ä", "a'; DROP TABLE patterns; --", "\u00e9", "e\u0301"];
        Array.Sort(names, StringComparer.Ordinal);
        PhasePattern pattern = Pattern(1, names.Length) with { Sensors = names };
        Assert.Null(pattern.WhyUnsound());
        await Open().SaveAsync(Changes(pattern), CancellationToken.None);
        PatternSnapshot kept = await Open().LoadAsync(CancellationToken.None);
        Same(pattern, kept.Patterns.Single());
        Assert.Null(kept.Patterns[0].WhyUnsound());
    }

    [Fact]
    public async Task Many_at_once_wait_for_each_other()
    {
        IPatternStore store = Open();
        await Task.WhenAll(Enumerable.Range(1, 40).Select(i => store.SaveAsync(Changes(Pattern(i, 3)), CancellationToken.None)));
        Assert.Equal(40, (await store.LoadAsync(CancellationToken.None)).Patterns.Count);
    }

    [Fact]
    public async Task A_cancelled_call_does_nothing()
    {
        IPatternStore store = Open();
        using CancellationTokenSource cancelled = new();
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => store.SaveAsync(Changes(Pattern(1, 1)), cancelled.Token));
        Assert.Empty((await store.LoadAsync(CancellationToken.None)).Patterns);
    }

    [Fact]
    public async Task A_memory_of_a_thousand_patterns_survives()
    {
        PhasePattern[] patterns = [.. Enumerable.Range(1, 1000).Select(i => Pattern(i, 8))];
        await Open().SaveAsync(Changes(patterns), CancellationToken.None);
        BlendMemory memory = await BlendMemory.LoadAsync(Open(), new() { Capacity = 1000 }, CancellationToken.None);
        Assert.Equal(1000, memory.Patterns.Count);
        Assert.Equal(1001, memory.Blend(new Dictionary<string, Complex> { ["other"] = 1 }, Start).Pattern.Id);
    }

    /// <summary>A sound pattern, the same for the same arguments.</summary>
    protected static PhasePattern Pattern(long id, int sensors)
    {
        Random random = new((int)(id % 1000));
        Complex[] phases = [.. Enumerable.Range(0, sensors).Select(_ => new Complex(random.NextDouble() + 0.1, random.NextDouble()))];
        double norm = Math.Sqrt(phases.Sum(z => z.Real * z.Real + z.Imaginary * z.Imaginary));
        return new(
            id, [.. Enumerable.Range(0, sensors).Select(i => "s" + i.ToString("00", CultureInfo.InvariantCulture))], [.. phases.Select(z => z / norm)],
            1 + random.NextDouble(), Start, Start.AddTicks(random.Next()), 1 + random.Next(100));
    }

    /// <summary>Changes of some patterns alone.</summary>
    protected static PatternChanges Changes(params PhasePattern[] patterns) => new(patterns, [], new Dictionary<string, byte[]>());

    private static void Same(PhasePattern expected, PhasePattern actual)
    {
        Assert.Equal(expected.Sensors, actual.Sensors);
        Assert.Equal(expected.Phases, actual.Phases);
        Assert.Equal(expected with { Sensors = actual.Sensors, Phases = actual.Phases }, actual);
    }
}
