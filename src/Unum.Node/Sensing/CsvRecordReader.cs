using System.Text;

namespace Unum.Node.Sensing;

/// <summary>Reads the records of a CSV text one by one: RFC 4180 with LF, CRLF or CR line ends and quoted fields.</summary>
/// <remarks>
/// The separator is the comma, or, when the first line has none, the semicolon or tab that it has. Blank lines are passed
/// over. A record longer than 64 Ki characters (a lost quote, a binary file) is cut there and marked as too long, so memory
/// stays bounded.
/// </remarks>
internal sealed class CsvRecordReader(TextReader text)
{
    private const int LongestRecord = 1 << 16;
    private readonly char[] _buffer = new char[1 << 15];
    private readonly StringBuilder _field = new();
    private readonly List<string> _fields = [];
    private int _at, _end, _length;
    private long _line = 1;
    private char _separator;
    private bool _quoted, _closed, _afterReturn, _any;

    /// <summary>Fields of the record, unquoted and trimmed of blanks when they were not quoted.</summary>
    public IReadOnlyList<string> Fields => _fields;

    /// <summary>Line on which the record begins, from 1.</summary>
    public long Line { get; private set; }

    /// <summary>Whether the record was cut for its length; its fields mean nothing then.</summary>
    public bool TooLong => _length > LongestRecord;

    /// <summary>Moves to the next record.</summary>
    /// <returns>False at the end.</returns>
    public async ValueTask<bool> ReadAsync(CancellationToken cancellationToken)
    {
        _fields.Clear();
        _field.Clear();
        _length = 0;
        _quoted = _closed = _any = false;
        Line = _line;
        while (true)
        {
            if (_at < _end && Consume()) return true;
            if (_at < _end) continue;
            _end = await text.ReadAsync(_buffer, cancellationToken);
            _at = 0;
            if (_end > 0)
            {
                if (_separator == 0) _separator = SeparatorOf(_buffer.AsSpan(0, _end));
                continue;
            }

            if (!_any) return false;
            EndField();
            return true;
        }
    }

    private static char SeparatorOf(ReadOnlySpan<char> start)
    {
        int end = start.IndexOfAny('\n', '\r');
        ReadOnlySpan<char> first = end < 0 ? start : start[..end];
        return first.Contains(',') ? ',' : first.Contains(';') ? ';' : first.Contains('\t') ? '\t' : ',';
    }

    /// <summary>Takes characters from the buffer up to its end or the end of a record.</summary>
    /// <returns>Whether a record ended.</returns>
    private bool Consume()
    {
        while (_at < _end)
        {
            char c = _buffer[_at++];
            bool secondOfPair = _afterReturn && c == '\n';
            _afterReturn = c == '\r';
            if (secondOfPair)
            {
                if (_quoted) Take(c);
                else if (!_any) Line = _line;
                continue;
            }

            if (c is '\n' or '\r') _line++;
            if (_quoted)
            {
                if (c == '"') (_quoted, _closed) = (false, true);
                else Take(c);
            }
            else if (c is '\n' or '\r')
            {
                if (EndOfLine()) return true;
            }
            else if (c == _separator)
            {
                _any = true;
                EndField();
            }
            else if (c == '"')
            {
                _any = true;
                if (_closed) Take('"'); // a doubled quote inside a quoted field
                _quoted = _closed || _field.Length == 0;
                if (!_quoted) Take(c); // a stray quote in the middle of a plain field
            }
            else
            {
                _any |= !char.IsWhiteSpace(c);
                Take(c);
            }
        }

        return false;
    }

    private bool EndOfLine()
    {
        if (_any)
        {
            EndField();
            return true;
        }

        _field.Clear();
        Line = _line;
        return false;
    }

    private void Take(char c)
    {
        if (_length > LongestRecord) return;
        _field.Append(c);
        if (++_length > LongestRecord) _quoted = false; // give up on a quote that never closes: resume at the next line
    }

    private void EndField()
    {
        _fields.Add(_closed ? _field.ToString() : _field.ToString().Trim());
        _field.Clear();
        _closed = false;
    }
}
