using Unum.Grid.Integrity;

namespace Unum.Grid.Instances;

/// <summary>A frame of a history that was found whole.</summary>
/// <param name="first">Sequence of its first entry.</param>
/// <param name="entries">How many entries.</param>
/// <param name="time">When it was written, Unix milliseconds.</param>
/// <param name="start">Its first byte.</param>
/// <param name="end">The byte after it.</param>
/// <param name="chain">Hash of the history up to and including it.</param>
/// <param name="payload">The entries.</param>
internal readonly ref struct JournalFrame(long first, int entries, long time, long start, long end, Hash256 chain, ReadOnlySpan<byte> payload)
{
    public long First { get; } = first;

    public int Entries { get; } = entries;

    public long Time { get; } = time;

    public long Start { get; } = start;

    public long End { get; } = end;

    public Hash256 Chain { get; } = chain;

    public ReadOnlySpan<byte> Payload { get; } = payload;
}
