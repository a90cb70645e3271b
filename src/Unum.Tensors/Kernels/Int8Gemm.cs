using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;
using Unum.Tensors.Threads;

namespace Unum.Tensors.Kernels;

/// <summary>
/// C[i, j] = sa[i] sb[j] sum_k A[i, k] B[j, k] in 8-bit whole numbers: A [m, k] times the transpose of B [n, k], sums in 32 bits, exact. Numbers are
/// packed in groups that one instruction multiplies and adds up: pairs of 16 bits (vpmaddwd, 32 products with AVX-512; two widening products and a
/// pairwise sum with NEON), or four bytes (NEON's dot product).
/// </summary>
/// <remarks>
/// vpdpbusd would take 64 bytes at once, but .NET 10 offers it for 256-bit registers on processors with AVX-VNNI alone and not in its
/// AVX-512 form, and it wants one side unsigned; vpmaddwd needs no correction. A pair's products reach 2 x 127^2, so 32 bits hold 66,000 pairs.
/// Panels are [k / size of a group, 6 rows] and [k / size of a group, 2 registers] of groups.
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
        switch (level)
        {
            case SimdLevel.Vector512 when Avx512BW.IsSupported: Blocked<Pairs512, Vector512<int>>(m, from, to, n, k, a, scaleA, b, scaleB, c); break;
            case SimdLevel.Vector256 when Avx2.IsSupported: Blocked<Pairs256, Vector256<int>>(m, from, to, n, k, a, scaleA, b, scaleB, c); break;
            case SimdLevel.Vector128 when Dp.IsSupported: Blocked<Quads128, Vector128<int>>(m, from, to, n, k, a, scaleA, b, scaleB, c); break;
            case SimdLevel.Vector128 when Pairs128.IsSupported: Blocked<Pairs128, Vector128<int>>(m, from, to, n, k, a, scaleA, b, scaleB, c); break;
            default: Reference.Int8(m, from, to, n, k, a, scaleA, b, scaleB, c); break;
        }
    }

    /// <summary>Columns from..to with one kind of register, whatever the level: what the tests force.</summary>
    internal static void Blocked<L, V>(int m, int from, int to, int n, int k, sbyte* a, float* scaleA, sbyte* b, float* scaleB, float* c)
        where L : struct, IGroups<V>
        where V : struct
    {
        int groups = (k + L.Group - 1) / L.Group, wide = 2 * L.Count, strips = (m + Height - 1) / Height;
        int* packedA = (int*)Scratch.First.Floats(strips * Height * groups);
        int* packedB = (int*)Scratch.Second.Floats(wide * groups);
        int* tile = stackalloc int[Height * 32];
        for (int strip = 0; strip < strips; strip++)
            Pack(a + ((nint)strip * Height * k), Math.Min(Height, m - (strip * Height)), Height, L.Group, k, packedA + ((nint)strip * Height * groups));
        for (int j = from; j < to; j += wide)
        {
            int columns = Math.Min(wide, to - j);
            Pack(b + ((nint)j * k), columns, wide, L.Group, k, packedB);
            for (int strip = 0; strip < strips; strip++)
            {
                Tile<L, V>(groups, packedA + ((nint)strip * Height * groups), packedB, tile);
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

    /// <summary>
    /// Rows of bytes as [groups, width] groups, each in 32 bits; what is missing is zero. A few groups of all rows at a time, so that what is
    /// written stays in the first-level cache until its lines are full.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Pack(sbyte* from, int rows, int width, int group, int k, int* to)
    {
        const int Block = 32;
        int whole = k / group, groups = (k + group - 1) / group;
        if (rows < width) new Span<int>(to, width * groups).Clear();
        for (int first = 0; first < whole; first += Block)
        {
            int last = Math.Min(first + Block, whole);
            for (int row = 0; row < rows; row++)
            {
                sbyte* source = from + ((nint)row * k) + (first * group);
                int* at = to + row + (first * width);
                if (group == 2) for (int p = first; p < last; p++, source += 2, at += width) *at = (ushort)source[0] + (source[1] << 16);
                else for (int p = first; p < last; p++, source += 4, at += width) *at = *(int*)source;
            }
        }

        if (whole == groups) return;
        for (int row = 0; row < rows; row++)
        {
            sbyte* rest = from + ((nint)row * k) + (whole * group);
            int value = group == 2 ? (ushort)rest[0] : 0;
            if (group == 4) for (int i = 0; i < k - (whole * group); i++) value |= (byte)rest[i] << (8 * i);
            to[row + (whole * width)] = value;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile<L, V>(int groups, int* a, int* b, int* c)
        where L : struct, IGroups<V>
        where V : struct
    {
        V c0 = default, c1 = default, c2 = default, c3 = default, c4 = default, c5 = default;
        V d0 = default, d1 = default, d2 = default, d3 = default, d4 = default, d5 = default;
        for (int p = 0; p < groups; p++, a += Height, b += 2 * L.Count)
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
        where L : struct, IGroups<V>
        where V : struct
    {
        L.Store(first, to);
        L.Store(second, to + L.Count);
    }
}
