using System.Runtime.CompilerServices;

namespace Unum.Kairos.Connectivity;

/// <summary>A zeroed array that never moves and starts on a cache line, so that kernels may keep pointers into it while it lives.</summary>
internal sealed unsafe class AlignedArray<T>
    where T : unmanaged
{
    private const int Line = 64;
    private readonly T[] _storage;

    public AlignedArray(int length)
    {
        Length = length;
        _storage = GC.AllocateArray<T>(length + (Line / sizeof(T)), pinned: true);
        nuint start = (nuint)Unsafe.AsPointer(ref _storage[0]);
        Pointer = (T*)((start + Line - 1) & ~(nuint)(Line - 1));
    }

    public int Length { get; }

    public T* Pointer { get; }

    public Span<T> Span => new(Pointer, Length);

    public void Clear() => Array.Clear(_storage);
}
