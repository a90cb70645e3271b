using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Unum.Grid.Integrity;

namespace Unum.Grid.Instances;

/// <summary>Reads a history from its start, checks every byte, and tells what is whole, what is torn and what is damaged.</summary>
/// <remarks>
/// Only the last frame can be torn, because a frame is durable before the next is written. What is not whole is therefore damage, and named, when it was
/// acknowledged (the index says how far), when whole frames follow, or when one flipped bit explains it; everything else was never acknowledged.
/// </remarks>
internal sealed class JournalScan(IGridObject file, string name) : IDisposable
{
    private const int WindowBytes = 1 << 20;

    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private byte[] _window = new byte[WindowBytes];
    private long _windowStart, _length;
    private int _windowLength;

    public delegate void Visitor(in JournalFrame frame);

    /// <summary>The byte after the last whole frame.</summary>
    public long End { get; private set; }

    /// <summary>Its last entry; -1 when there is none.</summary>
    public long LastSequence { get; private set; } = -1;

    /// <summary>The chain after it.</summary>
    public Hash256 Chain { get; private set; }

    /// <summary>Whole frames.</summary>
    public long Frames { get; private set; }

    /// <summary>Why what follows <see cref="End"/> is no frame; null when nothing follows.</summary>
    public string? Torn { get; private set; }

    /// <summary>Reads up to a length.</summary>
    /// <param name="length">Bytes to look at.</param>
    /// <param name="acknowledged">Bytes that are known to have been durable.</param>
    /// <param name="visit">Called with each whole frame.</param>
    /// <exception cref="GridDamagedException">Something is damaged.</exception>
    public void Run(long length, long acknowledged, Visitor visit)
    {
        _length = length;
        while (End < length && Torn is null)
        {
            Torn = Next(visit);
            if (Torn is null) continue;
            if (End < acknowledged) throw Damaged(End, Torn + "; it had been acknowledged");
            if (FrameAfter() is var next && next >= 0) throw Damaged(End, FormattableString.Invariant($"{Torn}; but there is a whole one at byte {next}"));
        }
    }

    public void Dispose() => _hash.Dispose();

    private string? Next(Visitor visit)
    {
        if (_length - End < JournalFormat.Header) return "a frame's header is cut short";
        ReadOnlySpan<byte> header = Window(End, JournalFormat.Header);
        if (!JournalFormat.HeaderIsWhole(header))
        {
            int flipped = Crc32.FlippedByte(header[..28], BinaryPrimitives.ReadUInt32LittleEndian(header[28..]));
            if (flipped >= 0 && IsWholeBut(flipped)) throw Damaged(End + flipped, "a bit of a frame's header has flipped");
            return "this is no frame's header";
        }

        (int payload, int entries, long first, long time) = JournalFormat.ReadHeader(header);
        if (first != LastSequence + 1 || payload is <= 0 or > JournalFormat.MostPayload || entries <= 0) throw Damaged(End, "a frame's header says what cannot be");
        long end = End + JournalFormat.Header + payload + JournalFormat.Trailer;
        if (end > _length) return FormattableString.Invariant($"{end - _length} bytes of a frame are missing");
        ReadOnlySpan<byte> frame = Window(End, (int)(end - End)), body = frame.Slice(JournalFormat.Header, payload), trailer = frame[^JournalFormat.Trailer..];
        Hash256 chain = JournalFormat.Chain(_hash, Chain, frame[..^JournalFormat.Trailer]), written = new(trailer[4..]);
        uint crc = BinaryPrimitives.ReadUInt32LittleEndian(trailer);
        if (Crc32.Of(body) != crc)
        {
            int flipped = Crc32.FlippedByte(body, crc);
            if (flipped >= 0 && (flipped >= payload ? chain == written : FlippedIs(frame, flipped, written)))
                throw Damaged(End + JournalFormat.Header + flipped, "a bit has flipped");
            return "a frame's content is not what its checksum says";
        }

        if (chain != written)
        {
            int flipped = FlippedByte(chain, written);
            if (flipped >= 0) throw Damaged(end - Hash256.Length + flipped, "a bit of the chained hash has flipped");
            return "the chained hash is another";
        }

        visit(new(first, entries, time, End, end, chain, body));
        (End, LastSequence, Chain) = (end, first + entries - 1, chain);
        Frames++;
        return null;
    }

