using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Unum.Kairos.Temporal;

/// <summary>The arithmetic of <see cref="BlockedCoherenceBank"/>: B samples of every cell at once.</summary>
/// <remarks>
/// <para>
/// Over a block, S &lt;- c^B S + sum_j c^(B-1-j) p_j with p_j = v_j conj(v_{j-tau}). Three things make it cheap and leave it exact:
/// </para>
/// <list type="number">
/// <item>The decay r^(B-1-j) is put on v_j once per block and so is free for every lag.</item>
/// <item>
/// Seen from the middle of the block the frequencies are e^{-i omega m} with m = +-1/2 … +-15/2, so p_i and its mirror p_(31-i) share one cosine and
/// one sine: with q+ = p_i + p_(31-i) and q- = p_i - p_(31-i) they add cos(omega m) q+ - i sin(omega m) q-. That is 2 real multiply-adds
/// a cell and sample instead of 4, and 1 instead of 2 for real input. S is kept turned by e^{i omega (B-1)/2}, which |S| does not see.
/// </item>
/// <item>
/// q is stored in groups of four floats: two instants of (re, im) of q+ or of (im, re) of q-, for real input (q+, q-). One load repeats a group
/// over the register, whose groups are frequencies. Each cell so has two partial sums (re, im, re', im') that are only added when read.
/// </item>
/// </list>
/// <para>
/// Layout: history re, im [samples]; weighted block a [re 16 | im 16 | re mirrored 16 | im mirrored 16]; q [tile 4][steps][4];
/// weights [frequency pair of registers][steps][2][Count]; S [L padded to 4][F padded][4].
/// </para>
/// </remarks>
internal static unsafe class BlockKernel
{
    /// <summary>Samples in a block.</summary>
    public const int Block = 32;

    /// <summary>Lags worked on together.</summary>
    public const int Tile = 4;

    private const int Half = Block / 2;

    /// <summary>What a kernel reads and writes; all pointers belong to <see cref="AlignedFloats"/> of the bank.</summary>
    internal struct Frame
    {
        /// <summary>Newest block in the history (its first sample); im is unused for real input.</summary>
        public float* Re, Im;

        /// <summary>r^(B-1-j) for j &lt; 16, then r^i for the mirrored half, [32].</summary>
        public float* Decay;

        /// <summary>Weighted block, [64].</summary>
        public float* Block;

        /// <summary>Folded products, [4, steps, 4].</summary>
        public float* Folded;

        /// <summary>Cosines and sines, [frequency pairs, steps, 2, Count].</summary>
        public float* Weights;

        /// <summary>c^B as (cr, cr, cr, cr) [F, 4], then (-ci, ci, -ci, ci) [F, 4].</summary>
        public float* Turn;

        /// <summary>S, [L, F, 4].</summary>
        public float* Sums;

        /// <summary>Lags, [L], L a multiple of 4.</summary>
        public int* Lags;

        /// <summary>Padded sizes.</summary>
        public int LagCount, FrequencyCount;

        /// <summary>Whether the input is real.</summary>
        public bool IsReal;
    }

    /// <summary>Groups of four that a lag needs: 16 for complex input, 8 for real.</summary>
    public static int Steps(bool isReal) => isReal ? Half / 2 : Half;

    /// <summary>Widest registers this machine has for the job, in floats.</summary>
    public static int BestWidth => Vector512.IsHardwareAccelerated && Avx512F.IsSupported ? 16 : Avx2.IsSupported && Fma.IsSupported ? 8 : 4;

    /// <summary>Runs one block.</summary>
    public static void Run(ref Frame frame, int width)
    {
        if (width == 16) Run<Vector512<float>, Lanes.W512>(ref frame);
        else if (width == 8) Run<Vector256<float>, Lanes.W256>(ref frame);
        else Run<Vector128<float>, Lanes.W128>(ref frame);
    }

    /// <summary>The pair index i (0 … 15) of the first of the two instants in step k of a q+ or real row; the second is the next one.</summary>
    /// <remarks>Zipping works inside groups, so wide registers store their low pairs first.</remarks>
    public static int FirstPair(int step, int width)
    {
        int groups = width / 4;
        int register = step / (2 * groups), rest = step % (2 * groups);
        return (register * width) + (4 * (rest % groups)) + (rest >= groups ? 2 : 0);
    }

    /// <summary>Fills the weights of one frequency.</summary>
    /// <param name="weights">All weights, as in <see cref="Frame.Weights"/>.</param>
    /// <param name="f">Index of the frequency.</param>
    /// <param name="omega">Radians per sample.</param>
    /// <param name="isReal">Form of the input.</param>
    /// <param name="width">Floats in a register.</param>
    public static void Weigh(Span<float> weights, int f, double omega, bool isReal, int width)
    {
        int steps = Steps(isReal), pair = f / (width / 2), place = f % (width / 2);
        for (int k = 0; k < steps; k++)
        {
            Span<float> group = weights.Slice((((pair * steps) + k) * 2 * width) + (4 * place), 4);
            bool sine = !isReal && k >= Half / 2;
            int first = FirstPair(k % (Half / 2), width);
            for (int i = 0; i < 2; i++)
            {
                // pair i sits at age 31 - i, that is m = 15.5 - i from the middle
                (double sin, double cos) = Math.SinCos(omega * (((Block - 1) / 2.0) - (first + i)));
                group[2 * i] = (float)(sine ? sin : cos);
                group[(2 * i) + 1] = (float)(isReal || sine ? -sin : cos);
            }
        }
    }

