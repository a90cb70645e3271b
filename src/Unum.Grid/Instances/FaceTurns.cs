namespace Unum.Grid.Instances;

/// <summary>Asked by a long operation before each brick: whether it may go on. Lets readers in between, reports progress, ends it on cancellation.</summary>
public sealed class FaceTurns
{
    private readonly long _most;
    private readonly Action<FaceProgress>? _progress;
    private readonly Func<bool>? _stop;

    /// <summary>Turns of an operation.</summary>
    /// <param name="most">Bricks that may be done: a cancelled operation is replayed up to where it got.</param>
    /// <param name="stop">Asked before each brick; true ends the operation.</param>
    /// <param name="progress">Told before each brick.</param>
    public FaceTurns(long most = long.MaxValue, Func<bool>? stop = null, Action<FaceProgress>? progress = null)
    {
        _most = most;
        _stop = stop;
        _progress = progress;
    }

    /// <summary>Bricks done or under way.</summary>
    public long Bricks { get; private set; }

    /// <summary>Whether it ended before the work did.</summary>
    public bool Ended { get; private set; }

    /// <summary>Whether the next brick may be done. After false, stop.</summary>
    /// <param name="processed">Blocks done so far.</param>
    /// <param name="of">Blocks to do, as far as known.</param>
    public bool Next(long processed, long of)
    {
        if (Ended) return false;
        _progress?.Invoke(new(processed, of));
        if (Bricks >= _most || _stop?.Invoke() == true)
        {
            Ended = true;
            return false;
        }

        Bricks++;
        return true;
    }
}
