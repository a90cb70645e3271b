using System.Security.Cryptography;
using Unum.Grid.Integrity;

namespace Unum.Grid.Instances;

/// <summary>
/// A history: entries in frames, each frame's hash taken over the hash before it, so that no entry can be changed, lost or put in without every later hash
/// changing. A frame is one group commit: written with one append and made durable with one sync. Beside it an index: a mark a frame, written after the frame
/// is durable, says where it is and that it was acknowledged. The history is kept whole and never rewritten: the chain can always be checked from its start,
/// and a grid can be rebuilt from nothing else. Bytes: see <see cref="JournalFormat"/>. Cost: a frame of 256 writes is one SHA-256 over 9 bytes each.
/// </summary>
/// <remarks>One writer; <see cref="Read"/> and <see cref="Check"/> may run beside it.</remarks>
internal sealed class Journal : IDisposable
{
    private const int Head = Hash256.Length + JournalFormat.Header;

    private readonly IGridObject _file, _index;
    private readonly string _name;
    private readonly ByteWriter _frame = new(Head);
    private readonly byte[] _mark = new byte[JournalFormat.Mark];
    private bool _failed;
    private long _end, _frames, _sequence;

    private Journal(IGridObject file, IGridObject index, string name) => (_file, _index, _name) = (file, index, name);

    /// <summary>The last entry; -1 when there is none.</summary>
    public long LastSequence => Volatile.Read(ref _sequence);

    /// <summary>Hash over everything.</summary>
    public Hash256 Chain { get; private set; }

    /// <summary>Bytes.</summary>
    public long Length => Volatile.Read(ref _end);

    /// <summary>Where the next frame's entries are written before <see cref="Append"/>.</summary>
    public ByteWriter Entries => _frame;

    /// <summary>Bytes of entries waiting in <see cref="Entries"/>.</summary>
    public int Pending => _frame.Length - Head;

    /// <summary>Opens a history: reads and checks all of it, cuts a torn end off, mends the index.</summary>
    /// <param name="store">Where it is.</param>
    /// <param name="name">The object's name.</param>
    /// <param name="messages">Gets what was done.</param>
    /// <param name="visit">Called with each frame, in order.</param>
    /// <exception cref="GridDamagedException">It is damaged; nothing was changed.</exception>
    public static Journal Open(IGridStore store, string name, ICollection<string> messages, JournalScan.Visitor visit)
    {
        IGridObject file = store.Open(name), index = store.Open(IndexOf(name));
        try
        {
            Journal journal = new(file, index, name);
            journal.Recover(messages, visit);
            return journal;
        }
        catch
        {
            file.Dispose();
            index.Dispose();
            throw;
        }
    }

    /// <summary>Name of a history's index.</summary>
    public static string IndexOf(string name) => name + ".index";

    /// <summary>Writes the waiting entries as one frame and returns when it is durable.</summary>
    public void Append(int entries, long time)
    {
        Invariant.Holds(entries > 0 && Pending > 0, "a frame has entries");
        if (_failed) throw new IOException($"{_name}: an earlier write failed, and what it left may be half a frame. Open it again.");
        _failed = true; // until all of it went well
        Span<byte> bytes = _frame.Bytes;
        Chain.CopyTo(bytes);
        JournalFormat.WriteHeader(bytes.Slice(Hash256.Length, JournalFormat.Header), Pending, entries, LastSequence + 1, time);
        Hash256 chain = default;
        SHA256.HashData(bytes, System.Runtime.InteropServices.MemoryMarshal.AsBytes(new Span<Hash256>(ref chain)));
        _frame.U32(Crc32.Of(bytes[Head..]));
        _frame.Hash(chain);
        _file.Append(_frame.Bytes[Hash256.Length..]);
        _file.Sync();
        Chain = chain;
        long end = _end + _frame.Length - Hash256.Length;
        _frame.Clear();
        JournalFormat.WriteMark(_mark, LastSequence + 1, _end, end, chain, entries);
        _index.Append(_mark);
        _frames++;
        Volatile.Write(ref _sequence, LastSequence + entries);
        Volatile.Write(ref _end, end);
        _failed = false;
    }

