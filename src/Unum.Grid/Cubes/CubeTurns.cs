namespace Unum.Grid.Cubes;

/// <summary>Lets one at a time in, in the order of arrival; whoever gives up waiting is passed over.</summary>
internal sealed class CubeTurns
{
    private readonly Lock _sync = new();
    private readonly Queue<TaskCompletionSource> _waiting = new();
    private bool _taken;

    /// <summary>Waits for the turn; <see cref="Leave"/> must follow, unless this throws.</summary>
    public async Task EnterAsync(CancellationToken stopping)
    {
        TaskCompletionSource turn;
        lock (_sync)
        {
            stopping.ThrowIfCancellationRequested();
            if (!_taken)
            {
                _taken = true;
                return;
            }

            turn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Enqueue(turn);
        }

        await using (stopping.UnsafeRegister(static (waiter, token) => ((TaskCompletionSource)waiter!).TrySetCanceled(token), turn))
        {
            await turn.Task;
        }
    }

    /// <summary>Ends the turn; the next who still waits has it.</summary>
    public void Leave()
    {
        lock (_sync)
        {
            while (_waiting.TryDequeue(out TaskCompletionSource? next))
            {
                if (next.TrySetResult()) return;
            }

            _taken = false;
        }
    }
}
