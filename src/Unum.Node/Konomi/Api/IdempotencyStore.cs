using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Unum.Node.Konomi.Api;

/// <summary>
/// The answers of writes that came with an Idempotency-Key: the same key with the same request gives the same answer, without
/// doing it again; with another request it is refused. Holds the newest <see cref="Most"/> answers of at most
/// <see cref="LargestAnswer"/> bytes for <see cref="Kept"/>, and keeps them in a file of JSON lines when it is given one: a line
/// is handed to the operating system before the caller is answered. A process killed between the write and its line does the
/// write again when asked again, which for every write of this interface sets the same state once more.
/// </summary>
internal sealed class IdempotencyStore : IDisposable
{
    public const int Most = 10_000;
    public const int LongestKey = 255;
    public const int LargestAnswer = 256 * 1024;
    private const long LargestFile = 32 << 20;
    private static readonly TimeSpan Kept = TimeSpan.FromHours(24);

    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private readonly Queue<(string Key, long Time)> _order = new();
    private readonly Lock _gate = new();
    private readonly TimeProvider _time;
    private readonly string? _path;
    private FileStream? _file;

    /// <param name="path">File that keeps the answers over restarts; null keeps nothing.</param>
    /// <param name="time">For how long an answer is kept.</param>
    public IdempotencyStore(string? path, TimeProvider time)
    {
        _time = time;
        _path = path;
        if (path is null) return;
        if (File.Exists(path)) Load(path);
        Rewrite();
    }

    /// <summary>How many answers it holds.</summary>
    public int Count
    {
        get
        {
            lock (_gate) return _entries.Count;
        }
    }

    /// <summary>What tells two requests apart: method, path, query and body.</summary>
    public static string Fingerprint(string method, string path, string query, ReadOnlySpan<byte> body)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{method}\n{path}\n{query}\n"));
        hash.AppendData(body);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>Begins a request under a key.</summary>
    /// <returns>The answer given before; null when this is the first time: then <see cref="Keep"/> or <see cref="Forget"/> must follow.</returns>
    /// <exception cref="ApiProblem">The key was used for another request (422), or its first request is not done yet (409).</exception>
    public Replay? Begin(string key, string fingerprint)
    {
        long now = _time.GetUtcNow().ToUnixTimeMilliseconds();
        lock (_gate)
        {
            DropOld(now);
            if (!_entries.TryGetValue(key, out Entry? entry))
            {
                if (_entries.Count >= Most) throw ApiProblem.Overloaded("Too many requests with an Idempotency-Key are under way.");
                _entries[key] = new Entry(key, fingerprint, now, null);
                return null;
            }

            if (!string.Equals(entry.Fingerprint, fingerprint, StringComparison.Ordinal))
            {
                throw ApiProblem.Invalid("This Idempotency-Key was used for another request; use a new key for a new request.");
            }

            return entry.Answer ?? throw ApiProblem.Conflict("The first request with this Idempotency-Key is still being done; ask again in a moment.");
        }
    }

    /// <summary>Keeps the answer.</summary>
    public void Keep(string key, Replay answer)
    {
        lock (_gate)
        {
            if (answer.Body.Length > LargestAnswer)
            {
                _entries.Remove(key);
                return;
            }

            Entry entry = _entries[key] with { Answer = answer };
            _entries[key] = entry;
            _order.Enqueue((key, entry.Time));
            Append(entry);
            if (_file?.Length > LargestFile) Rewrite();
        }
    }

    /// <summary>The request failed: the key may be used again.</summary>
    public void Forget(string key)
    {
        lock (_gate) _entries.Remove(key);
    }

    /// <inheritdoc/>
    public void Dispose() => _file?.Dispose();

    private void DropOld(long now)
    {
        while (_order.TryPeek(out (string Key, long Time) oldest) && (_order.Count >= Most || now - oldest.Time > Kept.TotalMilliseconds))
        {
            _order.Dequeue();
            if (_entries.TryGetValue(oldest.Key, out Entry? entry) && entry.Time == oldest.Time) _entries.Remove(oldest.Key);
        }
    }

    private void Load(string path)
    {
        long now = _time.GetUtcNow().ToUnixTimeMilliseconds();
        foreach (string line in File.ReadLines(path))
        {
            try
            {
                if (JsonSerializer.Deserialize<Entry>(line) is not { Answer: not null } entry || now - entry.Time > Kept.TotalMilliseconds) continue;
                _entries[entry.Key] = entry;
                _order.Enqueue((entry.Key, entry.Time));
            }
            catch (JsonException)
            {
                // The last line of a process that was killed: its answer never reached anybody.
            }
        }

        DropOld(now);
    }

    private void Rewrite()
    {
        if (_path is null) return;
        _file?.Dispose();
        string part = _path + ".part";
        using (_file = new FileStream(part, FileMode.Create, FileAccess.Write, FileShare.Read))
        {
            foreach ((string key, long time) in _order)
            {
                if (_entries.TryGetValue(key, out Entry? entry) && entry.Time == time && entry.Answer is not null) Append(entry);
            }
        }

        File.Move(part, _path, overwrite: true);
        _file = new FileStream(_path, FileMode.Append, FileAccess.Write, FileShare.Read);
    }

    private void Append(Entry entry)
    {
        if (_file is null) return;
        JsonSerializer.Serialize(_file, entry);
        _file.WriteByte((byte)'\n');
        _file.Flush();
    }

    private sealed record Entry(string Key, string Fingerprint, long Time, Replay? Answer);
}
