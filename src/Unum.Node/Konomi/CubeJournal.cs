using System.Text.Json;

namespace Unum.Node.Konomi;

/// <summary>
/// What was done to cubes, one JSON line each, handed to the operating system before it is acknowledged: replayed on top of the
/// last snapshot it gives the cubes back as they were. A line that a kill cut short was never acknowledged and is left out.
/// </summary>
internal sealed class CubeJournal : IDisposable
{
    private readonly string _path;
    private readonly Lock _gate = new();
    private FileStream _file;

    private CubeJournal(string path)
    {
        _path = path;
        _file = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.Read);
    }

    /// <summary>Lines since the last snapshot.</summary>
    public long Count { get; private set; }

    /// <summary>Opens it.</summary>
    /// <param name="path">Its file.</param>
    /// <param name="records">What is to be replayed.</param>
    public static CubeJournal Open(string path, out List<CubeRecord> records)
    {
        records = [];
        if (File.Exists(path))
        {
            long good = 0;
            byte[] bytes = File.ReadAllBytes(path);
            while (good < bytes.Length && Array.IndexOf(bytes, (byte)'\n', (int)good) is var end and >= 0)
            {
                try
                {
                    records.Add(JsonSerializer.Deserialize<CubeRecord>(bytes.AsSpan((int)good, end - (int)good))!);
                }
                catch (JsonException e)
                {
                    throw new InvalidDataException(FormattableString.Invariant($"{path} is damaged at byte {good} ({e.Message}). It was left as it is: restore it from a copy, or move it away to begin with no cubes."));
                }

                good = end + 1;
            }

            if (good < bytes.Length)
            {
                using FileStream cut = new(path, FileMode.Open, FileAccess.Write);
                cut.SetLength(good);
            }
        }

        return new CubeJournal(path) { Count = records.Count };
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

    /// <summary>Begins anew: everything so far is in a snapshot.</summary>
    public void Restart()
    {
        lock (_gate)
        {
            _file.Dispose();
            _file = new FileStream(_path, FileMode.Create, FileAccess.Write, FileShare.Read);
            Count = 0;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();
}
