namespace Unum.Grid.Instances;

/// <summary>Something for the writer of an instance to do: operations to write, or work that needs the state to itself.</summary>
internal sealed class GridTask
{
    private readonly TaskCompletionSource<IReadOnlyList<OperationReceipt>> _written = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Operations of one caller: all in one frame.</summary>
    public GridTask(IReadOnlyList<GridOperation> operations, CancellationToken cancellation) => (Operations, Cancellation) = (operations, cancellation);

    /// <summary>One operation, answered for by itself.</summary>
    public GridTask(GridOperation operation, GridApplyOptions options, CancellationToken cancellation)
        : this([operation], cancellation) => (IsOne, Options) = (true, options);

    /// <summary>Other work; called with what stopped the writer, or null.</summary>
    public GridTask(Action<Exception?> job) => Job = job;

    public Action<Exception?>? Job { get; }

    public IReadOnlyList<GridOperation> Operations { get; } = [];

    public GridApplyOptions Options { get; } = new();

    public CancellationToken Cancellation { get; }

    public Task<IReadOnlyList<OperationReceipt>> Written => _written.Task;

    /// <summary>Whether it can be cancelled between bricks.</summary>
    public bool IsLong => Operations is [GridOperation.Face { Operation: FaceOperation.Process or FaceOperation.Sync }];

    private bool IsOne { get; }

    /// <summary>Whether what was done before decides if it may be done.</summary>
    public bool NeedsState => IsOne && (Options.When is not null || Operations[0] is GridOperation.Link);

    public void Done(IReadOnlyList<OperationReceipt> receipts) => _written.TrySetResult(receipts);

    public void Fail(Exception why)
    {
        if (Job is not null) Job(why);
        else _written.TrySetException(why);
    }

    public void Cancel() => _written.TrySetCanceled(Cancellation);
}
