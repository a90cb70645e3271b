using Unum.Femto;

namespace Unum.Grid.Cubes;

/// <summary>One collective thought while it lasts: nine minds side by side, one mixture.</summary>
internal sealed class Collective
{
    private readonly IByteModel[] _minds;
    private readonly CubeMixer _mixer;
    private readonly ThinkOptions _options;
    private readonly float[] _kappas;
    private readonly float[] _trust = new float[CubeShape.Minds];
    private readonly double[] _surprise = new double[CubeShape.Minds];
    private readonly int[] _agreed = new int[CubeShape.Minds];
    private readonly float[][] _next = new float[CubeShape.Minds][];
    private readonly float[] _mixed = new float[256];

    /// <summary>Minds, their kappas (which drift by one request) and the mixture they share.</summary>
    public Collective(IByteModel[] minds, float[] kappas, CubeMixer mixer, ThinkOptions options)
    {
        (_minds, _kappas, _mixer, _options) = (minds, kappas, mixer, options);
        for (int i = 0; i < _next.Length; i++)
        {
            _next[i] = new float[256];
            kappas[i] += .01f * (Cube.RestingKappa - kappas[i]);
        }

        float mean = Math.Max(kappas.Average(), 1e-6f);
        for (int i = 0; i < _trust.Length; i++) _trust[i] = kappas[i] / mean;
    }

    /// <summary>All read the query; the mixture learns whom to believe.</summary>
    /// <returns>Bits per byte that the query cost the mixture.</returns>
    public double Read(byte[] query, bool learn, CancellationToken stopping)
    {
        ushort[][] heard = new ushort[_minds.Length][];
        Each(i =>
        {
            IByteModel mind = _minds[i];
            if (mind.Learning != learn) mind.Learning = learn;
            mind.Restart();
            heard[i] = new ushort[query.Length * 8];
            double bits = 0;
            for (int at = 0; at < heard[i].Length; at++)
            {
                if ((at & 2047) == 0) stopping.ThrowIfCancellationRequested();
                int bit = (query[at >> 3] >> (7 - (at & 7))) & 1;
                int p = mind.PredictBit();
                heard[i][at] = (ushort)p;
                bits -= Math.Log2((bit == 1 ? p : 65536 - p) / 65536.0);
                mind.Advance(bit);
            }

            mind.Learning = false;
            _surprise[i] = query.Length == 0 ? 0 : bits / query.Length;
            _options.VertexRead?.Invoke(Part((Vertex)i, "", 0));
        });
        double cost = 0;
        Span<float> x = stackalloc float[CubeShape.Minds];
        for (int at = 0, node = 1; at < query.Length * 8; at++)
        {
            int bit = (query[at >> 3] >> (7 - (at & 7))) & 1;
            for (int i = 0; i < x.Length; i++) x[i] = _trust[i] * CubeMixer.Stretch(heard[i][at] / 65536f);
            float p = _mixer.Mix(node, x);
            cost -= Math.Log2(bit == 1 ? p : 1 - p);
            if (learn) _mixer.Learn(node, x, p, bit);
            node = (at & 7) == 7 ? 1 : (node << 1) | bit;
        }

        return query.Length == 0 ? 0 : cost / query.Length;
    }

    /// <summary>Each mind's own completion; afterwards it stands behind the query again.</summary>
    public byte[][] OwnAnswers(byte[] query, CancellationToken stopping)
    {
        byte[][] own = new byte[_minds.Length][];
        Each(i =>
        {
            IByteModel mind = _minds[i];
            own[i] = new byte[_options.VertexBytes];
            using (Utterance utterance = _options.Draw.Begin(mind, query))
            {
                for (int at = 0; at < own[i].Length; at++)
                {
                    stopping.ThrowIfCancellationRequested();
                    own[i][at] = utterance.Next();
                }
            }

            mind.Restart();
            mind.Read(query);
        });
        return own;
    }

    /// <summary>Draws the next byte of the consensus and lets all nine read it.</summary>
    public ThoughtStep Next(int index, double place)
    {
        Each(i => _minds[i].NextByte(_next[i]));
        Mix();
        byte value = ByteDraw.At(_options.Draw, _mixed, place);
        int agreeing = 0;
        for (int i = 0; i < _next.Length; i++)
        {
            if (Likeliest(_next[i]) != value) continue;
            agreeing++;
            _agreed[i]++;
        }

        Each(i => _minds[i].Read(value));
        return new ThoughtStep(index, value, Math.Max(_mixed[value], float.Epsilon), Divergence(), agreeing / (double)CubeShape.Minds);
    }

    /// <summary>One vertex's share.</summary>
    public VertexThought Part(Vertex vertex, string text, int bytes)
    {
        int i = (int)vertex;
        return new VertexThought(vertex, text, _surprise[i], _kappas[i], Weight(i), bytes == 0 ? 0 : _agreed[i] / (double)bytes);
    }

    private double Weight(int mind)
    {
        double all = 0;
        ReadOnlySpan<float> first = _mixer.Weights[..CubeShape.Minds];
        for (int i = 0; i < first.Length; i++) all += first[i] * _trust[i];
        return all == 0 ? 1.0 / CubeShape.Minds : first[mind] * _trust[mind] / all;
    }

    private void Mix()
    {
        Span<float> x = stackalloc float[CubeShape.Minds];
        Span<float> reached = stackalloc float[512];
        float[][] sums = [.. _next.Select(Sums)];
        reached[1] = 1;
        for (int node = 1; node < 256; node++)
        {
            for (int i = 0; i < x.Length; i++) x[i] = _trust[i] * CubeMixer.Stretch(sums[i][(2 * node) + 1] / Math.Max(sums[i][node], 1e-30f));
            float p = _mixer.Mix(node, x);
            reached[2 * node] = reached[node] * (1 - p);
            reached[(2 * node) + 1] = reached[node] * p;
        }

        reached[256..].CopyTo(_mixed);
    }

    /// <summary>Probability of reaching each node of the bit tree.</summary>
    private static float[] Sums(float[] leaves)
    {
        float[] sums = new float[512];
        leaves.CopyTo(sums.AsSpan(256));
        for (int node = 255; node >= 1; node--) sums[node] = sums[2 * node] + sums[(2 * node) + 1];
        return sums;
    }

    private double Divergence()
    {
        double all = _trust.Sum(), divergence = 0;
        for (int b = 0; b < 256; b++)
        {
            double mean = 0, own = 0;
            for (int i = 0; i < _next.Length; i++)
            {
                double p = _next[i][b], w = _trust[i] / all;
                mean += w * p;
                if (p > 0) own += w * p * Math.Log2(p);
            }

            if (mean > 0) divergence += own - (mean * Math.Log2(mean));
        }

        return Math.Max(0, divergence);
    }

    private static int Likeliest(ReadOnlySpan<float> p)
    {
        int best = 0;
        for (int i = 1; i < p.Length; i++)
        {
            if (p[i] > p[best]) best = i;
        }

        return best;
    }

    private void Each(Action<int> body)
    {
        int threads = Math.Min(_options.Threads, CubeShape.Minds);
        if (threads == 1)
        {
            for (int i = 0; i < CubeShape.Minds; i++) body(i);
            return;
        }

        Parallel.For(0, CubeShape.Minds, new ParallelOptions { MaxDegreeOfParallelism = threads }, body);
    }
}
