namespace Unum.Grid.Integrity;

/// <summary>Messages that are gathered, then hashed side by side. Made once, used again and again: it allocates only to grow.</summary>
internal sealed class HashBatch(int messages)
{
    private readonly PaddedMessage[] _messages = new PaddedMessage[messages];
    private readonly Hash256[] _hashes = new Hash256[messages];
    private byte[] _bytes = new byte[messages * Sha256Lanes.Block];
    private int _used;

    /// <summary>Messages gathered.</summary>
    public int Count { get; private set; }

    /// <summary>Whether no more can be gathered before <see cref="Run"/>.</summary>
    public bool IsFull => Count == _messages.Length;

    /// <summary>Room for a message of exactly so many bytes, already padded behind them: fill it at once.</summary>
    public Span<byte> Add(int length)
    {
        int blocks = Sha256Lanes.Blocks(length), bytes = blocks * Sha256Lanes.Block;
        if (_used + bytes > _bytes.Length) Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _used + bytes));
        _messages[Count] = new(_used, blocks, Count);
        Span<byte> padded = _bytes.AsSpan(_used, bytes);
        Sha256Lanes.Pad(padded, length);
        _used += bytes;
        Count++;
        return padded[..length];
    }

    /// <summary>Hashes what was gathered, in order, and starts anew. The hashes are good until the next call.</summary>
    public ReadOnlySpan<Hash256> Run(HashWidth width)
    {
        Sha256Lanes.Hash(_bytes, _messages.AsSpan(0, Count), _hashes, width);
        int count = Count;
        (Count, _used) = (0, 0);
        return _hashes.AsSpan(0, count);
    }
}
