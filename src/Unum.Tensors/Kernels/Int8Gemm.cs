using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Unum.Tensors.Threads;

namespace Unum.Tensors.Kernels;

/// <summary>
/// C[i, j] = sa[i] sb[j] sum_k A[i, k] B[j, k] in 8-bit whole numbers: A [m, k] times the transpose of B [n, k], sums in 32 bits, exact. Numbers are
/// packed as 16-bit pairs; one instruction (vpmaddwd) multiplies 32 of them and adds neighbours.
/// </summary>
/// <remarks>
/// vpdpbusd would take 64 bytes at once, but .NET 10 offers it for 256-bit registers on processors with AVX-VNNI alone and not in its
/// AVX-512 form, and it wants one side unsigned; vpmaddwd needs no correction. A pair's products reach 2 x 127^2, so 32 bits hold 66,000 pairs.
/// Panels are [k / 2, 6 rows] and [k / 2, 2 registers] of pairs.
/// </remarks>
internal static unsafe class Int8Gemm
{
    private const int Height = 6;
    private const int MostDepth = 1 << 17;

    public static void Run(
        SimdLevel level, IThreadBudget budget, int m, int n, int k, sbyte* a, float* scaleA, sbyte* b, float* scaleB, float* c)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(k, MostDepth);
        int threads = (int)Math.Min(budget.Threads, 1 + ((long)m * n * k >> 19));
        if (threads == 1) Part(level, m, 0, n, n, k, a, scaleA, b, scaleB, c);
        else Shared(threads, level, m, n, k, a, scaleA, b, scaleB, c);
    }

    private static void Shared(int threads, SimdLevel level, int m, int n, int k, sbyte* a, float* scaleA, sbyte* b, float* scaleB, float* c)
    {
        ForkJoin.Run(threads, threads, part =>
        {
            int from = (int)((long)n * part / threads), to = (int)((long)n * (part + 1) / threads);
            Part(level, m, from, to, n, k, a, scaleA, b, scaleB, c);
        });
    }

    private static void Part(SimdLevel level, int m, int from, int to, int n, int k, sbyte* a, float* scaleA, sbyte* b, float* scaleB, float* c)
    {
        bool fast = level switch
        {
            SimdLevel.Vector512 => Avx512BW.IsSupported,
            SimdLevel.Vector256 => Avx2.IsSupported,
            _ => false,
        };
        if (!fast) Reference.Int8(m, from, to, n, k, a, scaleA, b, scaleB, c);
        else if (level == SimdLevel.Vector512) Blocked<Pairs512, Vector512<int>>(m, from, to, n, k, a, scaleA, b, scaleB, c);
        else Blocked<Pairs256, Vector256<int>>(m, from, to, n, k, a, scaleA, b, scaleB, c);
    }

    private static void Blocked<L, V>(int m, int from, int to, int n, int k, sbyte* a, float* scaleA, sbyte* b, float* scaleB, float* c)
        where L : struct, IPairs<V>
        where V : struct
    {
        int pairs = (k + 1) / 2, wide = 2 * L.Count, strips = (m + Height - 1) / Height;
        int* packedA = (int*)Scratch.First.Floats(strips * Height * pairs);
        int* packedB = (int*)Scratch.Second.Floats(wide * pairs);
        int* tile = stackalloc int[Height * 32];
        for (int strip = 0; strip < strips; strip++)
            Pack(a + ((nint)strip * Height * k), Math.Min(Height, m - (strip * Height)), Height, k, packedA + ((nint)strip * Height * pairs));
        for (int j = from; j < to; j += wide)
        {
            int columns = Math.Min(wide, to - j);
            Pack(b + ((nint)j * k), columns, wide, k, packedB);
            for (int strip = 0; strip < strips; strip++)
            {
                Tile<L, V>(pairs, packedA + ((nint)strip * Height * pairs), packedB, tile);
                int rows = Math.Min(Height, m - (strip * Height));
                for (int i = 0; i < rows; i++)
                {
                    int row = (strip * Height) + i;
                    float* line = c + ((nint)row * n) + j;
                    for (int x = 0; x < columns; x++) line[x] = tile[(i * wide) + x] * (scaleA[row] * scaleB[j + x]);
                }
            }
        }
    }

    /// <summary>Rows of bytes as [pairs, width] pairs of 16 bits; what is missing is zero.</summary>
    private static void Pack(sbyte* from, int rows, int width, int k, int* to)
    {
        if (rows < width) new Span<int>(to, width * ((k + 1) / 2)).Clear();
        for (int row = 0; row < rows; row++, from += k)
        {
            int* at = to + row;
            int p = 0;
            for (; p + 1 < k; p += 2, at += width) *at = (ushort)from[p] + (from[p + 1] << 16);
            if (p < k) *at = (ushort)from[p];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile<L, V>(int pairs, int* a, int* b, int* c)
        where L : struct, IPairs<V>
        where V : struct
    {
        V c0 = default, c1 = default, c2 = default, c3 = default, c4 = default, c5 = default;
        V d0 = default, d1 = default, d2 = default, d3 = default, d4 = default, d5 = default;
        for (int p = 0; p < pairs; p++, a += Height, b += 2 * L.Count)
        {
            V b0 = L.Load(b), b1 = L.Load(b + L.Count), x = L.All(a[0]);
            (c0, d0) = (L.Add(c0, x, b0), L.Add(d0, x, b1));
            x = L.All(a[1]);
            (c1, d1) = (L.Add(c1, x, b0), L.Add(d1, x, b1));
            x = L.All(a[2]);
            (c2, d2) = (L.Add(c2, x, b0), L.Add(d2, x, b1));
            x = L.All(a[3]);
            (c3, d3) = (L.Add(c3, x, b0), L.Add(d3, x, b1));
            x = L.All(a[4]);
            (c4, d4) = (L.Add(c4, x, b0), L.Add(d4, x, b1));
            x = L.All(a[5]);
            (c5, d5) = (L.Add(c5, x, b0), L.Add(d5, x, b1));
        }

        Put<L, V>(c0, d0, c);
        Put<L, V>(c1, d1, c + (2 * L.Count));
        Put<L, V>(c2, d2, c + (4 * L.Count));
        Put<L, V>(c3, d3, c + (6 * L.Count));
        Put<L, V>(c4, d4, c + (8 * L.Count));
        Put<L, V>(c5, d5, c + (10 * L.Count));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put<L, V>(V first, V second, int* to)
        where L : struct, IPairs<V>
        where V : struct
    {
        L.Store(first, to);
        L.Store(second, to + L.Count);
    }

    /// <summary>Registers of pairs of 16-bit numbers.</summary>
    private interface IPairs<V>
    {
        static abstract int Count { get; }

        static abstract V Load(int* from);

        static abstract void Store(V value, int* to);

        static abstract V All(int pair);

        /// <summary>sum + x0 y0 + x1 y1 in each pair.</summary>
        static abstract V Add(V sum, V x, V y);
    }

    private readonly struct Pairs512 : IPairs<Vector512<int>>
    {
        public static int Count => 16;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<int> Load(int* from) => Vector512.Load(from);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Store(Vector512<int> value, int* to) => value.Store(to);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<int> All(int pair) => Vector512.Create(pair);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<int> Add(Vector512<int> sum, Vector512<int> x, Vector512<int> y) => sum + Avx512BW.MultiplyAddAdjacent(x.AsInt16(), y.AsInt16());
    }

    private readonly struct Pairs256 : IPairs<Vector256<int>>
    {
        public static int Count => 8;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<int> Load(int* from) => Vector256.Load(from);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Store(Vector256<int> value, int* to) => value.Store(to);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<int> All(int pair) => Vector256.Create(pair);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<int> Add(Vector256<int> sum, Vector256<int> x, Vector256<int> y) =>
            AvxVnni.IsSupported ? AvxVnni.MultiplyWideningAndAdd(sum, x.AsInt16(), y.AsInt16()) : sum + Avx2.MultiplyAddAdjacent(x.AsInt16(), y.AsInt16());
    }
}
