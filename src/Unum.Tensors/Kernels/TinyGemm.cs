using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Unum.Tensors.Threads;

namespace Unum.Tensors.Kernels;

/// <summary>
/// Many products of 16 by 16: the size of a FemtoLLM's layers. Nothing is packed: a register (or two, or four) of B meets broadcasts straight
/// from the rows of A, sixteen rows of C at a time with AVX-512, eight with narrower registers. Results of a batch that no cache holds are
/// stored around it, which saves reading C before overwriting it.
/// </summary>
internal static unsafe class TinyGemm
{
    public const int Size = 16;
    private const int Elements = Size * Size;

    /// <summary>Results above this many bytes go around the caches.</summary>
    private const long CacheBytes = 16 << 20;

    /// <summary>Products a thread takes at a time.</summary>
    private const int Chunk = 256;

    /// <summary>C[i] = A[i] B[i] for each of <paramref name="batch"/> products, each [16, 16] and contiguous.</summary>
    public static void Run(SimdLevel level, IThreadBudget budget, int batch, float* a, float* b, float* c)
    {
        bool around = (long)batch * Elements * sizeof(float) > CacheBytes && ((nint)c & 63) == 0;
        int threads = Math.Min(budget.Threads, 1 + (batch / Chunk));
        if (threads == 1) Serial(level, batch, a, b, c, around);
        else Shared(threads, level, batch, a, b, c, around);
    }

    private static void Shared(int threads, SimdLevel level, int batch, float* a, float* b, float* c, bool around)
    {
        ForkJoin.Run(threads, (batch + Chunk - 1) / Chunk, part =>
        {
            nint skip = (nint)part * Chunk * Elements;
            Serial(level, Math.Min(Chunk, batch - (part * Chunk)), a + skip, b + skip, c + skip, around);
        });
    }

    private static void Serial(SimdLevel level, int batch, float* a, float* b, float* c, bool around)
    {
        switch (level)
        {
            case SimdLevel.Vector512: Products<Lanes512, Vector512<float>, Constants.N16>(batch, a, b, c, around); break;
            case SimdLevel.Vector256: Products<Lanes256, Vector256<float>, Constants.N8>(batch, a, b, c, around); break;
            case SimdLevel.Vector128: Products<Lanes128, Vector128<float>, Constants.N8>(batch, a, b, c, around); break;
            default:
                for (int i = 0; i < batch; i++, a += Elements, b += Elements, c += Elements)
                    Reference.MatMul(Size, Size, Size, Operand.Plain(a, Size), Operand.Plain(b, Size), c, Size, false);
                break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Products<L, V, R>(int batch, float* a, float* b, float* c, bool around)
        where L : struct, ILanes<V>
        where V : struct
        where R : struct, IConstant
    {
        for (int i = 0; i < batch; i++, a += Elements, b += Elements, c += Elements)
        {
            for (int row = 0; row < Size; row += R.Value)
            {
                for (int column = 0; column < Size; column += L.Count)
                    Tile<L, V, R>(a + (row * Size), b + column, c + (row * Size) + column, around);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Tile<L, V, R>(float* a, float* b, float* c, bool around)
        where L : struct, ILanes<V>
        where V : struct
        where R : struct, IConstant
    {
        V x = L.Load(b);
        V c0 = L.Multiply(L.All(a[0 * Size]), x);
        V c1 = L.Multiply(L.All(a[1 * Size]), x);
        V c2 = L.Multiply(L.All(a[2 * Size]), x);
        V c3 = L.Multiply(L.All(a[3 * Size]), x);
        V c4 = L.Multiply(L.All(a[4 * Size]), x);
        V c5 = L.Multiply(L.All(a[5 * Size]), x);
        V c6 = L.Multiply(L.All(a[6 * Size]), x);
        V c7 = L.Multiply(L.All(a[7 * Size]), x);
        V c8 = R.Value > 8 ? L.Multiply(L.All(a[8 * Size]), x) : x;
        V c9 = R.Value > 8 ? L.Multiply(L.All(a[9 * Size]), x) : x;
        V c10 = R.Value > 8 ? L.Multiply(L.All(a[10 * Size]), x) : x;
        V c11 = R.Value > 8 ? L.Multiply(L.All(a[11 * Size]), x) : x;
        V c12 = R.Value > 8 ? L.Multiply(L.All(a[12 * Size]), x) : x;
        V c13 = R.Value > 8 ? L.Multiply(L.All(a[13 * Size]), x) : x;
        V c14 = R.Value > 8 ? L.Multiply(L.All(a[14 * Size]), x) : x;
        V c15 = R.Value > 8 ? L.Multiply(L.All(a[15 * Size]), x) : x;
        for (int p = 1; p < Size; p++)
        {
            x = L.Load(b + (p * Size));
            float* l = a + p;
            c0 = L.MultiplyAdd(L.All(l[0 * Size]), x, c0);
            c1 = L.MultiplyAdd(L.All(l[1 * Size]), x, c1);
            c2 = L.MultiplyAdd(L.All(l[2 * Size]), x, c2);
            c3 = L.MultiplyAdd(L.All(l[3 * Size]), x, c3);
            c4 = L.MultiplyAdd(L.All(l[4 * Size]), x, c4);
            c5 = L.MultiplyAdd(L.All(l[5 * Size]), x, c5);
            c6 = L.MultiplyAdd(L.All(l[6 * Size]), x, c6);
            c7 = L.MultiplyAdd(L.All(l[7 * Size]), x, c7);
            if (R.Value > 8) c8 = L.MultiplyAdd(L.All(l[8 * Size]), x, c8);
            if (R.Value > 8) c9 = L.MultiplyAdd(L.All(l[9 * Size]), x, c9);
            if (R.Value > 8) c10 = L.MultiplyAdd(L.All(l[10 * Size]), x, c10);
            if (R.Value > 8) c11 = L.MultiplyAdd(L.All(l[11 * Size]), x, c11);
            if (R.Value > 8) c12 = L.MultiplyAdd(L.All(l[12 * Size]), x, c12);
            if (R.Value > 8) c13 = L.MultiplyAdd(L.All(l[13 * Size]), x, c13);
            if (R.Value > 8) c14 = L.MultiplyAdd(L.All(l[14 * Size]), x, c14);
            if (R.Value > 8) c15 = L.MultiplyAdd(L.All(l[15 * Size]), x, c15);
        }

        Put<L, V>(c0, c1, c2, c3, c + (0 * Size), around);
        Put<L, V>(c4, c5, c6, c7, c + (4 * Size), around);
        if (R.Value > 8) Put<L, V>(c8, c9, c10, c11, c + (8 * Size), around);
        if (R.Value > 8) Put<L, V>(c12, c13, c14, c15, c + (12 * Size), around);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put<L, V>(V c0, V c1, V c2, V c3, float* c, bool around)
        where L : struct, ILanes<V>
        where V : struct
    {
        if (around)
        {
            L.StoreNonTemporal(c0, c);
            L.StoreNonTemporal(c1, c + Size);
            L.StoreNonTemporal(c2, c + (2 * Size));
            L.StoreNonTemporal(c3, c + (3 * Size));
        }
        else
        {
            L.Store(c0, c);
            L.Store(c1, c + Size);
            L.Store(c2, c + (2 * Size));
            L.Store(c3, c + (3 * Size));
        }
    }
}
