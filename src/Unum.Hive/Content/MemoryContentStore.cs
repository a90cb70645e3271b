using System.Collections.Concurrent;

namespace Unum.Hive.Content;

/// <summary>A content store that lives as long as the process.</summary>
public sealed class MemoryContentStore : IContentStore
{
    private readonly ConcurrentDictionary<Cid, byte[]> _blocks = new();

    /// <inheritdoc/>
    public int Count => _blocks.Count;

    /// <inheritdoc/>
    public Cid Put(CidCodec codec, ReadOnlySpan<byte> block)
    {
        Cid cid = Cid.Of(codec, block);
        _blocks.TryAdd(cid, block.ToArray());
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
}
