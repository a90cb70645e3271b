using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using static Unum.Femto.Core.CoreKernels;
using static Unum.Femto.Core.CoreWeights;

namespace Unum.Femto.Core;

/// <summary>
/// One window of 32 bytes forward and backward through the core, all places at once: small matrix products of 32 rows. The equations
/// are those of <see cref="CoreReference"/>, which it is tested against. Scratch memory only (about 110 KB); nothing is learned here.
/// Time: about 23,000 multiply-adds a byte; no allocation.
/// </summary>
internal sealed class CorePass
{
    private const int T = Window;
    private readonly float[] _z0 = new float[T * Width], _z1 = new float[T * Width], _z2 = new float[T * Width];
    private readonly float[] _y1 = new float[T * Width], _y2 = new float[T * Width], _u = new float[T * Width];
    private readonly float[] _r = new float[3 * T];
    private readonly float[] _qkv = new float[T * 3 * Width], _dQkv = new float[T * 3 * Width];
    private readonly float[] _across = new float[Width * T];
    private readonly float[] _p = new float[T * T], _dp = new float[T * T];
    private readonly float[] _a = new float[T * Width], _dz = new float[T * Width], _dy = new float[T * Width];
    private readonly float[] _pre = new float[T * Hidden], _h = new float[T * Hidden];
    private readonly float[] _logits = new float[T * Symbols];
    private readonly byte[] _x = new byte[T];

    /// <summary>Scratch memory in bytes.</summary>
    public static int Bytes => sizeof(float) * ((T * Width * 9) + (3 * T) + (T * 6 * Width) + (Width * T) + (2 * T * T) + (2 * T * Hidden) + (T * Symbols)) + T;

    /// <summary>Logits after <see cref="Forward"/>; probabilities less the target, scaled, after <see cref="Loss"/>.</summary>
    public ReadOnlySpan<float> Logits => _logits;

    /// <summary>Runs a window forward.</summary>
    /// <param name="c">The core.</param>
    /// <param name="window">32 bytes.</param>
    /// <param name="pairs">A table of logits by the bytes before, which takes the place of the bias; or null.</param>
    public void Forward(CoreTransposed c, ReadOnlySpan<byte> window, CorePairs? pairs = null)
    {
        window[..T].CopyTo(_x);
        float[] w = c.Weights.Values;
        Embed(w);
        Scale(_z0, w, Gain1At, _y1, 0);
        Product(ref _y1[0], Width, ref w[QkvAt], 3 * Width, ref _qkv[0], 3 * Width, T, Width, 3 * Width);
        Attend(w[SlopeAt]);
        Product(ref _p[0], T, ref _qkv[2 * Width], 3 * Width, ref _a[0], Width, T, T, Width);
        _z0.CopyTo(_z1, 0);
        Product(ref _a[0], Width, ref w[OutAt], Width, ref _z1[0], Width, T, Width, Width, Start.Itself);
        Scale(_z1, w, Gain2At, _y2, T);
        for (int t = 0; t < T; t++) w.AsSpan(Bias1At, Hidden).CopyTo(_pre.AsSpan(t * Hidden));
        Product(ref _y2[0], Width, ref w[Up1At], Hidden, ref _pre[0], Hidden, T, Width, Hidden, Start.Itself);
        for (int i = 0; i < _h.Length; i += 16)
        {
            Vector512<float> v = Vector512.Max(Vector512.LoadUnsafe(ref _pre[i]), Vector512<float>.Zero);
            (v * v).StoreUnsafe(ref _h[i]);
        }

        _z1.CopyTo(_z2, 0);
        Product(ref _h[0], Hidden, ref w[Down2At], Width, ref _z2[0], Width, T, Hidden, Width, Start.Itself);
        Scale(_z2, w, GainFAt, _u, 2 * T);
        for (int t = 0; t < T; t++)
            (pairs is null ? w.AsSpan(BiasAt, Symbols) : pairs.Row(pairs.Logits, _x[t], t > 0 ? _x[t - 1] : (byte)0)).CopyTo(_logits.AsSpan(t * Symbols));
        Product(ref _u[0], Width, ref c.Embedding[0], Symbols, ref _logits[0], Symbols, T, Width, Symbols, Start.Itself);
    }

