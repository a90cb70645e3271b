using System.Buffers.Binary;
using System.Collections.Concurrent;
using Unum.Hive.Content;

namespace Unum.Node.Hive;

/// <summary>
/// Blocks in one append-only file, found in memory. Record: codec 1 | length 2, little endian | digest 32 | bytes; a put waits for the disk. A torn last record is cut off on opening;
/// any other damage is an error that leaves the file as it is. Held by one process at a time.
/// </summary>
internal sealed class BlockLog : IContentStore, IDisposable
{
    private const int HeaderBytes = 3 + Digest256.Length;
    private readonly ConcurrentDictionary<Cid, byte[]> _blocks = new();
    private readonly Lock _gate = new();
    private readonly FileStream _file;

    private BlockLog(FileStream file) => _file = file;

    /// <inheritdoc/>
    public int Count => _blocks.Count;

    /// <summary>Opens a file or makes it.</summary>
    /// <exception cref="IOException">Another process holds it, or the disk refuses.</exception>
    /// <exception cref="InvalidDataException">A record in the middle is damaged.</exception>
    public static BlockLog Open(string path)
    {
        FileStream file = new(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        BlockLog log = new(file);
        try
        {
            log.Load();
        }
        catch
        {
            file.Dispose();
            throw;
        }

        return log;
    }

    /// <inheritdoc/>
    public Cid Put(CidCodec codec, ReadOnlySpan<byte> block)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(block.Length, ushort.MaxValue, nameof(block));
        Cid cid = Cid.Of(codec, block);
        if (_blocks.ContainsKey(cid)) return cid;
        byte[] record = new byte[HeaderBytes + block.Length];
        record[0] = (byte)codec;
        BinaryPrimitives.WriteUInt16LittleEndian(record.AsSpan(1), (ushort)block.Length);
        cid.Digest.Write(record.AsSpan(3));
        block.CopyTo(record.AsSpan(HeaderBytes));
        lock (_gate)
        {
            if (_blocks.ContainsKey(cid)) return cid;
            long end = _file.Position;
            try
            {
                _file.Write(record);
                _file.Flush(flushToDisk: true);
            }
            catch
            {
                _file.SetLength(end); // no half record before the next one
                throw;
            }

            _blocks[cid] = record[HeaderBytes..];
        }

        return cid;
    }

    /// <inheritdoc/>
    public bool TryGet(Cid cid, out ReadOnlyMemory<byte> block)
    {
        bool found = _blocks.TryGetValue(cid, out byte[]? bytes);
        block = bytes;
        return found;
    }

    /// <inheritdoc/>
    public IReadOnlyList<Cid> List() => [.. _blocks.Keys];

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private void Load()
    {
        Span<byte> header = stackalloc byte[HeaderBytes];
        while (true)
        {
            long start = _file.Position;
            int length = 0;
            byte[] block = [];
            bool whole = _file.ReadAtLeast(header, HeaderBytes, throwOnEndOfStream: false) == HeaderBytes;
            if (whole)
            {
                length = BinaryPrimitives.ReadUInt16LittleEndian(header[1..]);
                block = new byte[length];
                whole = _file.ReadAtLeast(block, length, throwOnEndOfStream: false) == length;
            }

            if (!whole)
            {
                _file.SetLength(start);
                _file.Position = start;
                return;
            }

            Cid cid = Cid.FromDigest((CidCodec)header[0], new Digest256(header[3..]));
            if (header[0] is not ((byte)CidCodec.Raw or (byte)CidCodec.DagCbor) || !cid.Matches(block))
                throw new InvalidDataException(FormattableString.Invariant($"{_file.Name} is damaged at byte {start}: the record is not the block of its name."));
            _blocks[cid] = block;
        }
    }
}