    private static void Run<V, W>(ref Frame x)
        where V : struct
        where W : struct, Lanes.IWidth<V>
    {
        int steps = Steps(x.IsReal);
        Weight<V, W>(x.Re, x.Decay, x.Block);
        if (!x.IsReal) Weight<V, W>(x.Im, x.Decay, x.Block + Block);
        for (int l = 0; l < x.LagCount; l += Tile)
        {
            if (x.IsReal) FoldReal<V, W>(x.Block, x.Re, x.Lags + l, x.Folded);
            else FoldComplex<V, W>(x.Block, x.Re, x.Im, x.Lags + l, x.Folded);

            float* weights = x.Weights;
            for (int f = 0; f < x.FrequencyCount; f += W.Count / 2)
            {
                Accumulate<V, W>(
                    x.Folded, weights, steps, x.Turn + (4 * f), x.Turn + (4 * (x.FrequencyCount + f)),
                    x.Sums + (((l * x.FrequencyCount) + f) * 4), x.FrequencyCount * 4);
                weights += steps * 2 * W.Count;
            }
        }
    }

    /// <summary>Decays a block; its second half is stored mirrored.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Weight<V, W>(float* block, float* decay, float* to)
        where V : struct
        where W : struct, Lanes.IWidth<V>
    {
        for (int i = 0; i < Half; i += W.Count)
        {
            W.Store(W.Multiply(W.Load(block + i), W.Load(decay + i)), to + i);
            V mirrored = W.Reverse(W.Load(block + Block - W.Count - i));
            W.Store(W.Multiply(mirrored, W.Load(decay + Half + i)), to + Half + i);
        }
    }

    private static void FoldReal<V, W>(float* a, float* v, int* lags, float* q)
        where V : struct
        where W : struct, Lanes.IWidth<V>
    {
        for (int i = 0; i < Half; i += W.Count)
        {
            V first = W.Load(a + i), second = W.Load(a + Half + i);
            float* to = q + (2 * i);
            for (int t = 0; t < Tile; t++, to += Block)
            {
                float* b = v - lags[t];
                V p = W.Multiply(first, W.Load(b + i));
                V s = W.Multiply(second, W.Reverse(W.Load(b + Block - W.Count - i)));
                V plus = W.Add(p, s), minus = W.Subtract(p, s);
                W.Store(W.ZipLow(plus, minus), to);
                W.Store(W.ZipHigh(plus, minus), to + W.Count);
            }
        }
    }

    private static void FoldComplex<V, W>(float* a, float* vRe, float* vIm, int* lags, float* q)
        where V : struct
        where W : struct, Lanes.IWidth<V>
    {
        for (int i = 0; i < Half; i += W.Count)
        {
            V firstRe = W.Load(a + i), firstIm = W.Load(a + Block + i);
            V secondRe = W.Load(a + Half + i), secondIm = W.Load(a + Block + Half + i);
            float* to = q + (2 * i);
            for (int t = 0; t < Tile; t++, to += 2 * Block)
            {
                float* bRe = vRe - lags[t];
                float* bIm = vIm - lags[t];
                V re = W.Load(bRe + i), im = W.Load(bIm + i);
                V pRe = W.MultiplyAdd(firstRe, re, W.Multiply(firstIm, im));
                V pIm = W.MultiplySubtract(firstIm, re, W.Multiply(firstRe, im));
                re = W.Reverse(W.Load(bRe + Block - W.Count - i));
                im = W.Reverse(W.Load(bIm + Block - W.Count - i));
                V sRe = W.MultiplyAdd(secondRe, re, W.Multiply(secondIm, im));
                V sIm = W.MultiplySubtract(secondIm, re, W.Multiply(secondRe, im));
                V plusRe = W.Add(pRe, sRe), plusIm = W.Add(pIm, sIm), minusRe = W.Subtract(pRe, sRe), minusIm = W.Subtract(pIm, sIm);
                W.Store(W.ZipLow(plusRe, plusIm), to);
                W.Store(W.ZipHigh(plusRe, plusIm), to + W.Count);
                W.Store(W.ZipLow(minusIm, minusRe), to + Block);
                W.Store(W.ZipHigh(minusIm, minusRe), to + Block + W.Count);
            }
        }
    }