    /// <summary>Sum of the surprises, in nats, when <paramref name="targets"/> follow; leaves the gradient by the logits, times <paramref name="scale"/>.</summary>
    public double Loss(ReadOnlySpan<byte> targets, float scale)
    {
        double loss = 0;
        Vector512<float> s = Vector512.Create(scale);
        for (int t = 0; t < T; t++)
        {
            Span<float> row = _logits.AsSpan(t * Symbols, Symbols);
            float hit = row[targets[t]];
            (float most, float sum) = Softmax(row);
            loss += most - hit + Math.Log(sum);
            row[targets[t]] -= 1;
            ref float l = ref MemoryMarshal.GetReference(row);
            for (int i = 0; i < Symbols; i += 16) (Vector512.LoadUnsafe(ref l, (nuint)i) * s).StoreUnsafe(ref l, (nuint)i);
        }

        return loss;
    }

    /// <summary>Adds the gradient by every weight, after <see cref="Forward"/> and <see cref="Loss"/>.</summary>
    /// <param name="c">The core that ran forward.</param>
    /// <param name="g">7,600 numbers.</param>
    /// <param name="pairs">The table of the forward pass.</param>
    /// <param name="pairGradient">As many numbers as the table has.</param>
    public void Backward(CoreTransposed c, float[] g, CorePairs? pairs = null, float[]? pairGradient = null)
    {
        float[] w = c.Weights.Values;
        if (pairs is null) SumRows(_logits, Symbols, g, BiasAt);
        else
            for (int t = 0; t < T; t++) AddRow(ref _logits[t * Symbols], ref pairs.Row(pairGradient!, _x[t], t > 0 ? _x[t - 1] : (byte)0)[0]);

        AddOuter(ref _logits[0], Symbols, ref _u[0], Width, ref g[EmbeddingAt], Width, T, Symbols, Width);
        Product(ref _logits[0], Symbols, ref w[EmbeddingAt], Width, ref _dy[0], Width, T, Symbols, Width);
        Array.Clear(_dz);
        ScaleBack(_z2, w, GainFAt, g, 2 * T);

        AddOuter(ref _h[0], Hidden, ref _dz[0], Width, ref g[Down2At], Width, T, Hidden, Width);
        Product(ref _dz[0], Width, ref c.Down[0], Hidden, ref _h[0], Hidden, T, Width, Hidden);
        for (int i = 0; i < _h.Length; i += 16)
        {
            Vector512<float> v = Vector512.Max(Vector512.LoadUnsafe(ref _pre[i]), Vector512<float>.Zero);
            (Vector512.LoadUnsafe(ref _h[i]) * (v + v)).StoreUnsafe(ref _h[i]);
        }

        SumRows(_h, Hidden, g, Bias1At);
        AddOuter(ref _y2[0], Width, ref _h[0], Hidden, ref g[Up1At], Hidden, T, Width, Hidden);
        Product(ref _h[0], Hidden, ref c.Up[0], Width, ref _dy[0], Width, T, Hidden, Width);
        ScaleBack(_z1, w, Gain2At, g, T);

        AddOuter(ref _a[0], Width, ref _dz[0], Width, ref g[OutAt], Width, T, Width, Width);
        Product(ref _dz[0], Width, ref c.Out[0], Width, ref _a[0], Width, T, Width, Width);
        AttendBack(g);
        AddOuter(ref _y1[0], Width, ref _dQkv[0], 3 * Width, ref g[QkvAt], 3 * Width, T, Width, 3 * Width);
        Product(ref _dQkv[0], 3 * Width, ref c.Qkv[0], Width, ref _dy[0], Width, T, 3 * Width, Width);
        ScaleBack(_z0, w, Gain1At, g, 0);
        EmbedBack(w, g);
    }

