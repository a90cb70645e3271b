using System.Numerics;
using Microsoft.Data.Sqlite;
using Unum.Kairos.Blending;
using static System.FormattableString;

namespace Unum.Fabric.Storage;

/// <summary>A blend memory's store in one SQLite file.</summary>
/// <remarks>
/// Tables: <c>patterns</c> (one row a pattern, times as UTC ticks of 100 ns), <c>phases</c> (one row a sensor of a pattern),
/// <c>hours</c> (one blob a sensor). Each save is one transaction. Work runs on the thread pool, one call at a time, so a
/// heartbeat never waits for a disk. What is read is checked before it is believed.
/// </remarks>
public sealed class SqlitePatternStore : IPatternStore, IDisposable
{
    /// <summary>Marks the file: "UNpm" in ASCII.</summary>
    public static readonly SqliteSchema Schema = new("pattern memory", 0x554E706D,
    [
        """
        CREATE TABLE patterns (
          id INTEGER PRIMARY KEY, strength REAL NOT NULL, first_seen INTEGER NOT NULL, last_seen INTEGER NOT NULL, count INTEGER NOT NULL);
        CREATE TABLE phases (
          pattern INTEGER NOT NULL REFERENCES patterns (id) ON DELETE CASCADE, sensor TEXT NOT NULL, re REAL NOT NULL, im REAL NOT NULL,
          PRIMARY KEY (pattern, sensor)) WITHOUT ROWID;
        CREATE TABLE hours (sensor TEXT PRIMARY KEY, cells BLOB NOT NULL) WITHOUT ROWID;
        """,
    ]);

    private readonly SqliteDatabase _database;
    private readonly SemaphoreSlim _gate = new(1);

    /// <summary>Opens a file, creating it when it is not there.</summary>
    /// <exception cref="IOException">As for <see cref="SqliteDatabase.Open"/>.</exception>
    public SqlitePatternStore(string path) => _database = SqliteDatabase.Open(path, Schema);

    /// <inheritdoc/>
    public Task<PatternSnapshot> LoadAsync(CancellationToken cancellationToken) => InTurnAsync(Load, cancellationToken);