    /// <summary>Two registers of frequencies by four lags: turns S and adds the folded products.</summary>
    private static void Accumulate<V, W>(float* q, float* weights, int steps, float* real, float* imaginary, float* sums, int row)
        where V : struct
        where W : struct, Lanes.IWidth<V>
    {
        int n = W.Count, lag = steps * 4;
        V cr0 = W.Load(real), cr1 = W.Load(real + n), ci0 = W.Load(imaginary), ci1 = W.Load(imaginary + n);
        float* s1 = sums + row;
        float* s2 = s1 + row;
        float* s3 = s2 + row;
        V a0 = Turned<V, W>(sums, cr0, ci0), b0 = Turned<V, W>(sums + n, cr1, ci1);
        V a1 = Turned<V, W>(s1, cr0, ci0), b1 = Turned<V, W>(s1 + n, cr1, ci1);
        V a2 = Turned<V, W>(s2, cr0, ci0), b2 = Turned<V, W>(s2 + n, cr1, ci1);
        V a3 = Turned<V, W>(s3, cr0, ci0), b3 = Turned<V, W>(s3 + n, cr1, ci1);
        for (int k = 0; k < steps; k++)
        {
            V w0 = W.Load(weights), w1 = W.Load(weights + n);
            V q0 = W.Repeat(q), q1 = W.Repeat(q + lag), q2 = W.Repeat(q + (2 * lag)), q3 = W.Repeat(q + (3 * lag));
            a0 = W.MultiplyAdd(w0, q0, a0);
            b0 = W.MultiplyAdd(w1, q0, b0);
            a1 = W.MultiplyAdd(w0, q1, a1);
            b1 = W.MultiplyAdd(w1, q1, b1);
            a2 = W.MultiplyAdd(w0, q2, a2);
            b2 = W.MultiplyAdd(w1, q2, b2);
            a3 = W.MultiplyAdd(w0, q3, a3);
            b3 = W.MultiplyAdd(w1, q3, b3);
            weights += 2 * n;
            q += 4;
        }

        W.Store(a0, sums);
        W.Store(b0, sums + n);
        W.Store(a1, s1);
        W.Store(b1, s1 + n);
        W.Store(a2, s2);
        W.Store(b2, s2 + n);
        W.Store(a3, s3);
        W.Store(b3, s3 + n);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Turned<V, W>(float* s, V cr, V ci)
        where V : struct
        where W : struct, Lanes.IWidth<V>
    {
        V sum = W.Load(s);
        return W.MultiplyAdd(cr, sum, W.Multiply(ci, W.SwapPairs(sum)));
    }

    /// <summary>|v|^2 of a block; false when one of them is not within the bounds (or not a number).</summary>
    public static bool Powers(float* re, float* im, float* powers, float smallest, float largest)
    {
        Vector128<float> low = Vector128.Create(smallest), high = Vector128.Create(largest), good = Vector128<float>.AllBitsSet;
        for (int i = 0; i < Block; i += 4)
        {
            Vector128<float> x = Vector128.Load(re + i), power = x * x;
            if (im != null)
            {
                Vector128<float> y = Vector128.Load(im + i);
                power = Vector128.MultiplyAddEstimate(y, y, power);
            }

            good &= Vector128.GreaterThanOrEqual(power, low) & Vector128.LessThanOrEqual(power, high);
            power.Store(powers + i);
        }

        return Vector128.EqualsAll(good.AsInt32(), Vector128<int>.AllBitsSet);
    }

    /// <summary>Finds the rows in which any |S|^2 reaches its threshold times the energies.</summary>
    /// <param name="sums">S, [L, F, 4].</param>
    /// <param name="thresholds">I_c four times over, [L, F, 4]; infinite in the padding.</param>
    /// <param name="energies">E_n E_{n - tau}, [L].</param>
    /// <param name="frequencies">F padded.</param>
    /// <param name="rises">Answer, [L].</param>
    /// <param name="width">Floats in a register.</param>
    public static void FindRises(float* sums, float* thresholds, ReadOnlySpan<float> energies, int frequencies, Span<bool> rises, int width)
    {
        if (width == 16) FindRises<Vector512<float>, Lanes.W512>(sums, thresholds, energies, frequencies, rises);
        else if (width == 8) FindRises<Vector256<float>, Lanes.W256>(sums, thresholds, energies, frequencies, rises);
        else FindRises<Vector128<float>, Lanes.W128>(sums, thresholds, energies, frequencies, rises);
    }

    private static void FindRises<V, W>(
        float* sums, float* thresholds, ReadOnlySpan<float> energies, int frequencies, Span<bool> rises)
        where V : struct
        where W : struct, Lanes.IWidth<V>
    {
        for (int l = 0; l < energies.Length; l++)
        {
            V energy = W.All(energies[l]);
            bool any = false;
            for (int i = 0; i < frequencies; i += W.Count / 4)
            {
                V s = W.Load(sums);
                V whole = W.Add(s, W.SwapHalves(s));
                V power = W.Multiply(whole, whole);
                any |= W.AnyAtLeast(W.Add(power, W.SwapPairs(power)), W.Multiply(energy, W.Load(thresholds)));
                sums += W.Count;
                thresholds += W.Count;
            }

            rises[l] = any;
        }
    }
}
