using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;
using Unum.Grid.Consensus;

namespace Unum.Fabric.Storage;

/// <summary>
/// A validator's final blocks in an append-only file: 8 bytes "UNUMBLK1", then for each block its length 4, check 8 (first bytes of its SHA-256) and content.
/// The places are found by one walk over the lengths when it is opened (8 bytes of memory a block). A torn last block is cut off: others have it.
/// </summary>
public sealed class BlockFile : IBlockStore
{
    private const int Head = 12;

    private static readonly byte[] Magic = "UNUMBLK1"u8.ToArray();

    private readonly string _path;
    private readonly bool _sync;
    private readonly SafeFileHandle _file;
    private readonly List<long> _places = [];
    private readonly Lock _gate = new();
    private long _end;

    /// <summary>Opens or creates the file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="sync">Whether an append waits for the disk (survives power loss) or only for the operating system (survives the process).</param>
    /// <exception cref="StorageRefusedException">It is not such a file.</exception>
    public BlockFile(string path, bool sync = false)
    {
        _path = path;
        _sync = sync;
        _file = File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
        try
        {
            Walk();
        }
        catch
        {
            _file.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public long Height
    {
        get
        {
            lock (_gate) return _places.Count;
        }
    }

    /// <inheritdoc/>
    public void Append(ReadOnlySpan<byte> block)
    {
        byte[] record = new byte[Head + block.Length];
        BinaryPrimitives.WriteInt32LittleEndian(record, block.Length);
        BinaryPrimitives.WriteUInt64LittleEndian(record.AsSpan(4), BlockHash.Of(block).A);
        block.CopyTo(record.AsSpan(Head));
        RandomAccess.Write(_file, record, _end);
        if (_sync) RandomAccess.FlushToDisk(_file);
        lock (_gate) _places.Add(_end);
        _end += record.Length;
    }

    /// <inheritdoc/>
    /// <exception cref="StorageRefusedException">The block is damaged.</exception>
    public byte[]? Read(long height)
    {
        long at;
        lock (_gate)
        {
            if (height < 1 || height > _places.Count) return null;
            at = _places[(int)height - 1];
        }

        return ReadAt(at) ?? throw new StorageRefusedException(_path, FormattableString.Invariant($"is damaged at block {height}"));
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private byte[]? ReadAt(long at)
    {
        Span<byte> head = stackalloc byte[Head];
        if (RandomAccess.Read(_file, head, at) < Head) return null;
        int length = BinaryPrimitives.ReadInt32LittleEndian(head);
        if (length < 0 || length > RandomAccess.GetLength(_file) - at - Head) return null;
        byte[] block = new byte[length];
        for (int read = 0; read < length;)
        {
            int more = RandomAccess.Read(_file, block.AsSpan(read), at + Head + read);
            if (more == 0) return null;
            read += more;
        }

        return BlockHash.Of(block).A == BinaryPrimitives.ReadUInt64LittleEndian(head[4..]) ? block : null;
    }

    private void Walk()
    {
        long length = RandomAccess.GetLength(_file);
        byte[] head = new byte[Head];
        int read = RandomAccess.Read(_file, head.AsSpan(0, Magic.Length), 0);
        _end = Magic.Length;
        if (read < Magic.Length && Magic.AsSpan().StartsWith(head.AsSpan(0, read)))
        {
            RandomAccess.Write(_file, Magic, 0);
            return;
        }

        if (!head.AsSpan().StartsWith(Magic)) throw new StorageRefusedException(_path, "is no file of blocks");
        while (length - _end >= Head && RandomAccess.Read(_file, head, _end) == Head)
        {
            int size = BinaryPrimitives.ReadInt32LittleEndian(head);
            if (size < 0 || size > length - _end - Head) break;
            _places.Add(_end);
            _end += Head + size;
        }

        if (_places.Count > 0 && ReadAt(_places[^1]) is null)
        {
            _end = _places[^1];
            _places.RemoveAt(_places.Count - 1);
        }

        RandomAccess.SetLength(_file, _end);
    }
}
