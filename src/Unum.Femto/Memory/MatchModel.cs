namespace Unum.Femto.Memory;

/// <summary>
/// Remembers where the last few bytes were seen before and expects what followed there. Layout: a ring of the stream's last bytes
/// and a table from the hash of the last <c>least</c> bytes to the place after them. O(1) a byte, and one map look-up a bit.
/// </summary>
internal sealed class MatchModel
{
    private const int LongestCounted = 32;
    private readonly byte[] _ring;
    private readonly int[] _places;
    private byte[] _tail = new byte[LongestCounted];
    private readonly int _mask;
    private readonly int _least;
    private readonly AdaptiveMap _trust;
    private int _end;
    private int _seen;
    private int _pointer;
    private int _tailSeen;
    private int _context = -1;

    public MatchModel(int ringBytes, int tableEntries, int least)
    {
        _ring = new byte[ringBytes];
        _mask = ringBytes - 1;
        _places = new int[tableEntries];
        _least = least;
        _trust = new AdaptiveMap(64 * 8 * 2, 1023);
        for (int i = 0; i < 64 * 8 * 2; i++) _trust.Guess(i, .75f);
    }

    /// <summary>Length of the match in bytes, at most 32; 0 when nothing is expected.</summary>
    public int Length { get; private set; }

    /// <summary>The expected byte, or -1.</summary>
    public int Expected => Length > 0 ? _ring[_pointer & _mask] : -1;

    /// <summary>Counted memory in bytes.</summary>
    public int Bytes => _ring.Length + (_places.Length * sizeof(int)) + _tail.Length + _trust.Bytes;

    /// <summary>The parts that carry what was learned, for saving.</summary>
    public (byte[] Ring, int[] Places, AdaptiveMap Trust) Learned => (_ring, _places, _trust);

    /// <summary>The write position and count of bytes in the ring, for saving.</summary>
    public (int End, int Seen) Extent
    {
        get => (_end, _seen);
        set => (_end, _seen) = value;
    }

    /// <summary>Bytes that a reader of its own place owns.</summary>
    public static int ReaderBytes => LongestCounted + 32;

    /// <summary>A reader of the same history with a place of its own; neither may learn from then on.</summary>
    public MatchModel Reader()
    {
        MatchModel reader = (MatchModel)MemberwiseClone();
        reader._tail = new byte[LongestCounted];
        reader.Restart();
        return reader;
    }

    /// <summary>Forgets the place in the stream, not what was learned.</summary>
    public void Restart()
    {
        Length = 0;
        _tailSeen = 0;
        _context = -1;
    }

    /// <summary>The expected next bit (0 or 1) and how sure; -1 when nothing is expected.</summary>
    /// <param name="node">The bits of this byte so far behind a leading 1.</param>
    /// <param name="depth">Number of those bits.</param>
    /// <param name="p">Probability that the expected bit comes.</param>
    public int Expect(int node, int depth, out float p)
    {
        _context = -1;
        p = .5f;
        if (Length == 0) return -1;
        int expected = Expected | 256;
        if (expected >> (8 - depth) != node) return -1;
        int bit = (expected >> (7 - depth)) & 1;
        _context = (((Math.Min(Length, LongestCounted) * 8) + depth) * 2) + bit;
        p = _trust.P(_context);
        return bit;
    }

    /// <summary>Learns from the bit that came after <see cref="Expect"/>.</summary>
    public void Learn(int bit)
    {
        if (_context >= 0) _trust.Learn(_context, (_context & 1) == bit ? 1 : 0);
    }

    /// <summary>Takes in a whole byte.</summary>
    /// <param name="b">The byte.</param>
    /// <param name="context">The stream, this byte included.</param>
    /// <param name="learn">Whether the byte is remembered; otherwise matches are only followed.</param>
    public void Add(byte b, ByteContext context, bool learn)
    {
        if (Length > 0 && _ring[_pointer & _mask] == b)
        {
            Length = Math.Min(Length + 1, LongestCounted);
            _pointer++;
        }
        else
        {
            Length = 0;
        }

        _tail[_tailSeen++ & (LongestCounted - 1)] = b;
        if (learn)
        {
            _ring[_end & _mask] = b;
            _end++;
            _seen = Math.Min(_seen + 1, _ring.Length);
        }

        if (_tailSeen < _least) return;
        ulong bytes = _least >= 8 ? context.Last8 : context.Last8 & ((1UL << (8 * _least)) - 1);
        ref int place = ref _places[(ByteContext.Mix(bytes, (uint)_least) >> 32) % (uint)_places.Length];
        if (Length == 0 && place > 0)
        {
            _pointer = place;
            Length = CommonLength(learn);
            if (Length < _least) Length = 0;
        }

        if (learn) place = _end;
    }

    private int CommonLength(bool learned)
    {
        int length = 0;
        int oldest = _end - _seen + 1;
        while (length < LongestCounted && length < _tailSeen && _pointer - 1 - length >= oldest
            && _pointer < (learned ? _end : _end + 1)
            && _ring[(_pointer - 1 - length) & _mask] == _tail[(_tailSeen - 1 - length) & (LongestCounted - 1)]) length++;
        return length;
    }
}
