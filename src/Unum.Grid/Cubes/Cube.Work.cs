namespace Unum.Grid.Cubes;

/// <summary>How the state machine admits, pauses and ends work.</summary>
public sealed partial class Cube
{
    private int _jobs;

    /// <summary>Admits a piece of work: a cube that is Idle or Complete starts first.</summary>
    private void Begin()
    {
        lock (_sync)
        {
            if (Machine.State == PackState.Complete) Machine.Send(PackCommand.Reset);
            if (Machine.State == PackState.Idle) Machine.Send(PackCommand.Start);
            if (Machine.State != PackState.Execute) throw Refused();
            _jobs++;
        }
    }

    /// <summary>Ends a piece of work; with the last the run is complete.</summary>
    private void End()
    {
        lock (_sync)
        {
            if (--_jobs == 0) Machine.Finish(PackState.Execute);
        }
    }

    /// <summary>Between bytes: goes on while the cube executes, waits while it is held or suspended, throws when it was stopped.</summary>
    private async ValueTask ContinueAsync(CancellationToken stopping)
    {
        stopping.ThrowIfCancellationRequested();
        while (Machine.State != PackState.Execute)
        {
            if (Machine.State is not (PackState.Held or PackState.Suspended or PackState.Holding or PackState.Suspending or PackState.Unholding or PackState.Unsuspending))
                throw Refused();
            TaskCompletionSource moved = new(TaskCreationOptions.RunContinuationsAsynchronously);
            void Wake(object? sender, PackChange change) => moved.TrySetResult();
            Machine.Changed += Wake;
            try
            {
                if (Machine.State != PackState.Execute) await moved.Task.WaitAsync(stopping);
            }
            finally
            {
                Machine.Changed -= Wake;
            }
        }
    }

    private CubeStateException Refused()
    {
        PackState state = Machine.State;
        return new CubeStateException($"Cube {Id} is {state} and takes no work; possible now: {string.Join(", ", PackMachine.PossibleIn(state))}.");
    }
}
