namespace Unum.Hive.Trials;

/// <summary>
/// The peer that exchanges weights: federated averaging (McMahan et al., AISTATS 2017) of a softmax classifier or of one with a hidden layer of rectifiers. Every round every client takes the model, runs one
/// epoch of SGD (batches of 8) on its share of the examples and returns its change; the server adds the mean. With int8 both ways carry one signed byte a weight and a scale for every row,
/// and what rounding lost is added to the next change (error feedback).
/// <para>Layout: hidden H x (D + 1) when there is one, then output C x ((H or D) + 1), the last of a row its bias. Time: O(examples x non-zero coordinates x width) an epoch.</para>
/// </summary>
public sealed class FederatedAveraging
{
    private const int BatchSize = 8;
    private readonly (int[] At, float[] Value, int Label)[][] _clients;
    private readonly (int[] At, float[] Value, int Label)[] _test;
    private readonly int _inputs;
    private readonly int _hidden;
    private readonly int _classes;
    private readonly bool _bytes;
    private readonly float _rate;
    private readonly float[] _model;
    private readonly float[][] _lost;
    private readonly float[] _serverLost;
    private readonly float[] _activity;
    private readonly float[] _scores;

    /// <summary>Clients that know nothing yet.</summary>
    /// <param name="data">What is learned; each client gets an equal share of the training examples in turn.</param>
    /// <param name="clients">1 or more.</param>
    /// <param name="hidden">Width of the hidden layer; 0 for softmax alone.</param>
    /// <param name="bytes">Whether int8 travels instead of fp32.</param>
    /// <param name="rate">Of SGD.</param>
    /// <param name="seed">First weights.</param>
    public FederatedAveraging(Labelled data, int clients, int hidden, bool bytes, double rate, int seed)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentOutOfRangeException.ThrowIfLessThan(clients, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(hidden);
        (_inputs, _hidden, _classes, _bytes, _rate) = (data.Frame.Dimension, hidden, data.Concepts.Count, bytes, (float)rate);
        Dictionary<uint, int> labels = data.Concepts.Select(static (c, i) => (c, i)).ToDictionary();
        _clients = [.. Enumerable.Range(0, clients).Select(k => data.Train.Where((_, i) => i % clients == k).Select(e => Sparse(e.Psi, labels[e.Concept])).ToArray())];
        _test = [.. data.Test.Select(e => Sparse(e.Psi, labels[e.Concept]))];
        int upper = hidden == 0 ? _inputs : hidden;
        _model = new float[(hidden * (_inputs + 1)) + (_classes * (upper + 1))];
        Random random = new(seed);
        for (int i = 0; i < hidden * (_inputs + 1); i++) _model[i] = (float)((random.NextDouble() - .5) * 2);
        if (hidden > 0) for (int i = hidden * (_inputs + 1); i < _model.Length; i++) _model[i] = (float)((random.NextDouble() - .5) / Math.Sqrt(hidden));
        _lost = [.. _clients.Select(_ => new float[_model.Length])];
        _serverLost = new float[_model.Length];
        _activity = new float[hidden];
        _scores = new float[_classes];
    }

    /// <summary>Weights of the model.</summary>
    public int Parameters => _model.Length;

    /// <summary>Bytes that one client sends or receives each way and round.</summary>
    public long MessageBytes => _bytes ? _model.Length + (sizeof(float) * (_hidden + _classes)) : sizeof(float) * (long)_model.Length;

    /// <summary>Share of the held-out examples that the server's model names rightly.</summary>
    public double Accuracy => _test.Count(e => Best(_model, e) == e.Label) / (double)_test.Length;

    /// <summary>Runs rounds.</summary>
    /// <returns>After each: bytes that one client has sent and received, and accuracy.</returns>
    public IEnumerable<FederatedPoint> Run(int rounds)
    {
        for (int round = 1; round <= rounds; round++)
        {
            Round();
            yield return new FederatedPoint(round * 2 * MessageBytes, Accuracy);
        }
    }

