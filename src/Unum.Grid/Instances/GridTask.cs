namespace Unum.Grid.Instances;

/// <summary>Something for the writer of an instance to do: operations to write, or work that needs the state to itself.</summary>
internal sealed class GridTask
{
    private readonly TaskCompletionSource<IReadOnlyList<OperationReceipt>> _written = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Operations of one caller: all in one frame.</summary>
    public GridTask(IReadOnlyList<GridOperation> operations, GridApplyOptions options, CancellationToken cancellation) =>
        (Operations, Options, Cancellation) = (operations, options, cancellation);

    /// <summary>Other work; called with what stopped the writer, or null.</summary>
    public GridTask(Action<Exception?> job) => Job = job;

    public Action<Exception?>? Job { get; }

    public IReadOnlyList<GridOperation> Operations { get; } = [];

    public GridApplyOptions Options { get; } = new();

    public CancellationToken Cancellation { get; }

    public Task<IReadOnlyList<OperationReceipt>> Written => _written.Task;

    /// <summary>Whether it can be cancelled between bricks.</summary>
    public bool IsLong => Operations is [GridOperation.Face { Operation: FaceOperation.Process or FaceOperation.Sync }];

    /// <summary>Whether whether it may be done depends on what was done before.</summary>
    public bool NeedsState => Options.When is not null || Operations is [GridOperation.Link];

    public void Done(IReadOnlyList<OperationReceipt> receipts) => _written.TrySetResult(receipts);

    public void Fail(Exception why)
    {
        if (Job is not null) Job(why);
        else _written.TrySetException(why);
    }

    public void Cancel() => _written.TrySetCanceled(Cancellation);
}
