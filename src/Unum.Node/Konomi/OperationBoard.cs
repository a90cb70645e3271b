using System.Globalization;
using Unum.Grid.Instances;
using Unum.Grid.Space;
using Unum.Node.Konomi.Api;

namespace Unum.Node.Konomi;

/// <summary>The face operations that run, and the last ones that ran: what GET /operations shows and DELETE cancels.</summary>
internal sealed class OperationBoard(TimeProvider time)
{
    private const int MostFinished = 100;
    private const int MostRunning = 64;

    private readonly Dictionary<string, FaceRun> _running = new(StringComparer.Ordinal);
    private readonly Queue<FaceRun> _finished = new();
    private readonly Lock _gate = new();
    private long _last = time.GetUtcNow().ToUnixTimeMilliseconds(); // ids of two runs of the program must differ

    /// <summary>Begins one.</summary>
    /// <exception cref="ApiProblem">Too many run.</exception>
    public FaceRun Begin(string instanceId, Plane plane, int index, FaceOperation operation, CancellationToken caller)
    {
        lock (_gate)
        {
            if (_running.Count >= MostRunning) throw ApiProblem.Overloaded("Too many face operations run at once.");
            FaceRun run = new("op-" + (++_last).ToString(CultureInfo.InvariantCulture), instanceId, plane, index, operation, time, caller);
            _running.Add(run.Id, run);
            return run;
        }
    }

    /// <summary>Ends one: it is remembered for a while.</summary>
    public void End(FaceRun run, string status)
    {
        lock (_gate)
        {
            run.Finish(status);
            _running.Remove(run.Id);
            _finished.Enqueue(run);
            if (_finished.Count > MostFinished) _finished.Dequeue();
        }
    }

    /// <summary>Cancels one that runs.</summary>
    /// <returns>It; null when none of that id runs.</returns>
    public FaceRun? Cancel(string id)
    {
        FaceRun? run;
        lock (_gate)
        {
            if (!_running.TryGetValue(id, out run)) return null;
        }

        run.Cancel();
        return run;
    }

    /// <summary>Whether one of that id ran not long ago.</summary>
    public FaceRun? Finished(string id)
    {
        lock (_gate) return _finished.FirstOrDefault(r => string.Equals(r.Id, id, StringComparison.Ordinal));
    }

    /// <summary>Running ones first, then the finished, newest first.</summary>
    public IReadOnlyList<FaceRun> All()
    {
        lock (_gate) return [.. _running.Values, .. _finished.Reverse()];
    }
}