    /// <inheritdoc/>
    public Task SaveAsync(PatternChanges changes, CancellationToken cancellationToken)
    {
        foreach (PhasePattern pattern in changes.Changed)
            if (pattern.WhyUnsound() is { } why) throw new ArgumentException(Invariant($"Pattern {pattern.Id} cannot be saved: {why}."), nameof(changes));
        return InTurnAsync(
            () =>
            {
                _database.InTransaction(() => Save(changes));
                return true;
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _database.Dispose();
        _gate.Dispose();
    }

    private async Task<T> InTurnAsync<T>(Func<T> work, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            return await Task.Run(work, cancellationToken);
        }
        catch (SqliteException trouble)
        {
            throw SqliteDatabase.Explain(_database.Path, trouble);
        }
        finally
        {
            _gate.Release();
        }
    }

    private void Save(PatternChanges changes)
    {
        using SqliteCommand drop = _database.Command("DELETE FROM patterns WHERE id = $id");
        SqliteParameter dropId = drop.Parameters.Add("$id", SqliteType.Integer);
        using SqliteCommand pattern = _database.Command("INSERT INTO patterns VALUES ($id, $strength, $first, $last, $count)");
        SqliteParameter id = pattern.Parameters.Add("$id", SqliteType.Integer), strength = pattern.Parameters.Add("$strength", SqliteType.Real);
        SqliteParameter first = pattern.Parameters.Add("$first", SqliteType.Integer), last = pattern.Parameters.Add("$last", SqliteType.Integer);
        SqliteParameter count = pattern.Parameters.Add("$count", SqliteType.Integer);
        using SqliteCommand phase = _database.Command("INSERT INTO phases VALUES ($pattern, $sensor, $re, $im)");
        SqliteParameter owner = phase.Parameters.Add("$pattern", SqliteType.Integer), sensor = phase.Parameters.Add("$sensor", SqliteType.Text);
        SqliteParameter re = phase.Parameters.Add("$re", SqliteType.Real), im = phase.Parameters.Add("$im", SqliteType.Real);
        foreach (PhasePattern p in changes.Changed)
        {
            dropId.Value = p.Id; // its phases go with it
            drop.ExecuteNonQuery();
            (id.Value, strength.Value, count.Value) = (p.Id, p.Strength, p.Count);
            (first.Value, last.Value) = (p.FirstSeen.UtcTicks, p.LastSeen.UtcTicks);
            pattern.ExecuteNonQuery();
            owner.Value = p.Id;
            for (int i = 0; i < p.Sensors.Count; i++)
            {
                (sensor.Value, re.Value, im.Value) = (p.Sensors[i], p.Phases[i].Real, p.Phases[i].Imaginary);
                phase.ExecuteNonQuery();
            }
        }

        foreach (long forgotten in changes.Forgotten)
        {
            dropId.Value = forgotten;
            drop.ExecuteNonQuery();
        }

        using SqliteCommand hours = _database.Command("INSERT OR REPLACE INTO hours VALUES ($sensor, $cells)");
        SqliteParameter whose = hours.Parameters.Add("$sensor", SqliteType.Text), cells = hours.Parameters.Add("$cells", SqliteType.Blob);
        foreach ((string name, byte[] saved) in changes.Hours)
        {
            (whose.Value, cells.Value) = (name, saved);
            hours.ExecuteNonQuery();
        }
    }

    private PatternSnapshot Load()
    {
        PatternSnapshot? snapshot = null;
        _database.InTransaction(() => snapshot = new(LoadPatterns(), LoadHours()));
        return snapshot ?? throw new StorageRefusedException(_database.Path, "could not be read");
    }

    private List<PhasePattern> LoadPatterns()
    {
        Dictionary<long, (List<string> Sensors, List<Complex> Phases)> phases = [];
        using (SqliteCommand read = _database.Command("SELECT pattern, sensor, re, im FROM phases ORDER BY pattern"))
        using (SqliteDataReader row = read.ExecuteReader())
        {
            while (row.Read())
            {
                if (!phases.TryGetValue(row.GetInt64(0), out var of)) phases.Add(row.GetInt64(0), of = ([], []));
                of.Sensors.Add(row.GetString(1));
                of.Phases.Add(new(row.GetDouble(2), row.GetDouble(3)));
            }
        }

        List<PhasePattern> patterns = [];
        using SqliteCommand all = _database.Command("SELECT id, strength, first_seen, last_seen, count FROM patterns ORDER BY id");
        using SqliteDataReader next = all.ExecuteReader();
        while (next.Read())
        {
            long id = next.GetInt64(0);
            PhasePattern pattern = Sorted(id, phases, next);
            if (pattern.WhyUnsound() is { } why) throw new StorageRefusedException(_database.Path, Invariant($"holds an unsound pattern {id}: {why}"));
            patterns.Add(pattern);
        }

        return patterns;
    }

    // SQLite orders text by UTF-8 bytes, a memory by UTF-16 units: sorted here so that the memory's order holds.
    private PhasePattern Sorted(long id, Dictionary<long, (List<string> Sensors, List<Complex> Phases)> phases, SqliteDataReader row)
    {
        string[] sensors = [];
        Complex[] values = [];
        if (phases.TryGetValue(id, out var of)) (sensors, values) = ([.. of.Sensors], [.. of.Phases]);
        Array.Sort(sensors, values, StringComparer.Ordinal);
        return new(id, sensors, values, row.GetDouble(1), Time(row.GetInt64(2)), Time(row.GetInt64(3)), row.GetInt64(4));
    }

    private DateTimeOffset Time(long ticks) => ticks >= 0 && ticks <= DateTimeOffset.MaxValue.UtcTicks
        ? new(ticks, TimeSpan.Zero)
        : throw new StorageRefusedException(_database.Path, "holds an impossible time");

    private Dictionary<string, byte[]> LoadHours()
    {
        Dictionary<string, byte[]> hours = new(StringComparer.Ordinal);
        using SqliteCommand read = _database.Command("SELECT sensor, cells FROM hours");
        using SqliteDataReader row = read.ExecuteReader();
        while (row.Read()) hours.Add(row.GetString(0), (byte[])row[1]);
        return hours;
    }
}