    private void Embed(float[] w)
    {
        Vector512<float> s1 = Vector512.LoadUnsafe(ref w[ShiftAt]), s2 = Vector512.LoadUnsafe(ref w[ShiftAt + Width]), s3 = Vector512.LoadUnsafe(ref w[ShiftAt + (2 * Width)]);
        Vector512<float> e1 = default, e2 = default, e3 = default;
        for (int t = 0; t < T; t++)
        {
            Vector512<float> e = Vector512.LoadUnsafe(ref w[EmbeddingAt + (_x[t] * Width)]);
            Fma(s3, e3, Fma(s2, e2, Fma(s1, e1, e))).StoreUnsafe(ref _z0[t * Width]);
            (e3, e2, e1) = (e2, e1, e);
        }
    }

    private void EmbedBack(float[] w, float[] g)
    {
        for (int t = 0; t < T; t++)
        {
            Vector512<float> dz = Vector512.LoadUnsafe(ref _dz[t * Width]);
            ref float own = ref g[EmbeddingAt + (_x[t] * Width)];
            (Vector512.LoadUnsafe(ref own) + dz).StoreUnsafe(ref own);
            for (int k = 1; k <= Shifts && k <= t; k++)
            {
                int at = EmbeddingAt + (_x[t - k] * Width), s = ShiftAt + ((k - 1) * Width);
                Fma(dz, Vector512.LoadUnsafe(ref w[s]), Vector512.LoadUnsafe(ref g[at])).StoreUnsafe(ref g[at]);
                Fma(dz, Vector512.LoadUnsafe(ref w[at]), Vector512.LoadUnsafe(ref g[s])).StoreUnsafe(ref g[s]);
            }
        }
    }

    /// <summary>y = rms(z) * gain; keeps 1/root for the way back.</summary>
    private void Scale(float[] z, float[] w, int gainAt, float[] y, int rootAt)
    {
        Vector512<float> gain = Vector512.LoadUnsafe(ref w[gainAt]);
        for (int t = 0; t < T; t++)
        {
            Vector512<float> v = Vector512.LoadUnsafe(ref z[t * Width]);
            float r = Root(v);
            _r[rootAt + t] = r;
            (v * Vector512.Create(r) * gain).StoreUnsafe(ref y[t * Width]);
        }
    }

    /// <summary>1 / sqrt(mean z^2 + 1e-5).</summary>
    internal static float Root(Vector512<float> z) => 1 / MathF.Sqrt((Sum(z * z) * (1f / Width)) + (float)CoreReference.Epsilon);

    /// <summary>dz += the gradient by z of rms(z) * gain, given dy.</summary>
    private void ScaleBack(float[] z, float[] w, int gainAt, float[] g, int rootAt)
    {
        Vector512<float> gain = Vector512.LoadUnsafe(ref w[gainAt]), dGain = Vector512.LoadUnsafe(ref g[gainAt]);
        for (int t = 0; t < T; t++)
        {
            Vector512<float> v = Vector512.LoadUnsafe(ref z[t * Width]), dy = Vector512.LoadUnsafe(ref _dy[t * Width]), r = Vector512.Create(_r[rootAt + t]);
            Vector512<float> n = v * r, dn = dy * gain;
            dGain = Fma(dy, n, dGain);
            Vector512<float> mean = Vector512.Create(Sum(dn * n) * (1f / Width));
            ref float to = ref _dz[t * Width];
            Fma(dn - (n * mean), r, Vector512.LoadUnsafe(ref to)).StoreUnsafe(ref to);
        }

        dGain.StoreUnsafe(ref g[gainAt]);
    }

    private static readonly Vector512<float> Places = Vector512.Create(0f, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);

