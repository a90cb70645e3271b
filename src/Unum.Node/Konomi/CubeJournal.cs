using System.Globalization;
using System.Text.Json;

namespace Unum.Node.Konomi;

/// <summary>
/// What was done to cubes, one JSON line each, handed to the operating system before it is acknowledged: replayed on top of the
/// last snapshot it gives the cubes back as they were. A line that a kill cut short was never acknowledged and is left out.
/// <para>A snapshot names the journal that follows it. It is begun by turning to a new journal and ended by deleting the older
/// ones, so that after a crash at any moment the snapshot that is there and all journals from the one it names make up everything.</para>
/// </summary>
internal sealed class CubeJournal : IDisposable
{
    private readonly string _folder;
    private readonly Lock _gate = new();
    private FileStream _file;

    private CubeJournal(string folder, long number)
    {
        (_folder, Number) = (folder, number);
        _file = Open(PathOf(number));
    }

    /// <summary>Which journal is written now.</summary>
    public long Number { get; private set; }

    /// <summary>Lines since the last snapshot.</summary>
    public long Count { get; private set; }

    /// <summary>Opens the journals of a folder.</summary>
    /// <param name="folder">Where they are.</param>
    /// <param name="from">The first that the snapshot does not cover.</param>
    /// <param name="records">What is to be replayed.</param>
    /// <exception cref="InvalidDataException">A journal is damaged.</exception>
    public static CubeJournal Open(string folder, long from, out List<CubeRecord> records)
    {
        records = [];
        long last = from;
        foreach (string path in Directory.GetFiles(folder, "journal-*.jsonl"))
        {
            if (!long.TryParse(Path.GetFileNameWithoutExtension(path).AsSpan("journal-".Length), CultureInfo.InvariantCulture, out long number)) continue;
            if (number < from) File.Delete(path);
            last = Math.Max(last, number);
        }

        for (long number = from; number <= last; number++) Read(Path.Combine(folder, Name(number)), records);
        return new CubeJournal(folder, last) { Count = records.Count };
    }

    public void Append(CubeRecord record)
    {
        byte[] line = [.. JsonSerializer.SerializeToUtf8Bytes(record), (byte)'\n'];
        lock (_gate)
        {
            _file.Write(line);
            _file.Flush();
            Count++;
        }
    }

    /// <summary>Turns to a new journal; the snapshot that is taken next covers the ones before.</summary>
    public void Turn()
    {
        lock (_gate)
        {
            _file.Dispose();
            Number++;
            Count = 0;
            _file = Open(PathOf(Number));
        }
    }

    /// <summary>The snapshot is there: the journals before this one are not needed.</summary>
    public void Forget()
    {
        for (long number = Number - 1; File.Exists(PathOf(number)); number--) File.Delete(PathOf(number));
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private static void Read(string path, List<CubeRecord> records)
    {
        if (!File.Exists(path)) return;
        byte[] bytes = File.ReadAllBytes(path);
        int good = 0;
        while (good < bytes.Length && Array.IndexOf(bytes, (byte)'\n', good) is var end and >= 0)
        {
            try
            {
                records.Add(JsonSerializer.Deserialize<CubeRecord>(bytes.AsSpan(good, end - good))!);
            }
            catch (JsonException e)
            {
                throw new InvalidDataException(FormattableString.Invariant($"{path} is damaged at byte {good} ({e.Message}). It was left as it is: restore it from a copy, or move it away to begin with what the snapshot holds."), e);
            }

            good = end + 1;
        }

        if (good == bytes.Length) return;
        using FileStream cut = new(path, FileMode.Open, FileAccess.Write);
        cut.SetLength(good);
    }

    private static FileStream Open(string path) => new(path, FileMode.Append, FileAccess.Write, FileShare.Read);

    private static string Name(long number) => FormattableString.Invariant($"journal-{number}.jsonl");

    private string PathOf(long number) => Path.Combine(_folder, Name(number));
}