    /// <summary>Reads frames, beginning with the one that holds an entry, until told to stop.</summary>
    /// <param name="sequence">The entry.</param>
    /// <param name="more">Told the sequence that comes next: whether to go on.</param>
    /// <param name="visit">Called with each frame.</param>
    /// <exception cref="GridDamagedException">A mark or a frame's header is not whole.</exception>
    public void Read(long sequence, Func<long, bool> more, JournalScan.Visitor visit)
    {
        long low = 0, high = Volatile.Read(ref _frames) - 1;
        Span<byte> mark = stackalloc byte[JournalFormat.Mark];
        while (low < high)
        {
            long middle = (low + high + 1) / 2;
            if (MarkAt(middle, mark).First <= sequence) low = middle;
            else high = middle - 1;
        }

        for (long frame = low, next = sequence; frame < Volatile.Read(ref _frames) && more(next); frame++)
        {
            (long first, long start, long end) = MarkAt(frame, mark);
            byte[] bytes = new byte[end - start];
            if (_file.Read(start, bytes) < bytes.Length || !JournalFormat.HeaderIsWhole(bytes)) throw new GridDamagedException(new(_name, first, start, "This is no frame."));
            (int payload, int entries, _, long time) = JournalFormat.ReadHeader(bytes);
            visit(new(first, entries, time, start, end, new(bytes.AsSpan(^Hash256.Length..)), bytes.AsSpan(JournalFormat.Header, payload)));
            next = first + entries;
        }
    }

    /// <summary>Checks everything durable anew, as <see cref="Open"/> does, and tells what is wrong.</summary>
    /// <returns>Entries that are sound.</returns>
    public long Check(ICollection<GridDamage> damage)
    {
        using JournalScan scan = new(_file, _name);
        byte[] expected = new byte[JournalFormat.Mark], found = new byte[JournalFormat.Mark];
        try
        {
            long length = Length;
            scan.Run(length, length, (in JournalFrame frame) =>
            {
                JournalFormat.WriteMark(expected, frame.First, frame.Start, frame.End, frame.Chain, frame.Entries);
                int read = _index.Read(scan.Frames * JournalFormat.Mark, found);
                int at = found.AsSpan().CommonPrefixLength(expected);
                if (read < JournalFormat.Mark || at < JournalFormat.Mark)
                    damage.Add(new(IndexOf(_name), scan.Frames, (scan.Frames * JournalFormat.Mark) + at, "The mark is not its frame's."));
            });
        }
        catch (GridDamagedException found1)
        {
            damage.Add(found1.Damage);
        }

        return scan.LastSequence + 1;
    }

    public void Dispose()
    {
        _file.Dispose();
        _index.Dispose();
    }

    private (long First, long Start, long End) MarkAt(long frame, Span<byte> mark)
    {
        if (_index.Read(frame * JournalFormat.Mark, mark) < mark.Length || !JournalFormat.MarkIsWhole(mark))
            throw new GridDamagedException(new(IndexOf(_name), frame, frame * JournalFormat.Mark, "The mark is not whole."));
        return JournalFormat.ReadMark(mark);
    }

    private void Recover(ICollection<string> messages, JournalScan.Visitor visit)
    {
        long acknowledged = Acknowledged();
        if (acknowledged > _file.Length)
            throw new GridDamagedException(new(_name, -1, _file.Length, FormattableString.Invariant($"The history ends here, but {acknowledged} bytes had been acknowledged.")));
        using JournalScan scan = new(_file, _name);
        IndexMending mending = new(_index, IndexOf(_name));
        scan.Run(_file.Length, acknowledged, (in JournalFrame frame) =>
        {
            visit(frame);
            mending.Expect(frame);
        });
        if (scan.Torn is not null)
        {
            messages.Add(FormattableString.Invariant($"{_name}: the last {_file.Length - scan.End} bytes, after entry {scan.LastSequence}, were cut off at byte {scan.End}: {scan.Torn}. They were never acknowledged."));
            _file.Truncate(scan.End);
        }

        mending.Finish(messages);
        (_end, _frames, _sequence, Chain) = (scan.End, scan.Frames, scan.LastSequence, scan.Chain);
    }

    /// <summary>Bytes that the last whole mark says were durable.</summary>
    private long Acknowledged()
    {
        Span<byte> mark = stackalloc byte[JournalFormat.Mark];
        for (long i = (_index.Length / JournalFormat.Mark) - 1; i >= 0; i--)
        {
            _index.Read(i * JournalFormat.Mark, mark);
            if (JournalFormat.MarkIsWhole(mark)) return JournalFormat.ReadMark(mark).End;
        }

        return 0;
    }
}
