using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Unum.Kairos.Connectivity;

/// <summary>
/// Lays raw samples out for the tile kernels, as they are or as unit phasors, each multiplied by the square root of its forgetting weight
/// (so that every product of two carries the weight). O(channels) per sample beside the kernels' O(channels^2).
/// </summary>
/// <remarks>Raw rows are padded to <see cref="Align"/> channels; the padding must be finite and is never read back.</remarks>
internal static unsafe class BlockPacking
{
    /// <summary>Channels in a raw row are a multiple of this.</summary>
    public const int Align = 16;

    // Where |z|^2 in float neither overflows nor loses bits; outside it one lane at a time goes through doubles.
    private const float Smallest = 1e-30f;
    private const float Largest = 1e30f;

    /// <summary>z sqrt(w) in doubles.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Raw(float* re, float* im, int rowLength, int channels, int samples, double* scales, SampleBlock<double> block)
    {
        for (int first = 0; first < channels; first += 8)
        {
            double* to = block.Panel(first / 8);
            for (int t = 0; t < samples; t++, to += SampleBlock<double>.Stride)
            {
                Vector256<double> scale = Vector256.Create(scales[t]);
                Vector256<float> x = Vector256.Load(re + ((nint)t * rowLength) + first);
                Vector256<float> y = Vector256.Load(im + ((nint)t * rowLength) + first);
                Store(to, Vector256.WidenLower(x) * scale, Vector256.WidenLower(y) * scale);
                Store(to + 4, Vector256.WidenUpper(x) * scale, Vector256.WidenUpper(y) * scale);
            }
        }
    }

    /// <summary>z / |z| sqrt(w) in doubles; 0 where z is 0.</summary>
    /// <returns>True when some channel had amplitude 0, hence no phase.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static bool Unit(float* re, float* im, int rowLength, int channels, int samples, double* scales, SampleBlock<double> block)
    {
        Vector256<double> smallest = Vector256.Create(double.MaxValue);
        for (int first = 0; first < channels; first += 4)
        {
            double* to = block.Panel(first / 8) + (first % 8);
            for (int t = 0; t < samples; t++, to += SampleBlock<double>.Stride)
            {
                Vector128<float> x = Vector128.Load(re + ((nint)t * rowLength) + first);
                Vector128<float> y = Vector128.Load(im + ((nint)t * rowLength) + first);
                Vector256<double> a = Vector256.Create(Vector128.WidenLower(x), Vector128.WidenUpper(x));
                Vector256<double> b = Vector256.Create(Vector128.WidenLower(y), Vector128.WidenUpper(y));
                Vector256<double> power = (a * a) + (b * b);
                smallest = Vector256.Min(smallest, power);

                // The square of the least float is still a normal double, so only a true zero divides by zero.
                Vector256<double> factor = Vector256.Create(scales[t]) / Vector256.Sqrt(power);
                factor = Vector256.ConditionalSelect(Vector256.GreaterThan(power, Vector256<double>.Zero), factor, Vector256<double>.Zero);
                Store(to, a * factor, b * factor);
            }
        }

        return Vector256.EqualsAny(smallest, Vector256<double>.Zero);
    }

    /// <summary>z / |z| sqrt(w) in floats; 0 where z is 0.</summary>
    /// <returns>True when some channel had amplitude 0, hence no phase.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static bool Unit(float* re, float* im, int rowLength, int channels, int samples, double* scales, SampleBlock<float> block)
    {
        bool silent = false;
        for (int first = 0; first < channels; first += 8)
        {
            float* to = block.Panel(first / 16) + (first % 16);
            for (int t = 0; t < samples; t++, to += SampleBlock<float>.Stride)
            {
                Vector256<float> x = Vector256.Load(re + ((nint)t * rowLength) + first);
                Vector256<float> y = Vector256.Load(im + ((nint)t * rowLength) + first);
                Vector256<float> power = (x * x) + (y * y);
                Vector256<float> factor = ReciprocalSqrt(power) * (float)scales[t];
                if (Vector256.LessThanAny(power, Vector256.Create(Smallest)) || Vector256.GreaterThanAny(power, Vector256.Create(Largest)))
                    silent |= UnitSlowly(x, y, scales[t], to);
                else
                    Store(to, x * factor, y * factor);
            }
        }

        return silent;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool UnitSlowly(Vector256<float> re, Vector256<float> im, double scale, float* to)
    {
        bool silent = false;
        for (int lane = 0; lane < 8; lane++)
        {
            double x = re[lane], y = im[lane], power = (x * x) + (y * y);
            double factor = power > 0 ? scale / Math.Sqrt(power) : 0;
            silent |= power == 0;
            float a = (float)(x * factor), b = (float)(y * factor);
            to[lane] = a;
            to[16 + lane] = b;
            to[32 + lane] = a + b;
            to[48 + lane] = a - b;
        }

        return silent;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> ReciprocalSqrt(Vector256<float> x)
    {
        if (!Avx512F.VL.IsSupported) return Vector256.Create(1f) / Vector256.Sqrt(x);

        // 14 bits from the table, 28 after one Newton step: a third of the time of a root and a division.
        Vector256<float> y = Avx512F.VL.ReciprocalSqrt14(x);
        return y * (Vector256.Create(1.5f) - (Vector256.Create(0.5f) * x * y * y));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(double* to, Vector256<double> re, Vector256<double> im)
    {
        re.Store(to);
        im.Store(to + 8);
        (re + im).Store(to + 16);
        (re - im).Store(to + 24);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(float* to, Vector256<float> re, Vector256<float> im)
    {
        re.Store(to);
        im.Store(to + 16);
        (re + im).Store(to + 32);
        (re - im).Store(to + 48);
    }
}
