using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Unum.Grid.Storage;

/// <summary>A piece of an array.</summary>
/// <param name="Memory">The array.</param>
/// <param name="Start">Where the piece begins.</param>
/// <param name="Length">Bytes.</param>
internal readonly record struct Chunk(byte[] Memory, int Start, int Length)
{
    /// <summary>An offset of 0 to <see cref="Length"/>, which is not checked.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref byte At(int offset) => ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(Memory), (nint)(uint)(Start + offset));
}
