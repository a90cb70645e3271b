using static Unum.Femto.Core.CoreWeights;

namespace Unum.Femto.Core;

/// <summary>
/// The equations of the core as they are written, one number at a time in double precision: slow, and what the fast pass is tested
/// against.
/// <para>z = E[x_t] + sum_k s_k * E[x_{t-k}]; y = rms(z) * g1; q, k, v = y W; score = q.k/4 - m distance; z += softmax(score) v Wo;</para>
/// <para>z += relu(rms(z) * g2 W1 + b1)^2 W2; logits = (rms(z) * gf) E^T + b, with rms(z) = z / sqrt(mean z^2 + 1e-5).</para>
/// </summary>
public sealed class CoreReference
{
    /// <summary>Keeps the root away from zero.</summary>
    internal const double Epsilon = 1e-5;

    private readonly CoreWeights _w;
    private readonly byte[] _x;
    private readonly int _n;
    private readonly double[,] _z0, _y1, _qkv, _p, _a, _z1, _y2, _pre, _z2, _u, _logits;

    /// <summary>Runs the core over a window.</summary>
    /// <param name="weights">The core.</param>
    /// <param name="window">1 to 32 bytes; nothing is known of what was before.</param>
    public CoreReference(CoreWeights weights, ReadOnlySpan<byte> window)
    {
        ArgumentNullException.ThrowIfNull(weights);
        ArgumentOutOfRangeException.ThrowIfZero(window.Length, nameof(window));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(window.Length, Window, nameof(window));
        _w = weights;
        _x = window.ToArray();
        _n = window.Length;
        _z0 = new double[_n, Width];
        for (int t = 0; t < _n; t++)
            for (int d = 0; d < Width; d++)
            {
                _z0[t, d] = weights.Embedding[(_x[t] * Width) + d];
                for (int k = 1; k <= Math.Min(Shifts, t); k++)
                    _z0[t, d] += weights.ShiftScales[((k - 1) * Width) + d] * weights.Embedding[(_x[t - k] * Width) + d];
            }

        _y1 = Scaled(_z0, weights.Gain1);
        _qkv = Times(_y1, weights.Qkv, 3 * Width);
        _p = Attention();
        _a = new double[_n, Width];
        for (int t = 0; t < _n; t++)
            for (int s = 0; s <= t; s++)
                for (int d = 0; d < Width; d++) _a[t, d] += _p[t, s] * _qkv[s, (2 * Width) + d];
        _z1 = Plus(_z0, Times(_a, weights.Out, Width));
        _y2 = Scaled(_z1, weights.Gain2);
        _pre = Times(_y2, weights.Up, Hidden);
        double[,] h = new double[_n, Hidden];
        for (int t = 0; t < _n; t++)
            for (int j = 0; j < Hidden; j++)
            {
                _pre[t, j] += weights.UpBias[j];
                h[t, j] = Math.Max(0, _pre[t, j]) * Math.Max(0, _pre[t, j]);
            }

        _z2 = Plus(_z1, Times(h, weights.Down, Width));
        _u = Scaled(_z2, weights.GainF);
        _logits = new double[_n, Symbols];
        for (int t = 0; t < _n; t++)
            for (int c = 0; c < Symbols; c++)
            {
                _logits[t, c] = weights.Bias[c];
                for (int d = 0; d < Width; d++) _logits[t, c] += _u[t, d] * weights.Embedding[(c * Width) + d];
            }
    }

    /// <summary>Probability in nats (natural logarithm) of each byte after place <paramref name="t"/>.</summary>
    public double[] LogProbabilities(int t)
    {
        double most = double.NegativeInfinity, sum = 0;
        for (int c = 0; c < Symbols; c++) most = Math.Max(most, _logits[t, c]);
        for (int c = 0; c < Symbols; c++) sum += Math.Exp(_logits[t, c] - most);
        double[] log = new double[Symbols];
        for (int c = 0; c < Symbols; c++) log[c] = _logits[t, c] - most - Math.Log(sum);
        return log;
    }

