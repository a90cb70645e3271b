using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Unum.Tensors.Kernels;

/// <summary>
/// Copies a panel of a matrix into the order in which the micro-kernel reads it: [steps, width], the lanes of one step side by side, missing
/// lanes zero.
/// </summary>
internal static unsafe class Packing
{
    /// <summary>Packs <paramref name="lanes"/> lanes of <paramref name="steps"/> steps.</summary>
    /// <param name="from">Lane 0, step 0.</param>
    /// <param name="laneStride">From lane to lane.</param>
    /// <param name="stepStride">From step to step.</param>
    /// <param name="lanes">Up to <paramref name="width"/>.</param>
    /// <param name="width">Lanes in the panel.</param>
    /// <param name="steps">Steps in the panel.</param>
    /// <param name="to">[steps, width].</param>
    public static void Panel(float* from, nint laneStride, nint stepStride, int lanes, int width, int steps, float* to)
    {
        if (lanes < width) new Span<float>(to, steps * width).Clear();
        if (laneStride == 1) Copy(from, stepStride, lanes, width, steps, to);
        else if (stepStride == 1) Transpose(from, laneStride, lanes, width, steps, to);
        else Gather(from, laneStride, stepStride, 0, lanes, width, 0, steps, to);
    }

    private static void Copy(float* from, nint stepStride, int lanes, int width, int steps, float* to)
    {
        for (int p = 0; p < steps; p++, from += stepStride, to += width)
        {
            int i = 0;
            for (; i <= lanes - 8; i += 8) Vector256.Load(from + i).Store(to + i);
            for (; i < lanes; i++) to[i] = from[i];
        }
    }

    /// <summary>Blocks of four lanes by four steps turn in registers.</summary>
    private static void Transpose(float* from, nint laneStride, int lanes, int width, int steps, float* to)
    {
        int fullLanes = lanes & ~3, fullSteps = steps & ~3;
        for (int i = 0; i < fullLanes; i += 4)
        {
            float* row = from + (i * laneStride);
            float* column = to + i;
            for (int p = 0; p < fullSteps; p += 4, row += 4, column += 4 * width)
            {
                Vector128<float> r0 = Vector128.Load(row), r1 = Vector128.Load(row + laneStride);
                Vector128<float> r2 = Vector128.Load(row + (2 * laneStride)), r3 = Vector128.Load(row + (3 * laneStride));
                Vector128<float> even = ZipLow(r0, r2), odd = ZipLow(r1, r3);
                ZipLow(even, odd).Store(column);
                ZipHigh(even, odd).Store(column + width);
                (even, odd) = (ZipHigh(r0, r2), ZipHigh(r1, r3));
                ZipLow(even, odd).Store(column + (2 * width));
                ZipHigh(even, odd).Store(column + (3 * width));
            }
        }

        Gather(from, laneStride, 1, fullLanes, lanes, width, 0, fullSteps, to);
        Gather(from, laneStride, 1, 0, lanes, width, fullSteps, steps, to);
    }

    private static void Gather(float* from, nint laneStride, nint stepStride, int lane, int lanes, int width, int step, int steps, float* to)
    {
        for (int i = lane; i < lanes; i++)
        {
            float* source = from + (i * laneStride);
            for (int p = step; p < steps; p++) to[(p * width) + i] = source[p * stepStride];
        }
    }

    /// <summary>a0 b0 a1 b1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> ZipLow(Vector128<float> a, Vector128<float> b)
    {
        if (Sse.IsSupported) return Sse.UnpackLow(a, b);
        return AdvSimd.Arm64.IsSupported ? AdvSimd.Arm64.ZipLow(a, b) : Vector128.Create(a[0], b[0], a[1], b[1]);
    }

    /// <summary>a2 b2 a3 b3.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> ZipHigh(Vector128<float> a, Vector128<float> b)
    {
        if (Sse.IsSupported) return Sse.UnpackHigh(a, b);
        return AdvSimd.Arm64.IsSupported ? AdvSimd.Arm64.ZipHigh(a, b) : Vector128.Create(a[2], b[2], a[3], b[3]);
    }
}