    /// <summary>Whether the frame is whole once a bit of a byte of its header is turned back: a torn header may by chance look like one with a flipped bit.</summary>
    private bool IsWholeBut(int flipped)
    {
        byte[] mended = Window(End, JournalFormat.Header).ToArray();
        byte was = mended[flipped];
        for (int bit = 0; bit < 8; bit++)
        {
            mended[flipped] = (byte)(was ^ (1 << bit));
            if (!JournalFormat.HeaderIsWhole(mended)) continue;
            int payload = JournalFormat.ReadHeader(mended).Payload;
            long end = End + JournalFormat.Header + payload + JournalFormat.Trailer;
            if (payload is <= 0 or > JournalFormat.MostPayload || end > _length) continue;
            byte[] frame = Window(End, (int)(end - End)).ToArray();
            mended.CopyTo(frame, 0);
            if (JournalFormat.Chain(_hash, Chain, frame.AsSpan(0, frame.Length - JournalFormat.Trailer)) == new Hash256(frame.AsSpan(frame.Length - Hash256.Length))) return true;
        }

        return false;
    }

    /// <summary>Whether the frame chains as written once a bit of a byte of its payload is turned back.</summary>
    private bool FlippedIs(ReadOnlySpan<byte> frame, int flipped, Hash256 written)
    {
        byte[] mended = frame[..^JournalFormat.Trailer].ToArray();
        for (int bit = 0; bit < 8; bit++)
        {
            mended[JournalFormat.Header + flipped] ^= (byte)(1 << bit);
            if (JournalFormat.Chain(_hash, Chain, mended) == written) return true;
            mended[JournalFormat.Header + flipped] ^= (byte)(1 << bit);
        }

        return false;
    }

    private static int FlippedByte(Hash256 a, Hash256 b)
    {
        ReadOnlySpan<byte> x = MemoryMarshal.AsBytes(new ReadOnlySpan<Hash256>(ref a)), y = MemoryMarshal.AsBytes(new ReadOnlySpan<Hash256>(ref b));
        int bits = 0, at = -1;
        for (int i = 0; i < x.Length; i++)
        {
            int change = BitOperations.PopCount((uint)(x[i] ^ y[i]));
            if (change > 0) at = i;
            bits += change;
        }

        return bits == 1 ? at : -1;
    }

    private long FrameAfter()
    {
        for (long at = End + 1; at + JournalFormat.Header <= _length; at++)
        {
            ReadOnlySpan<byte> header = Window(at, JournalFormat.Header);
            if (BinaryPrimitives.ReadUInt32LittleEndian(header) == JournalFormat.Magic && JournalFormat.HeaderIsWhole(header) && JournalFormat.ReadHeader(header).First > LastSequence) return at;
        }

        return -1;
    }

    private GridDamagedException Damaged(long offset, string what) => new(new(name, LastSequence + 1, offset, char.ToUpperInvariant(what[0]) + what[1..] + "."));

    private ReadOnlySpan<byte> Window(long offset, int count)
    {
        if (offset < _windowStart || offset + count > _windowStart + _windowLength)
        {
            if (count > _window.Length) _window = new byte[Math.Max(count, _window.Length * 2)];
            _windowStart = offset;
            _windowLength = file.Read(offset, _window.AsSpan(0, (int)Math.Min(_window.Length, _length - offset)));
            if (_windowLength < count) throw Damaged(offset, "the file ended while it was read");
        }

        return _window.AsSpan((int)(offset - _windowStart), count);
    }
}
