using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Unum.Kairos.Temporal;

/// <summary>The few vector operations that <see cref="BlockKernel"/> is written in, for three register widths.</summary>
/// <remarks>
/// A group is four neighbouring floats (128 bits). Type parameters are structs, so each width compiles to its own straight code.
/// </remarks>
internal static unsafe class Lanes
{
    /// <summary>The operations at one width.</summary>
    /// <typeparam name="V">The register.</typeparam>
    internal interface IWidth<V>
    {
        /// <summary>Floats in a register.</summary>
        static abstract int Count { get; }

        static abstract V Load(float* from);

        static abstract void Store(V value, float* to);

        static abstract V All(float value);

        /// <summary>The four floats at <paramref name="from"/>, in every group.</summary>
        static abstract V Repeat(float* from);

        static abstract V Multiply(V a, V b);

        /// <summary>a b + c.</summary>
        static abstract V MultiplyAdd(V a, V b, V c);

        /// <summary>a b - c.</summary>
        static abstract V MultiplySubtract(V a, V b, V c);

        static abstract V Add(V a, V b);

        static abstract V Subtract(V a, V b);

        /// <summary>Last float first.</summary>
        static abstract V Reverse(V a);

        /// <summary>In each group: a0 b0 a1 b1.</summary>
        static abstract V ZipLow(V a, V b);

        /// <summary>In each group: a2 b2 a3 b3.</summary>
        static abstract V ZipHigh(V a, V b);

        /// <summary>In each group: a1 a0 a3 a2.</summary>
        static abstract V SwapPairs(V a);

        /// <summary>In each group: a2 a3 a0 a1.</summary>
        static abstract V SwapHalves(V a);

        static abstract bool AnyAtLeast(V a, V b);
    }

    /// <summary>AVX-512.</summary>
    internal readonly struct W512 : IWidth<Vector512<float>>
    {
        public static int Count => 16;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<float> Load(float* from) => Vector512.Load(from);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Store(Vector512<float> value, float* to) => value.Store(to);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<float> All(float value) => Vector512.Create(value);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<float> Repeat(float* from) => Avx512F.BroadcastVector128ToVector512(from);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<float> Multiply(Vector512<float> a, Vector512<float> b) => a * b;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<float> MultiplyAdd(Vector512<float> a, Vector512<float> b, Vector512<float> c) => Avx512F.FusedMultiplyAdd(a, b, c);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<float> MultiplySubtract(Vector512<float> a, Vector512<float> b, Vector512<float> c) =>
            Avx512F.FusedMultiplySubtract(a, b, c);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<float> Add(Vector512<float> a, Vector512<float> b) => a + b;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<float> Subtract(Vector512<float> a, Vector512<float> b) => a - b;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<float> Reverse(Vector512<float> a) =>
            Avx512F.PermuteVar16x32(a, Vector512.Create(15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<float> ZipLow(Vector512<float> a, Vector512<float> b) => Avx512F.UnpackLow(a, b);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<float> ZipHigh(Vector512<float> a, Vector512<float> b) => Avx512F.UnpackHigh(a, b);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<float> SwapPairs(Vector512<float> a) => Avx512F.Permute4x32(a, 0b10_11_00_01);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<float> SwapHalves(Vector512<float> a) => Avx512F.Permute4x32(a, 0b01_00_11_10);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static bool AnyAtLeast(Vector512<float> a, Vector512<float> b) => Vector512.GreaterThanOrEqualAny(a, b);
    }

    /// <summary>AVX2 with FMA.</summary>
    internal readonly struct W256 : IWidth<Vector256<float>>
    {
        public static int Count => 8;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<float> Load(float* from) => Vector256.Load(from);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Store(Vector256<float> value, float* to) => value.Store(to);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<float> All(float value) => Vector256.Create(value);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<float> Repeat(float* from) => Avx.BroadcastVector128ToVector256(from);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<float> Multiply(Vector256<float> a, Vector256<float> b) => a * b;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<float> MultiplyAdd(Vector256<float> a, Vector256<float> b, Vector256<float> c) => Fma.MultiplyAdd(a, b, c);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<float> MultiplySubtract(Vector256<float> a, Vector256<float> b, Vector256<float> c) => Fma.MultiplySubtract(a, b, c);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<float> Add(Vector256<float> a, Vector256<float> b) => a + b;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<float> Subtract(Vector256<float> a, Vector256<float> b) => a - b;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<float> Reverse(Vector256<float> a) => Avx2.PermuteVar8x32(a, Vector256.Create(7, 6, 5, 4, 3, 2, 1, 0));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<float> ZipLow(Vector256<float> a, Vector256<float> b) => Avx.UnpackLow(a, b);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<float> ZipHigh(Vector256<float> a, Vector256<float> b) => Avx.UnpackHigh(a, b);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<float> SwapPairs(Vector256<float> a) => Avx.Permute(a, 0b10_11_00_01);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<float> SwapHalves(Vector256<float> a) => Avx.Permute(a, 0b01_00_11_10);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static bool AnyAtLeast(Vector256<float> a, Vector256<float> b) => Vector256.GreaterThanOrEqualAny(a, b);
    }

    /// <summary>Everything else: NEON, SSE, and scalar code where there is no vector unit at all.</summary>
    internal readonly struct W128 : IWidth<Vector128<float>>
    {
        public static int Count => 4;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector128<float> Load(float* from) => Vector128.Load(from);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Store(Vector128<float> value, float* to) => value.Store(to);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector128<float> All(float value) => Vector128.Create(value);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector128<float> Repeat(float* from) => Vector128.Load(from);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector128<float> Multiply(Vector128<float> a, Vector128<float> b) => a * b;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector128<float> MultiplyAdd(Vector128<float> a, Vector128<float> b, Vector128<float> c) =>
            Vector128.MultiplyAddEstimate(a, b, c);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector128<float> MultiplySubtract(Vector128<float> a, Vector128<float> b, Vector128<float> c) => (a * b) - c;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector128<float> Add(Vector128<float> a, Vector128<float> b) => a + b;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector128<float> Subtract(Vector128<float> a, Vector128<float> b) => a - b;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector128<float> Reverse(Vector128<float> a) => Vector128.Shuffle(a, Vector128.Create(3, 2, 1, 0));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector128<float> ZipLow(Vector128<float> a, Vector128<float> b) =>
            Sse.IsSupported ? Sse.UnpackLow(a, b)
            : AdvSimd.Arm64.IsSupported ? AdvSimd.Arm64.ZipLow(a, b)
            : Vector128.Create(a[0], b[0], a[1], b[1]);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector128<float> ZipHigh(Vector128<float> a, Vector128<float> b) =>
            Sse.IsSupported ? Sse.UnpackHigh(a, b)
            : AdvSimd.Arm64.IsSupported ? AdvSimd.Arm64.ZipHigh(a, b)
            : Vector128.Create(a[2], b[2], a[3], b[3]);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector128<float> SwapPairs(Vector128<float> a) => Vector128.Shuffle(a, Vector128.Create(1, 0, 3, 2));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector128<float> SwapHalves(Vector128<float> a) => Vector128.Shuffle(a, Vector128.Create(2, 3, 0, 1));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static bool AnyAtLeast(Vector128<float> a, Vector128<float> b) => Vector128.GreaterThanOrEqualAny(a, b);
    }
}
