using System.Runtime.Intrinsics;

namespace Unum.Kairos.Connectivity;

/// <summary>
/// A block of complex samples laid out for the tile kernels: for each panel of <see cref="Width"/> channels, for each sample, four vectors
/// <c>re | im | re + im | re - im</c>. A panel of 64 samples is 16 KiB in either precision, so a row panel and a column panel share the L1 cache.
/// </summary>
internal sealed unsafe class SampleBlock<T>(int channels, int samples)
    where T : unmanaged
{
    private readonly AlignedArray<T> _values = new(
        new PairTiles(channels, Vector512<T>.Count).Panels * samples * 4 * Vector512<T>.Count);

    /// <summary>Channels in a panel: 16 floats or 8 doubles.</summary>
    public static int Width => Vector512<T>.Count;

    /// <summary>Elements from one sample of a panel to the next.</summary>
    public static int Stride => 4 * Vector512<T>.Count;

    public int Samples => samples;

    public T* Panel(int panel) => _values.Pointer + ((nint)panel * samples * Stride);
}
