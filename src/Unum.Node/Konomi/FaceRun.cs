using Unum.Grid.Instances;
using Unum.Grid.Space;
using Unum.Node.Reporting;

namespace Unum.Node.Konomi;

/// <summary>One face operation while it runs, and what came of it.</summary>
internal sealed class FaceRun
{
    private readonly TimeProvider _time;
    private readonly long _start;
    private readonly CancellationTokenSource _cancel;
    private TimeSpan? _took;
    private FaceProgress _progress;
    private string _status = "running";

    public FaceRun(string id, string instanceId, Plane plane, int index, FaceOperation operation, TimeProvider time, CancellationToken caller)
    {
        (Id, InstanceId, Plane, Index, Operation, _time) = (id, instanceId, plane, index, operation, time);
        _start = time.GetTimestamp();
        _cancel = CancellationTokenSource.CreateLinkedTokenSource(caller);
        Stopping = _cancel.Token;
    }

    public string Id { get; }

    public string InstanceId { get; }

    public Plane Plane { get; }

    public int Index { get; }

    public FaceOperation Operation { get; }

    /// <summary>The caller left, or somebody cancelled it.</summary>
    public CancellationToken Stopping { get; }

    /// <summary>How far it is; set by the writer's thread.</summary>
    public FaceProgress Progress
    {
        get
        {
            lock (_cancel) return _progress;
        }
    }

    public double Milliseconds => Math.Round((_took ?? _time.GetElapsedTime(_start)).TotalMilliseconds, 3);

    public void Tell(FaceProgress progress)
    {
        lock (_cancel) _progress = progress;
    }

    public void Cancel()
    {
        lock (_cancel)
        {
            if (_took is null) _cancel.Cancel();
        }
    }

    public void Finish(string status)
    {
        lock (_cancel)
        {
            _took = _time.GetElapsedTime(_start);
            _status = status;
            _cancel.Dispose();
        }
    }

    public OperationAnswer Answer()
    {
        FaceProgress progress = Progress;
        return new OperationAnswer(Id, InstanceId, Wire.Word(Plane), Index, Wire.Word(Operation), _status, progress.Processed, progress.Of, Milliseconds);
    }
}
