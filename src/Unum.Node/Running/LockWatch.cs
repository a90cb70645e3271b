using System.Numerics;
using Unum.Devices.Sensing;
using Unum.Kairos.Connectivity;
using Unum.Node.Reporting;

namespace Unum.Node.Running;

/// <summary>Who locks with whom: a running phase-locking value between all nodes and live sensors of this process.</summary>
/// <remarks>Channels are the nodes and sensors that live; when that set changes the statistics start over.</remarks>
internal sealed class LockWatch(double forget)
{
    private const int MostChannels = 96;

    private string[] _ids = [];
    private ConnectivityTracker? _tracker;
    private float[] _real = [];
    private float[] _imaginary = [];
    private double[] _upper = [];

    /// <summary>Takes one beat.</summary>
    public void Observe(IReadOnlyList<LocalNode> nodes)
    {
        int count = 0;
        bool same = true;
        Span<Complex> states = stackalloc Complex[MostChannels];
        foreach (LocalNode node in nodes)
        {
            if (!node.IsRunning) continue;
            Take(node.Id, node.Mind.State, states, ref count, ref same);
            for (int i = 0; node.Sensors.Count > 1 && i < node.Sensors.Count; i++)
            {
                if (node.Sensors[i].Health.Status == SensorStatus.Live) Take(node.Sensors[i].Description.Id, node.Mind.Sensors[i].State, states, ref count, ref same);
            }
        }

        if (!same || count != _ids.Length) Restart(nodes, count);
        if (_tracker is null) return;
        for (int i = 0; i < count; i++) (_real[i], _imaginary[i]) = ((float)states[i].Real, (float)states[i].Imaginary);
        _tracker.Update(_real, _imaginary);
    }

    /// <summary>The matrix now; null before there is anything to compare.</summary>
    public LocksReport? Read()
    {
        if (_tracker is null || _tracker.Samples < 10) return null;
        int n = _ids.Length;
        _tracker.Read(ConnectivityMeasure.Plv, _upper);
        double[][] matrix = [.. Enumerable.Range(0, n).Select(_ => new double[n])];
        for (int i = 0; i < n; i++)
        {
            matrix[i][i] = 1;
            for (int j = i + 1; j < n; j++) matrix[i][j] = matrix[j][i] = Math.Round(_upper[ConnectivityTracker.PairIndex(i, j, n)], 3);
        }

        return new LocksReport(_ids, matrix);
    }

    private void Take(string id, Complex state, Span<Complex> states, ref int count, ref bool same)
    {
        if (count == MostChannels) return;
        same &= count < _ids.Length && string.Equals(_ids[count], id, StringComparison.Ordinal);
        states[count++] = state;
    }

    private void Restart(IReadOnlyList<LocalNode> nodes, int count)
    {
        List<string> ids = [];
        foreach (LocalNode node in nodes.Where(n => n.IsRunning))
        {
            ids.Add(node.Id);
            if (node.Sensors.Count > 1) ids.AddRange(node.Sensors.Where(s => s.Health.Status == SensorStatus.Live).Select(s => s.Description.Id));
        }

        _ids = [.. ids.Take(count)];
        _tracker = count >= 2 ? new ConnectivityTracker(count, forget, ConnectivityMeasures.Plv) : null;
        _real = new float[count];
        _imaginary = new float[count];
        _upper = new double[count * (count - 1) / 2];
    }
}