    /// <summary>The 16 numbers behind the output at place <paramref name="t"/>.</summary>
    public double[] HiddenAt(int t) => [.. Enumerable.Range(0, Width).Select(d => _u[t, d])];

    /// <summary>Mean surprise in nats when <paramref name="targets"/> follow, and its gradient by every weight.</summary>
    /// <param name="targets">For each byte of the window the one that came after it.</param>
    /// <param name="gradient">7,600 numbers, overwritten; or empty.</param>
    public double Loss(ReadOnlySpan<byte> targets, Span<double> gradient)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(targets.Length, _n, nameof(targets));
        double[,] d = new double[_n, Symbols];
        double loss = 0;
        for (int t = 0; t < _n; t++)
        {
            double[] log = LogProbabilities(t);
            loss -= log[targets[t]] / _n;
            for (int c = 0; c < Symbols; c++) d[t, c] = (Math.Exp(log[c]) - (c == targets[t] ? 1 : 0)) / _n;
        }

        if (!gradient.IsEmpty) Backward(d, gradient);
        return loss;
    }

    private void Backward(double[,] dLogits, Span<double> g)
    {
        g.Clear();
        double[,] du = new double[_n, Width];
        for (int t = 0; t < _n; t++)
            for (int c = 0; c < Symbols; c++)
            {
                g[BiasAt + c] += dLogits[t, c];
                for (int d = 0; d < Width; d++)
                {
                    g[EmbeddingAt + (c * Width) + d] += dLogits[t, c] * _u[t, d];
                    du[t, d] += dLogits[t, c] * _w.Embedding[(c * Width) + d];
                }
            }

        double[,] dz = ScaledBack(_z2, _w.GainF, du, g[GainFAt..]);
        double[,] h = new double[_n, Hidden];
        for (int t = 0; t < _n; t++)
            for (int j = 0; j < Hidden; j++) h[t, j] = Math.Max(0, _pre[t, j]) * Math.Max(0, _pre[t, j]);
        double[,] dPre = TimesBack(h, _w.Down, dz, g[Down2At..]);
        for (int t = 0; t < _n; t++)
            for (int j = 0; j < Hidden; j++)
            {
                dPre[t, j] *= 2 * Math.Max(0, _pre[t, j]);
                g[Bias1At + j] += dPre[t, j];
            }

        dz = Plus(dz, ScaledBack(_z1, _w.Gain2, TimesBack(_y2, _w.Up, dPre, g[Up1At..]), g[Gain2At..]));
        double[,] da = TimesBack(_a, _w.Out, dz, g[OutAt..]);
        double[,] dQkv = AttentionBack(da, g);
        dz = Plus(dz, ScaledBack(_z0, _w.Gain1, TimesBack(_y1, _w.Qkv, dQkv, g[QkvAt..]), g[Gain1At..]));
        for (int t = 0; t < _n; t++)
            for (int d = 0; d < Width; d++)
            {
                g[EmbeddingAt + (_x[t] * Width) + d] += dz[t, d];
                for (int k = 1; k <= Math.Min(Shifts, t); k++)
                {
                    int e = (_x[t - k] * Width) + d, s = ((k - 1) * Width) + d;
                    g[EmbeddingAt + e] += dz[t, d] * _w.ShiftScales[s];
                    g[ShiftAt + s] += dz[t, d] * _w.Embedding[e];
                }
            }
    }

    private double[,] Attention()
    {
        double[,] p = new double[_n, _n];
        for (int t = 0; t < _n; t++)
        {
            double sum = 0, most = double.NegativeInfinity;
            for (int s = 0; s <= t; s++)
            {
                for (int d = 0; d < Width; d++) p[t, s] += _qkv[t, d] * _qkv[s, Width + d];
                p[t, s] = (p[t, s] / 4) - (_w.Slope * (t - s));
                most = Math.Max(most, p[t, s]);
            }

            for (int s = 0; s <= t; s++) sum += p[t, s] = Math.Exp(p[t, s] - most);
            for (int s = 0; s <= t; s++) p[t, s] /= sum;
        }

        return p;
    }

    private double[,] AttentionBack(double[,] da, Span<double> g)
    {
        double[,] d = new double[_n, 3 * Width];
        double[] dp = new double[_n];
        for (int t = 0; t < _n; t++)
        {
            double mean = 0;
            for (int s = 0; s <= t; s++)
            {
                dp[s] = 0;
                for (int i = 0; i < Width; i++)
                {
                    dp[s] += da[t, i] * _qkv[s, (2 * Width) + i];
                    d[s, (2 * Width) + i] += da[t, i] * _p[t, s];
                }

                mean += dp[s] * _p[t, s];
            }

            for (int s = 0; s <= t; s++)
            {
                double score = _p[t, s] * (dp[s] - mean);
                g[SlopeAt] -= score * (t - s);
                for (int i = 0; i < Width; i++)
                {
                    d[t, i] += score * _qkv[s, Width + i] / 4;
                    d[s, Width + i] += score * _qkv[t, i] / 4;
                }
            }
        }

        return d;
    }

    private static double[,] Scaled(double[,] z, ReadOnlySpan<float> gain)
    {
        double[,] y = new double[z.GetLength(0), Width];
        for (int t = 0; t < y.GetLength(0); t++)
        {
            double r = Root(z, t);
            for (int d = 0; d < Width; d++) y[t, d] = z[t, d] * r * gain[d];
        }

        return y;
    }

    private static double[,] ScaledBack(double[,] z, ReadOnlySpan<float> gain, double[,] dy, Span<double> dGain)
    {
        double[,] dz = new double[z.GetLength(0), Width];
        for (int t = 0; t < dz.GetLength(0); t++)
        {
            double r = Root(z, t), dot = 0;
            for (int d = 0; d < Width; d++)
            {
                dGain[d] += dy[t, d] * z[t, d] * r;
                dot += dy[t, d] * gain[d] * z[t, d];
            }

            for (int d = 0; d < Width; d++) dz[t, d] = (dy[t, d] * gain[d] * r) - (z[t, d] * dot * r * r * r / Width);
        }

        return dz;
    }

    private static double Root(double[,] z, int t)
    {
        double sum = 0;
        for (int d = 0; d < Width; d++) sum += z[t, d] * z[t, d];
        return 1 / Math.Sqrt((sum / Width) + Epsilon);
    }

    private static double[,] Times(double[,] a, ReadOnlySpan<float> w, int columns)
    {
        double[,] c = new double[a.GetLength(0), columns];
        for (int t = 0; t < a.GetLength(0); t++)
            for (int i = 0; i < a.GetLength(1); i++)
                for (int j = 0; j < columns; j++) c[t, j] += a[t, i] * w[(i * columns) + j];
        return c;
    }

    private static double[,] TimesBack(double[,] a, ReadOnlySpan<float> w, double[,] dc, Span<double> dw)
    {
        int columns = dc.GetLength(1);
        double[,] da = new double[a.GetLength(0), a.GetLength(1)];
        for (int t = 0; t < a.GetLength(0); t++)
            for (int i = 0; i < a.GetLength(1); i++)
                for (int j = 0; j < columns; j++)
                {
                    da[t, i] += dc[t, j] * w[(i * columns) + j];
                    dw[(i * columns) + j] += dc[t, j] * a[t, i];
                }

        return da;
    }

    private static double[,] Plus(double[,] a, double[,] b)
    {
        double[,] c = new double[a.GetLength(0), a.GetLength(1)];
        for (int t = 0; t < a.GetLength(0); t++)
            for (int d = 0; d < a.GetLength(1); d++) c[t, d] = a[t, d] + b[t, d];
        return c;
    }
}
