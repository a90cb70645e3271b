namespace Unum.Kairos.Temporal;

/// <summary>An array of floats that never moves and starts on a cache line, so that kernels may hold plain pointers into it.</summary>
/// <remarks>It lives on the pinned heap and is freed like any object: keep this object reachable while its pointer is used.</remarks>
internal sealed unsafe class AlignedFloats
{
    private const int Line = 64;
    private readonly float[] _array;

    public AlignedFloats(int length)
    {
        _array = GC.AllocateArray<float>(length + (Line / sizeof(float)), pinned: true);
        nint start = (nint)System.Runtime.CompilerServices.Unsafe.AsPointer(ref System.Runtime.InteropServices.MemoryMarshal.GetArrayDataReference(_array));
        Pointer = (float*)((start + Line - 1) & ~(nint)(Line - 1));
        Length = length;
    }

    /// <summary>First float, on a cache line.</summary>
    public float* Pointer { get; }

    /// <summary>Floats that may be used.</summary>
    public int Length { get; }

    /// <summary>Bytes held.</summary>
    public long Bytes => (long)_array.Length * sizeof(float);

    /// <summary>All of it.</summary>
    public Span<float> Span => new(Pointer, Length);
}
