namespace Unum.Femto.Memory;

/// <summary>
/// The near past of a stream, byte by byte, and the hashes of it that contexts are named by.
/// A hash is 64 bits: the high half chooses the place in a table, bits 16-23 check it.
/// </summary>
internal sealed class ByteContext
{
    private const ulong Golden = 0x9E3779B97F4A7C15;
    private const int LineBytes = 256;
    private readonly byte[] _line = new byte[LineBytes];
    private readonly byte[] _above = new byte[LineBytes];
    private ulong _word;
    private ulong _word1;
    private ulong _word2;
    private ulong _field;
    private int _fieldNumber;
    private int _column;
    private int _aboveLength;
    private ulong _classes;
    private byte _beforeWord;

    /// <summary>The last eight bytes, the newest lowest.</summary>
    public ulong Last8 { get; private set; }

    /// <summary>The eight bytes before those.</summary>
    public ulong Before8 { get; private set; }

    /// <summary>Bytes seen.</summary>
    public long Position { get; private set; }

    /// <summary>Letters in the word begun, at most 15.</summary>
    public int WordLength { get; private set; }

    /// <summary>Class (0-7) of each of the last bytes, three bits each, the newest lowest.</summary>
    public ulong Classes => _classes;

    /// <summary>Counted memory in bytes.</summary>
    public static int Bytes => (2 * LineBytes) + 96;

    /// <summary>The byte in the line above at this column, or 0.</summary>
    public int AboveByte => _column < _aboveLength ? _above[_column & (LineBytes - 1)] : 0;

    /// <summary>Class of a byte: 0 control, 1 space, 2 newline, 3 digit, 4 lower case, 5 upper case, 6 punctuation, 7 beyond ASCII.</summary>
    public static int ClassOf(byte b) => b switch
    {
        (byte)'\n' => 2,
        (byte)' ' or (byte)'\t' => 1,
        < 32 => 0,
        >= (byte)'0' and <= (byte)'9' => 3,
        >= (byte)'a' and <= (byte)'z' => 4,
        >= (byte)'A' and <= (byte)'Z' => 5,
        < 128 => 6,
        _ => 7,
    };

    /// <summary>Takes in the next byte of the stream.</summary>
    public void Add(byte b)
    {
        Before8 = (Before8 << 8) | (Last8 >> 56);
        Last8 = (Last8 << 8) | b;
        Position++;
        int kind = ClassOf(b);
        _classes = (_classes << 3) | (uint)kind;
        AddToWord(b, kind);
        AddToLine(b);
    }

    /// <summary>The hash that names one kind of context at this place.</summary>
    public ulong Hash(ContextKind kind)
    {
        ulong content = kind switch
        {
            <= ContextKind.Order8 => kind == ContextKind.Order8 ? Last8 : Last8 & ((1UL << (8 * (int)kind)) - 1),
            ContextKind.Word => _word + _beforeWord,
            ContextKind.WordPair => _word + (_word1 * 0xD6E8FEB86659FD93),
            ContextKind.WordTriple => _word + (_word1 * 0xD6E8FEB86659FD93) + (_word2 * 0xA0761D6478BD642F),
            ContextKind.SkipWord => _word + (_word2 * 0xA0761D6478BD642F),
            ContextKind.Skip1 => Last8 & 0xFFFF00,
            ContextKind.Skip2 => Last8 & 0xFFFF0000,
            ContextKind.Gap => Last8 & 0xFF00FF,
            ContextKind.Column => ((ulong)Math.Min(_column, 255) << 8) | (uint)AboveByte,
            ContextKind.Field => _field + ((ulong)_fieldNumber * 0xA0761D6478BD642F),
            ContextKind.Above => ((ulong)AboveByte << 16) | (Last8 & 0xFFFF),
            ContextKind.Stride4 => ((ulong)(Position & 3) << 16) | ((Last8 >> 24) & 0xFF) | ((Last8 & 0xFF) << 24),
            ContextKind.Stride2 => ((ulong)(Position & 1) << 16) | ((Last8 >> 8) & 0xFF) | (((Last8 >> 24) & 0xFF) << 24),
            ContextKind.Classes => ((_classes & 0xFFFFFF) << 8) | (Last8 & 0xFF),
            ContextKind.Record => (Before8 & 0xFF00) | ((Last8 & 0xFF) << 24) | ((Before8 >> 56) << 32),
            ContextKind.LineWord => _word + ((ulong)(_column == 0 ? 0 : _line[0]) * 0xE7037ED1A0B428DB),
            _ => 0,
        };
        return Mix(content, (uint)kind);
    }

    /// <summary>Scrambles a context's content with the number of its kind.</summary>
    public static ulong Mix(ulong content, uint kind)
    {
        ulong h = (content + ((ulong)(kind + 1) * 0x8EBC6AF09C88C6E3)) * Golden;
        h ^= h >> 29;
        return h * 0xBF58476D1CE4E5B9;
    }

    private void AddToWord(byte b, int kind)
    {
        bool letter = kind is 4 or 5 or 7 || (kind == 3 && WordLength > 0) || (b == (byte)'\'' && WordLength > 0);
        if (letter)
        {
            byte lower = kind == 5 ? (byte)(b | 32) : b;
            _word = (_word + lower + 1) * 0x2545F4914F6CDD1D;
            _word ^= _word >> 31;
            WordLength = Math.Min(WordLength + 1, 15);
            return;
        }

        if (WordLength > 0)
        {
            (_word2, _word1) = (_word1, _word);
            _word = 0;
            WordLength = 0;
        }

        _beforeWord = b;
    }

    private void AddToLine(byte b)
    {
        if (b == (byte)'\n')
        {
            _line.AsSpan(0, Math.Min(_column, LineBytes)).CopyTo(_above);
            _aboveLength = Math.Min(_column, LineBytes);
            _column = 0;
            _fieldNumber = 0;
            _field = 0;
            return;
        }

        if (_column < LineBytes) _line[_column] = b;
        _column++;
        if (b is (byte)',' or (byte)'\t' or (byte)';')
        {
            _fieldNumber++;
            _field = 0;
        }
        else
        {
            _field = (_field + b + 1) * 0x2545F4914F6CDD1D;
        }
    }
}
