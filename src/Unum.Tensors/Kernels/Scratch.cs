namespace Unum.Tensors.Kernels;

/// <summary>Memory that a thread keeps for its packed panels, aligned to cache lines; grows to the largest need and stays.</summary>
internal sealed unsafe class Scratch
{
    private const int Alignment = 64;

    [ThreadStatic]
    private static Scratch? _first;

    [ThreadStatic]
    private static Scratch? _second;

    [ThreadStatic]
    private static Scratch? _third;

    /// <summary>Pinned, so that the aligned address in it stays.</summary>
    private float[] _memory = [];

    private Scratch()
    {
    }

    /// <summary>For the left operand of this thread.</summary>
    public static Scratch First => _first ??= new Scratch();

    /// <summary>For the right operand of this thread.</summary>
    public static Scratch Second => _second ??= new Scratch();

    /// <summary>For what an operation lays out before it multiplies.</summary>
    public static Scratch Third => _third ??= new Scratch();

    /// <summary>At least so many floats, of any content.</summary>
    public float* Floats(int count)
    {
        const int Spare = Alignment / sizeof(float);
        if (count + Spare > _memory.Length) _memory = GC.AllocateUninitializedArray<float>(count + Spare, pinned: true);
        nint address = (nint)System.Runtime.CompilerServices.Unsafe.AsPointer(ref _memory[0]);
        return (float*)((address + Alignment - 1) & ~(nint)(Alignment - 1));
    }
}
