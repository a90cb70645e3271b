using System.Numerics;
using Unum.Devices.Sensing;
using Unum.Fabric.Storage;
using Unum.Kairos.Blending;
using Unum.Node.Reporting;

namespace Unum.Node.Running;

/// <summary>The lasting memory of this computer: patterns across its sensors, and what each hour of the week is like.</summary>
internal sealed class Remembrance : IAsyncDisposable
{
    private static readonly TimeSpan LearnEvery = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan SaveEvery = TimeSpan.FromSeconds(30);

    private readonly IPatternStore _store;
    private readonly BlendMemory _memory;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Complex> _phases = new(StringComparer.Ordinal);
    private DateTimeOffset _learned;
    private DateTimeOffset _saved;
    private Task _saving = Task.CompletedTask;

    private Remembrance(IPatternStore store, BlendMemory memory)
    {
        _store = store;
        _memory = memory;
    }

    /// <summary>Why the last save failed; null when it did not.</summary>
    public string? Trouble { get; private set; }

    /// <summary>Opens the memory of this computer, or an empty one that is not kept when there is no folder for it.</summary>
    /// <exception cref="IOException">The memory there cannot be read; it is left as it is.</exception>
    public static async Task<Remembrance> OpenAsync(string? folder, CancellationToken cancellationToken)
    {
        IPatternStore store = new InMemoryPatternStore();
        if (folder is not null)
        {
            Directory.CreateDirectory(folder);
            store = new SqlitePatternStore(Path.Combine(folder, "memory.db"));
        }

        return new Remembrance(store, await BlendMemory.LoadAsync(store, null, cancellationToken));
    }

    /// <summary>Blends the phases of all live sensors in, because something collapsed.</summary>
    /// <returns>What it was like, for a person; null when there was nothing to blend.</returns>
    public string? Blend(IReadOnlyList<LocalNode> nodes, DateTimeOffset now)
    {
        lock (_gate)
        {
            if (!Collect(nodes)) return null;
            BlendOutcome outcome = _memory.Blend(_phases, now);
            return outcome.IsNew
                ? FormattableString.Invariant($"a new pattern, #{outcome.Pattern.Id}")
                : FormattableString.Invariant($"pattern #{outcome.Pattern.Id} again ({outcome.Similarity:F2} alike), seen {outcome.Pattern.Count} times since {outcome.Pattern.FirstSeen:yyyy-MM-dd HH:mm}");
        }
    }

    /// <summary>Learns the hour of the week, once a minute, and saves, twice a minute.</summary>
    public void Keep(IReadOnlyList<LocalNode> nodes, DateTimeOffset now)
    {
        if (now - _learned >= LearnEvery)
        {
            _learned = now;
            lock (_gate)
            {
                foreach (LocalNode node in nodes)
                {
                    for (int i = 0; i < node.Sensors.Count; i++)
                    {
                        double value = node.Mind.Sensors[i].BeatValue;
                        if (node.Sensors[i].Health.Status == SensorStatus.Live && double.IsFinite(value)) _memory.Observe(node.Sensors[i].Description.Id, now.ToLocalTime(), value);
                    }
                }
            }
        }

        if (now - _saved < SaveEvery || !_saving.IsCompleted) return;
        _saved = now;
        _saving = SaveAsync();
    }

    /// <summary>The patterns most like the present, and what this hour of the week should be like.</summary>
    public MemoryReport Recall(IReadOnlyList<LocalNode> nodes, DateTimeOffset now, int most)
    {
        lock (_gate)
        {
            Dictionary<string, ExpectationReport> expected = new(StringComparer.Ordinal);
            foreach (string sensor in _memory.Sensors)
            {
                Expectation of = _memory.Expect(sensor, now.ToLocalTime());
                if (of.Basis == ExpectationBasis.None) continue;
                expected[sensor] = new ExpectationReport(
                    Wire.Number(of.Mean), double.IsFinite(of.Spread) ? Wire.Number(of.Spread) : null, Wire.Word(of.Basis));
            }

            return new MemoryReport(Trouble, Collect(nodes) ? [.. _memory.Recall(_phases, now, most).Select(Report)] : [], expected);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _saving;
        await SaveAsync();
        (_store as IDisposable)?.Dispose();
    }

    private async Task SaveAsync()
    {
        Task save;
        lock (_gate) save = _memory.SaveAsync(_store, CancellationToken.None);
        try
        {
            await save;
            Trouble = null;
        }
        catch (IOException e)
        {
            Trouble = e.Message; // what was not saved is kept for the next time
        }
    }

    private static RecollectionReport Report(Recollection recalled) => new(
        recalled.Pattern.Id, Wire.Number(recalled.Similarity), Wire.Number(recalled.Strength), recalled.Pattern.FirstSeen, recalled.Pattern.LastSeen,
        recalled.Pattern.Count,
        recalled.Pattern.Sensors.Zip(recalled.Pattern.Phases).ToDictionary(p => p.First, p => PhaseReport.From(p.Second), StringComparer.Ordinal));

    private bool Collect(IReadOnlyList<LocalNode> nodes)
    {
        _phases.Clear();
        bool any = false;
        foreach (LocalNode node in nodes)
        {
            for (int i = 0; i < node.Sensors.Count; i++)
            {
                Complex state = node.Mind.Sensors[i].State;
                if (node.Sensors[i].Health.Status != SensorStatus.Live || state == Complex.Zero) continue;
                _phases[node.Sensors[i].Description.Id] = state;
                any = true;
            }
        }

        return any;
    }
}
