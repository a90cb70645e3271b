using System.Buffers.Binary;
using Unum.Grid.Consensus;

namespace Unum.Fabric.Storage;

/// <summary>
/// A validator's votes in an append-only file: 8 bytes "UNUMVOT1", then records. A torn last record, one that was never acknowledged, is cut off; damage
/// before others refuses the file, because a validator that forgets its votes may contradict them.
/// <code>
/// record   length 4, round 8, check 8 (first bytes of the SHA-256 of round and content), content
/// </code>
/// </summary>
public sealed class VoteFile : IVoteStore
{
    private const int Head = 20;
    private const int RewriteAbove = 1 << 20;

    private static readonly byte[] Magic = "UNUMVOT1"u8.ToArray();

    private readonly string _path;
    private readonly bool _sync;
    private FileStream _file;
    private List<(long Round, byte[] Record)> _records = [];

    /// <summary>Opens or creates the file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="sync">Whether <see cref="Flush"/> waits for the disk (survives power loss) or only for the operating system (survives the process).</param>
    /// <exception cref="StorageRefusedException">It is damaged or not such a file.</exception>
    public VoteFile(string path, bool sync = false)
    {
        _path = path;
        _sync = sync;
        _file = new(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read, 1 << 14);
        try
        {
            Read();
        }
        catch
        {
            _file.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<byte[]> Load() => [.. _records.Select(r => r.Record)];

    /// <inheritdoc/>
    public void Append(long round, ReadOnlySpan<byte> record)
    {
        byte[] kept = record.ToArray();
        Write(_file, round, kept);
        _records.Add((round, kept));
    }

    /// <inheritdoc/>
    public void Flush() => _file.Flush(_sync);

    /// <inheritdoc/>
    public void Forget(long round)
    {
        if (_records.Count >= 64) _records = [.. _records.Where(r => r.Round > round)];
        if (_file.Length < RewriteAbove || _records.Sum(r => (long)r.Record.Length) > _file.Length / 2) return;
        string fresh = _path + ".new";
        FileStream next = new(fresh, FileMode.Create, FileAccess.ReadWrite, FileShare.Read, 1 << 14);
        next.Write(Magic);
        foreach ((long kept, byte[] record) in _records) Write(next, kept, record);
        next.Flush(flushToDisk: true);
        _file.Dispose();
        File.Move(fresh, _path, overwrite: true);
        _file = next;
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private static void Write(FileStream file, long round, ReadOnlySpan<byte> record)
    {
        Span<byte> head = stackalloc byte[Head];
        BinaryPrimitives.WriteInt32LittleEndian(head, record.Length);
        BinaryPrimitives.WriteInt64LittleEndian(head[4..], round);
        BinaryPrimitives.WriteUInt64LittleEndian(head[12..], Check(round, record));
        file.Write(head);
        file.Write(record);
    }

    private static ulong Check(long round, ReadOnlySpan<byte> record) => BlockHash.Of(record).A ^ ((ulong)round * 0x9E3779B97F4A7C15);

    private void Read()
    {
        byte[] all = new byte[_file.Length];
        _file.ReadExactly(all);
        if (all.Length < Magic.Length && Magic.AsSpan().StartsWith(all))
        {
            _file.SetLength(0);
            _file.Write(Magic);
            _file.Flush(_sync);
            return;
        }

        if (!all.AsSpan().StartsWith(Magic)) throw new StorageRefusedException(_path, "is no file of votes");
        int at = Magic.Length;
        while (all.Length - at >= Head)
        {
            int length = BinaryPrimitives.ReadInt32LittleEndian(all.AsSpan(at));
            long round = BinaryPrimitives.ReadInt64LittleEndian(all.AsSpan(at + 4));
            if (length < 0) throw new StorageRefusedException(_path, FormattableString.Invariant($"is damaged at byte {at}"));
            if (length > all.Length - at - Head) break;
            byte[] record = all.AsSpan(at + Head, length).ToArray();
            bool whole = BinaryPrimitives.ReadUInt64LittleEndian(all.AsSpan(at + 12)) == Check(round, record);
            if (!whole && at + Head + length < all.Length) throw new StorageRefusedException(_path, FormattableString.Invariant($"is damaged at byte {at}"));
            if (!whole) break;
            _records.Add((round, record));
            at += Head + length;
        }

        _file.SetLength(at);
        _file.Position = at;
    }
}
