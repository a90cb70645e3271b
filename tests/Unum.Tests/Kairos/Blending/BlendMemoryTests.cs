using System.Globalization;
using System.Numerics;
using Unum.Kairos.Blending;

namespace Unum.Tests.Kairos.Blending;

public sealed class BlendMemoryTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 2, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_pattern_turned_as_a_whole_is_the_same_pattern()
    {
        Random random = new(1);
        BlendMemory memory = new();
        Dictionary<string, Complex> pattern = Pattern(random, 6);
        memory.Blend(pattern, Start);
        for (int i = 1; i <= 50; i++)
        {
            Complex turn = Complex.FromPolarCoordinates(0.1 + random.NextDouble(), 2 * Math.PI * random.NextDouble());
            BlendOutcome outcome = memory.Blend(pattern.ToDictionary(p => p.Key, p => turn * p.Value), Start.AddMinutes(i));
            Assert.False(outcome.IsNew);
            Assert.Equal(1, outcome.Similarity, 9);
        }

        PhasePattern kept = Assert.Single(memory.Patterns);
        Assert.Equal((51L, Start, Start.AddMinutes(50)), (kept.Count, kept.FirstSeen, kept.LastSeen));
    }

    [Fact]
    public void Similarity_is_the_inner_product_written_out()
    {
        Random random = new(2);
        for (int trial = 0; trial < 50; trial++)
        {
            Dictionary<string, Complex> a = Pattern(random, 5), b = Pattern(random, 5);
            a.Remove("s1");
            b.Remove("s3");
            Complex dot = a.Keys.Intersect(b.Keys).Aggregate(Complex.Zero, (sum, id) => sum + Complex.Conjugate(a[id]) * b[id]);
            double expected = Complex.Abs(dot) / Math.Sqrt(a.Values.Sum(Squared) * b.Values.Sum(Squared));
            BlendMemory memory = new();
            memory.Blend(a, Start);
            Assert.Equal(expected, memory.Recall(b, Start).Single().Similarity, 9);
        }
    }

    [Fact]
    public void A_noisy_pattern_is_learned_until_it_is_known_better_than_any_single_sight_showed_it()
    {
        Random random = new(3);
        Dictionary<string, Complex> truth = Pattern(random, 8);
        BlendMemory memory = new(new() { SameFrom = 0.6 }), reference = new();
        reference.Blend(truth, Start);
        double best = 0;
        for (int i = 0; i < 200; i++)
        {
            Complex turn = Complex.FromPolarCoordinates(1, 2 * Math.PI * random.NextDouble());
            Dictionary<string, Complex> sight = truth.ToDictionary(
                t => t.Key, t => turn * (t.Value + 0.3 * Complex.FromPolarCoordinates(1, 2 * Math.PI * random.NextDouble())));
            memory.Blend(sight, Start.AddMinutes(i));
            best = Math.Max(best, reference.Recall(sight, Start)[0].Similarity);
        }

        Assert.Single(memory.Patterns);
        double known = memory.Recall(truth, Start)[0].Similarity;
        Assert.True(known > best, "better known than the clearest sight showed it");
    }

    [Fact]
    public void Patterns_that_differ_are_kept_apart_and_recalled_best_first()
    {
        BlendMemory memory = new();
        Dictionary<string, Complex> inPhase = new() { ["a"] = 1, ["b"] = 1, ["c"] = 1 };
        Dictionary<string, Complex> splay = new()
        {
            ["a"] = 1,
            ["b"] = Complex.FromPolarCoordinates(1, 2 * Math.PI / 3),
            ["c"] = Complex.FromPolarCoordinates(1, -2 * Math.PI / 3),
        };
        Assert.True(memory.Blend(inPhase, Start).IsNew);
        BlendOutcome second = memory.Blend(splay, Start.AddDays(1));
        Assert.True(second.IsNew);
        Assert.Equal(1, second.Surprise, 9); // orthogonal: 1 + w + w^2 = 0
        IReadOnlyList<Recollection> recalled = memory.Recall(splay, Start.AddDays(31));
        Assert.Equal([2L, 1L], recalled.Select(r => r.Pattern.Id));
        Assert.Equal([1.0, 0.0], recalled.Select(r => Math.Round(r.Similarity, 9)));
        Assert.Equal(0.5, recalled[0].Strength, 9); // one sight, one half-life ago
        Assert.Equal(Start.AddDays(1), recalled[0].Pattern.FirstSeen);
        Assert.Single(memory.Recall(splay, Start, most: 1));
    }

    [Fact]
    public void A_missing_sensor_lowers_similarity_by_its_share_and_its_part_of_the_pattern_stays()
    {
        BlendMemory memory = new();
        Dictionary<string, Complex> whole = Enumerable.Range(0, 8).ToDictionary(Name, i => Complex.FromPolarCoordinates(1, i));
        memory.Blend(whole, Start);
        Dictionary<string, Complex> part = whole.Where(s => s.Key != "s5").ToDictionary();
        BlendOutcome outcome = memory.Blend(part, Start.AddHours(1));
        Assert.False(outcome.IsNew);
        Assert.Equal(Math.Sqrt(7.0 / 8), outcome.Similarity, 9);
        Assert.Contains("s5", outcome.Pattern.Sensors);
        Assert.True(memory.Recall(whole, Start)[0].Similarity > 0.99);
    }

    [Fact]
    public void A_new_sensor_joins_the_pattern_in_order()
    {
        BlendMemory memory = new(new() { SameFrom = 0.5 });
        memory.Blend(new Dictionary<string, Complex> { ["b"] = 1, ["d"] = 1 }, Start);
        BlendOutcome outcome = memory.Blend(new Dictionary<string, Complex> { ["d"] = 1, ["c"] = 1, ["a"] = 1, ["b"] = 1 }, Start);
        Assert.Equal(["a", "b", "c", "d"], outcome.Pattern.Sensors);
        Assert.Null(outcome.Pattern.WhyUnsound());
    }

    [Fact]
    public void Disuse_fades_a_pattern_and_use_keeps_it()
    {
        BlendMemory memory = new(new() { HalfLife = TimeSpan.FromDays(1) });
        Dictionary<string, Complex> used = new() { ["a"] = 1, ["b"] = 1 }, unused = new() { ["a"] = 1, ["b"] = -1 };
        memory.Blend(unused, Start);
        for (int day = 0; day < 10; day++) memory.Blend(used, Start.AddDays(day));
        Assert.Equal([1L, 2L], memory.Patterns.Select(p => p.Id));
        // 1/(1 - 1/2) = 2 in the limit for one sight a day; the other is at 2^-10 and goes with the next sight.
        Assert.InRange(memory.Patterns[1].StrengthAt(Start.AddDays(9), TimeSpan.FromDays(1)), 1.99, 2);
        memory.Blend(used, Start.AddDays(10.1));
        Assert.Equal([2L], memory.Patterns.Select(p => p.Id));
    }

    [Fact]
    public void A_full_memory_forgets_the_weakest()
    {
        BlendMemory memory = new(new() { Capacity = 3, SameFrom = 0.999 });
        Random random = new(4);
        Dictionary<string, Complex>[] patterns = [.. Enumerable.Range(0, 4).Select(_ => Pattern(random, 10))];
        memory.Blend(patterns[0], Start);
        memory.Blend(patterns[1], Start.AddDays(1));
        memory.Blend(patterns[2], Start.AddDays(2));
        memory.Blend(patterns[0], Start.AddDays(3)); // now the strongest
        memory.Blend(patterns[3], Start.AddDays(4));
        Assert.Equal([1L, 3L, 4L], memory.Patterns.Select(p => p.Id));
    }

    [Fact]
    public void A_clock_that_steps_back_neither_strengthens_nor_misdates()
    {
        BlendMemory memory = new();
        Dictionary<string, Complex> pattern = new() { ["a"] = 1, ["b"] = Complex.ImaginaryOne };
        memory.Blend(pattern, Start);
        PhasePattern kept = memory.Blend(pattern, Start.AddDays(-5)).Pattern;
        Assert.Equal((Start.AddDays(-5), Start, 2.0), (kept.FirstSeen, kept.LastSeen, kept.Strength));
    }

    [Fact]
    public void What_is_no_pattern_is_refused_and_changes_nothing()
    {
        BlendMemory memory = new();
        Assert.Throws<ArgumentException>(() => memory.Blend(new Dictionary<string, Complex>(), Start));
        Assert.Throws<ArgumentException>(() => memory.Blend(new Dictionary<string, Complex> { ["a"] = 0 }, Start));
        Assert.Throws<ArgumentException>(() => memory.Blend(new Dictionary<string, Complex> { ["a"] = new(double.NaN, 0) }, Start));
        Assert.Throws<ArgumentException>(() => memory.Blend(new Dictionary<string, Complex> { [""] = 1 }, Start));
        Assert.Throws<ArgumentOutOfRangeException>(() => new BlendMemory(new() { Capacity = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new BlendMemory(new() { SameFrom = double.NaN }));
        Assert.Empty(memory.Patterns);
        Assert.True(memory.TakeChanges().IsEmpty);
    }

    [Fact]
    public void Huge_and_tiny_phases_are_patterns_like_any_other()
    {
        BlendMemory memory = new();
        memory.Blend(new Dictionary<string, Complex> { ["a"] = 1e300, ["b"] = new(0, 1e300) }, Start);
        Assert.Equal(1, memory.Recall(new Dictionary<string, Complex> { ["a"] = 1e-300, ["b"] = new(0, 1e-300) }, Start)[0].Similarity, 9);
    }

    [Fact]
    public void Everything_stored_is_sound_after_any_run_of_sights()
    {
        Random random = new(5);
        BlendMemory memory = new(new() { Capacity = 20, SameFrom = 0.6, HalfLife = TimeSpan.FromHours(5) });
        for (int i = 0; i < 2000; i++)
        {
            Dictionary<string, Complex> sight = Pattern(random, 1 + random.Next(6));
            BlendOutcome outcome = memory.Blend(sight, Start.AddMinutes(i * random.NextDouble()));
            Assert.InRange(outcome.Similarity, 0, 1);
            Assert.True(memory.Patterns.Count <= 20);
        }

        Assert.All(memory.Patterns, p => Assert.Null(p.WhyUnsound()));
        Assert.Equal(memory.Patterns.Select(p => p.Id).Order(), memory.Patterns.Select(p => p.Id));
    }

    [Fact]
    public void Hours_of_the_week_are_kept_for_each_sensor_of_its_own()
    {
        BlendMemory memory = new();
        memory.Observe("cpu", Start, 30);
        memory.Observe("light", Start, 700);
        Assert.Equal((30, 700), (memory.Expect("cpu", Start).Mean, memory.Expect("light", Start).Mean));
        Assert.Equal(Expectation.Nothing, memory.Expect("wind", Start));
        Assert.Equal(["cpu", "light"], memory.Sensors.Order());
    }

    [Fact]
    public async Task A_memory_resumes_from_its_store_as_if_it_had_never_stopped()
    {
        Random random = new(6);
        InMemoryPatternStore store = new();
        BlendMemoryOptions options = new() { Capacity = 10, SameFrom = 0.8 };
        BlendMemory lasting = new(options), resumed = new(options);
        for (int i = 0; i < 300; i++)
        {
            DateTimeOffset at = Start.AddHours(7 * i);
            Dictionary<string, Complex> sight = Pattern(random, 4);
            lasting.Blend(sight, at);
            resumed.Blend(sight, at);
            lasting.Observe("cpu", at, i);
            resumed.Observe("cpu", at, i);
            if (i % 20 != 0) continue;
            await resumed.SaveAsync(store, CancellationToken.None);
            resumed = await BlendMemory.LoadAsync(store, options, CancellationToken.None);
        }

        Assert.Equal(lasting.Patterns.Select(p => (p.Strength, p.Count, p.FirstSeen)), resumed.Patterns.Select(p => (p.Strength, p.Count, p.FirstSeen)));
        Assert.Equal(lasting.Expect("cpu", Start), resumed.Expect("cpu", Start));
    }

    [Fact]
    public async Task Changes_that_could_not_be_saved_are_saved_the_next_time()
    {
        BlendMemory memory = new(new() { Capacity = 1 });
        memory.Blend(new Dictionary<string, Complex> { ["a"] = 1, ["b"] = 1 }, Start);
        memory.Observe("a", Start, 3);
        await Assert.ThrowsAsync<IOException>(() => memory.SaveAsync(new BrokenStore(), CancellationToken.None));
        memory.Blend(new Dictionary<string, Complex> { ["a"] = 1, ["b"] = -1 }, Start.AddDays(1)); // pushes the first one out
        InMemoryPatternStore store = new();
        await memory.SaveAsync(store, CancellationToken.None);
        PatternSnapshot kept = await store.LoadAsync(CancellationToken.None);
        Assert.Equal([2L], kept.Patterns.Select(p => p.Id));
        Assert.True(kept.Hours.ContainsKey("a"));
        Assert.True(memory.TakeChanges().IsEmpty);
    }

    private static Dictionary<string, Complex> Pattern(Random random, int sensors) => Enumerable.Range(0, sensors).ToDictionary(
        Name, _ => Complex.FromPolarCoordinates(0.2 + random.NextDouble(), 2 * Math.PI * random.NextDouble()));

    private static string Name(int sensor) => "s" + sensor.ToString(CultureInfo.InvariantCulture);

    private static double Squared(Complex z) => z.Real * z.Real + z.Imaginary * z.Imaginary;

    private sealed class BrokenStore : IPatternStore
    {
        public Task<PatternSnapshot> LoadAsync(CancellationToken cancellationToken) => throw new IOException("broken");

        public Task SaveAsync(PatternChanges changes, CancellationToken cancellationToken) => throw new IOException("broken");
    }
}