    private void Round()
    {
        float[] mean = new float[_model.Length];
        for (int c = 0; c < _clients.Length; c++)
        {
            float[] own = [.. _model];
            foreach ((int[] At, float[] Value, int Label)[] batch in _clients[c].Chunk(BatchSize)) Step(own, batch);
            for (int i = 0; i < own.Length; i++) own[i] -= _model[i];
            if (_bytes) Round8(own, _lost[c]);
            for (int i = 0; i < own.Length; i++) mean[i] += own[i] / _clients.Length;
        }

        if (_bytes) Round8(mean, _serverLost);
        for (int i = 0; i < mean.Length; i++) _model[i] += mean[i];
    }

    /// <summary>One step of SGD on a batch.</summary>
    private void Step(float[] w, (int[] At, float[] Value, int Label)[] batch)
    {
        float rate = _rate / batch.Length;
        int upper = _hidden == 0 ? _inputs : _hidden, top = _hidden * (_inputs + 1);
        (float[] Scores, float[] Activity)[] seen = new (float[], float[])[batch.Length];
        for (int e = 0; e < batch.Length; e++)
        {
            Forward(w, batch[e]);
            float most = _scores.Max(), sum = 0;
            for (int c = 0; c < _classes; c++) sum += _scores[c] = MathF.Exp(_scores[c] - most);
            for (int c = 0; c < _classes; c++) _scores[c] = (_scores[c] / sum) - (c == batch[e].Label ? 1 : 0);
            seen[e] = ([.. _scores], [.. _activity]);
        }

        float[] back = new float[_hidden];
        for (int e = 0; e < batch.Length; e++)
        {
            (int[] at, float[] value, _) = batch[e];
            (float[] error, float[] activity) = seen[e];
            Array.Clear(back);
            for (int c = 0; c < _classes; c++)
            {
                int row = top + (c * (upper + 1));
                float pull = rate * error[c];
                w[row + upper] -= pull;
                if (_hidden == 0) for (int k = 0; k < at.Length; k++) w[row + at[k]] -= pull * value[k];
                for (int h = 0; h < _hidden; h++)
                {
                    back[h] += error[c] * w[row + h];
                    w[row + h] -= pull * activity[h];
                }
            }

            for (int h = 0; h < _hidden; h++)
            {
                if (activity[h] <= 0) continue;
                int row = h * (_inputs + 1);
                float pull = rate * back[h];
                w[row + _inputs] -= pull;
                for (int k = 0; k < at.Length; k++) w[row + at[k]] -= pull * value[k];
            }
        }
    }

    private void Forward(float[] w, (int[] At, float[] Value, int Label) example)
    {
        for (int h = 0; h < _hidden; h++)
        {
            int row = h * (_inputs + 1);
            float sum = w[row + _inputs];
            for (int k = 0; k < example.At.Length; k++) sum += w[row + example.At[k]] * example.Value[k];
            _activity[h] = MathF.Max(0, sum);
        }

        int upper = _hidden == 0 ? _inputs : _hidden, top = _hidden * (_inputs + 1);
        for (int c = 0; c < _classes; c++)
        {
            int row = top + (c * (upper + 1));
            float sum = w[row + upper];
            if (_hidden == 0) for (int k = 0; k < example.At.Length; k++) sum += w[row + example.At[k]] * example.Value[k];
            for (int h = 0; h < _hidden; h++) sum += w[row + h] * _activity[h];
            _scores[c] = sum;
        }
    }

    private int Best(float[] w, (int[] At, float[] Value, int Label) example)
    {
        Forward(w, example);
        return Array.IndexOf(_scores, _scores.Max());
    }

    /// <summary>Rounds every row to signed bytes of its own scale; what is lost waits for the next round.</summary>
    private void Round8(float[] change, float[] lost)
    {
        int row = 0;
        while (row < change.Length)
        {
            int length = row < _hidden * (_inputs + 1) || _hidden == 0 ? _inputs + 1 : _hidden + 1;
            float most = 0;
            for (int i = row; i < row + length; i++) most = MathF.Max(most, MathF.Abs(change[i] += lost[i]));
            float scale = most / 127;
            for (int i = row; i < row + length; i++)
            {
                float kept = scale == 0 ? 0 : MathF.Round(change[i] / scale) * scale;
                lost[i] = change[i] - kept;
                change[i] = kept;
            }

            row += length;
        }
    }

    private static (int[] At, float[] Value, int Label) Sparse(float[] psi, int label)
    {
        int[] at = [.. Enumerable.Range(0, psi.Length).Where(i => psi[i] != 0)];
        return (at, [.. at.Select(i => psi[i])], label);
    }
}
