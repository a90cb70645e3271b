namespace Unum.Grid.Instances;

/// <summary>Compares an index with the history it belongs to, mark by mark, and writes anew what is missing or wrong: all of it follows from the history.</summary>
internal sealed class IndexMending(IGridObject index, string name)
{
    private readonly byte[] _expected = new byte[JournalFormat.Mark], _found = new byte[JournalFormat.Mark];
    private readonly ByteWriter _anew = new();
    private readonly long _marks = index.Length / JournalFormat.Mark;
    private string? _wrong;
    private long _good, _seen;

    public void Expect(in JournalFrame frame)
    {
        JournalFormat.WriteMark(_expected, frame.First, frame.Start, frame.End, frame.Chain, frame.Entries);
        if (_good == _seen && _seen < _marks)
        {
            index.Read(_seen * JournalFormat.Mark, _found);
            int same = _found.AsSpan().CommonPrefixLength(_expected);
            if (same == JournalFormat.Mark) _good++;
            else _wrong = FormattableString.Invariant($"{name}: mark {_seen} is not its frame's (byte {(_seen * JournalFormat.Mark) + same}); the index was written anew from there.");
        }

        if (_good <= _seen) _expected.CopyTo(_anew.Take(JournalFormat.Mark));
        _seen++;
    }

    public void Finish(ICollection<string> messages)
    {
        if (_wrong is not null) messages.Add(_wrong);
        if (index.Length > _good * JournalFormat.Mark) index.Truncate(_good * JournalFormat.Mark);
        if (_anew.Length > 0) index.Append(_anew.Bytes);
        index.Sync();
    }
}
