namespace Unum.Grid.Consensus.Simulation;

/// <summary>
/// What will happen, by the millisecond: first by time, then in the order of entry. A ring of lists threaded through one array, so that entering and
/// taking cost O(1); nothing may lie <see cref="Days"/> or more ahead.
/// </summary>
internal sealed class Calendar<T>
{
    private const int Days = 4096;

    private readonly int[] _first = new int[Days];
    private readonly int[] _last = new int[Days];
    private (T Item, int Next)[] _entries = new (T, int)[1024];
    private int _free;
    private int _used = 1;
    private int _count;

    public int Now { get; private set; }

    public void Enter(int time, T item)
    {
        Invariant.Holds(time >= Now && time < Now + Days, "what happens is entered neither in the past nor beyond the ring");
        int at = _free;
        if (at != 0)
        {
            _free = _entries[at].Next;
        }
        else
        {
            if (_used == _entries.Length) Array.Resize(ref _entries, 2 * _used);
            at = _used++;
        }

        _entries[at] = (item, 0);
        int day = time % Days;
        if (_first[day] == 0) _first[day] = at;
        else _entries[_last[day]].Next = at;
        _last[day] = at;
        _count++;
    }

    /// <summary>The next to happen; time moves on to it.</summary>
    public bool TryTake(out T item)
    {
        item = default!;
        if (_count == 0) return false;
        while (_first[Now % Days] == 0) Now++;
        ref int first = ref _first[Now % Days];
        int at = first;
        (item, first) = _entries[at];
        _entries[at] = (default!, _free);
        _free = at;
        _count--;
        return true;
    }
}
