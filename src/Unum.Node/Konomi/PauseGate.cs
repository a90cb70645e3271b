namespace Unum.Node.Konomi;

/// <summary>Lets any number of workers through, or, when somebody pauses it and they have left, none.</summary>
internal sealed class PauseGate
{
    private readonly Lock _gate = new();
    private TaskCompletionSource? _resumed;
    private TaskCompletionSource? _idle;
    private int _working;

    /// <summary>Goes in, after the pause if there is one.</summary>
    /// <returns>Dispose of it to leave.</returns>
    public async ValueTask<IDisposable> EnterAsync(CancellationToken stopping)
    {
        while (true)
        {
            Task resumed;
            lock (_gate)
            {
                if (_resumed is null)
                {
                    _working++;
                    return new Ending(Leave);
                }

                resumed = _resumed.Task;
            }

            await resumed.WaitAsync(stopping);
        }
    }

    /// <summary>Lets nobody in, and waits until all have left.</summary>
    /// <returns>Dispose of it to go on; null when somebody was still working after the patience (nothing is paused then), or it is paused already.</returns>
    public async Task<IDisposable?> PauseAsync(TimeSpan patience, TimeProvider time)
    {
        Task idle;
        lock (_gate)
        {
            if (_resumed is not null) return null;
            _resumed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _idle = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            if (_working == 0) _idle.SetResult();
            idle = _idle.Task;
        }

        try
        {
            await idle.WaitAsync(patience, time);
            return new Ending(Resume);
        }
        catch (TimeoutException)
        {
            Resume();
            return null;
        }
    }

    private void Leave()
    {
        lock (_gate)
        {
            if (--_working == 0) _idle?.TrySetResult();
        }
    }

    private void Resume()
    {
        lock (_gate)
        {
            _resumed?.TrySetResult();
            (_resumed, _idle) = (null, null);
        }
    }
}