    private void Attend(float slope)
    {
        Transpose(_qkv.AsSpan(Width), 3 * Width, T, Width, _across);
        Product(ref _qkv[0], 3 * Width, ref _across[0], T, ref _p[0], T, T, Width, T);
        for (int t = 0; t < T; t++)
        {
            ref float row = ref _p[t * T];
            Vector512<float> d0 = Vector512.Create((float)t) - Places, d1 = d0 - Vector512.Create(16f);
            Vector512<float> quarter = Vector512.Create(.25f), m = Vector512.Create(-slope), none = Vector512.Create(-1e30f);
            Vector512<float> s0 = Fma(m, d0, Vector512.LoadUnsafe(ref row) * quarter), s1 = Fma(m, d1, Vector512.LoadUnsafe(ref row, 16) * quarter);
            s0 = Vector512.ConditionalSelect(Vector512.GreaterThanOrEqual(d0, Vector512<float>.Zero), s0, none);
            s1 = Vector512.ConditionalSelect(Vector512.GreaterThanOrEqual(d1, Vector512<float>.Zero), s1, none);
            Vector512<float> most = Vector512.Create(Largest(Vector512.Max(s0, s1)));
            s0 = Vector512.ConditionalSelect(Vector512.GreaterThanOrEqual(d0, Vector512<float>.Zero), Exp(s0 - most), default);
            s1 = Vector512.ConditionalSelect(Vector512.GreaterThanOrEqual(d1, Vector512<float>.Zero), Exp(s1 - most), default);
            Vector512<float> scale = Vector512.Create(1 / Sum(s0 + s1));
            (s0 * scale).StoreUnsafe(ref row);
            (s1 * scale).StoreUnsafe(ref row, 16);
        }
    }

    /// <summary>The largest of 16 floats.</summary>
    internal static float Largest(Vector512<float> v)
    {
        Vector256<float> eight = Vector256.Max(v.GetLower(), v.GetUpper());
        Vector128<float> four = Vector128.Max(eight.GetLower(), eight.GetUpper());
        return MathF.Max(MathF.Max(four[0], four[1]), MathF.Max(four[2], four[3]));
    }

    /// <summary>From the gradient by what attention gave (in <c>_a</c>) to the gradient by queries, keys and values.</summary>
    private void AttendBack(float[] g)
    {
        Transpose(_qkv.AsSpan(2 * Width), 3 * Width, T, Width, _across);
        Product(ref _a[0], Width, ref _across[0], T, ref _dp[0], T, T, Width, T);
        Array.Clear(_dQkv);
        AddOuter(ref _p[0], T, ref _a[0], Width, ref _dQkv[2 * Width], 3 * Width, T, T, Width);
        Vector512<float> dSlope = default, quarter = Vector512.Create(.25f);
        for (int t = 0; t < T; t++)
        {
            ref float p = ref _p[t * T];
            ref float d = ref _dp[t * T];
            Vector512<float> p0 = Vector512.LoadUnsafe(ref p), p1 = Vector512.LoadUnsafe(ref p, 16), d0 = Vector512.LoadUnsafe(ref d), d1 = Vector512.LoadUnsafe(ref d, 16);
            Vector512<float> mean = Vector512.Create(Sum((p0 * d0) + (p1 * d1)));
            d0 = p0 * (d0 - mean);
            d1 = p1 * (d1 - mean);
            Vector512<float> far = Vector512.Create((float)t) - Places;
            dSlope = Fma(d0, far, dSlope);
            dSlope = Fma(d1, far - Vector512.Create(16f), dSlope);
            (d0 * quarter).StoreUnsafe(ref d);
            (d1 * quarter).StoreUnsafe(ref d, 16);
        }

        g[SlopeAt] -= Sum(dSlope);
        Product(ref _dp[0], T, ref _qkv[Width], 3 * Width, ref _dQkv[0], 3 * Width, T, T, Width);
        AddOuter(ref _dp[0], T, ref _qkv[0], 3 * Width, ref _dQkv[Width], 3 * Width, T, T, Width);
    }

    private static void AddRow(ref float from, ref float to)
    {
        for (nuint i = 0; i < Symbols; i += 16) (Vector512.LoadUnsafe(ref to, i) + Vector512.LoadUnsafe(ref from, i)).StoreUnsafe(ref to, i);
    }

    private static void SumRows(float[] a, int columns, float[] g, int at)
    {
        for (int j = 0; j < columns; j += 16)
        {
            Vector512<float> sum = Vector512.LoadUnsafe(ref g[at + j]);
            for (int t = 0; t < T; t++) sum += Vector512.LoadUnsafe(ref a[(t * columns) + j]);
            sum.StoreUnsafe(ref g[at + j]);
        }
    }
}
