using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using Unum.Grid.Storage;

namespace Unum.Grid.Integrity;

/// <summary>A level of the tree: a hash for each node, zero where there is none; pages of 512 (16 KB), made when first written.</summary>
internal sealed class HashPages(int nodes)
{
    private const int PageBits = 9, PageSize = 1 << PageBits;

    private readonly Chunk[] _pages = new Chunk[(nodes + PageSize - 1) >> PageBits];
    private readonly Arenas _arenas = new();

    /// <summary>Bytes of the pages.</summary>
    public long Bytes => _arenas.Bytes;

    public Hash256 this[int node]
    {
        get => _pages[node >> PageBits].Length == 0 ? default : At(node);
        set
        {
            ref Chunk page = ref _pages[node >> PageBits];
            if (page.Length == 0)
            {
                if (value.IsZero) return;
                page = _arenas.TakeCleared(Math.Min(PageSize, nodes) * Hash256.Length);
            }

            At(node) = value;
        }
    }

    /// <summary>Starts to fetch a node's children.</summary>
    public unsafe void PrefetchChildren(int parent)
    {
        if (!Sse.IsSupported || Children(parent) is not { IsEmpty: false } children) return;
        byte* first = (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(children));
        for (int line = 0; line < 8 * Hash256.Length; line += 64) Sse.Prefetch0(first + line);
    }

    /// <summary>The eight hashes of a node's children; empty when the page is not there.</summary>
    public ReadOnlySpan<Hash256> Children(int parent)
    {
        int first = parent << 3;
        return _pages[first >> PageBits].Length == 0 ? [] : MemoryMarshal.CreateReadOnlySpan(ref At(first), 8);
    }

    private ref Hash256 At(int node) => ref Unsafe.As<byte, Hash256>(ref _pages[node >> PageBits].At((node & (PageSize - 1)) * Hash256.Length));
}
