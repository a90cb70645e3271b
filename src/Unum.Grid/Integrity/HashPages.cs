using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace Unum.Grid.Integrity;

/// <summary>A level of the tree: a hash for each node, zero where there is none; pages of 512 (16 KB), made when first written.</summary>
internal sealed class HashPages(int nodes)
{
    private const int PageBits = 9, PageSize = 1 << PageBits;

    private readonly Hash256[]?[] _pages = new Hash256[]?[(nodes + PageSize - 1) >> PageBits];

    /// <summary>Bytes of the pages.</summary>
    public long Bytes { get; private set; }

    public Hash256 this[int node]
    {
        get => _pages[node >> PageBits] is { } page ? page[node & (PageSize - 1)] : default;
        set
        {
            if (_pages[node >> PageBits] is not { } page)
            {
                if (value.IsZero) return;
                _pages[node >> PageBits] = page = new Hash256[Math.Min(PageSize, nodes)];
                Bytes += page.Length * (long)Hash256.Length;
            }

            page[node & (PageSize - 1)] = value;
        }
    }

    /// <summary>Starts to fetch a node's children.</summary>
    public unsafe void PrefetchChildren(int parent)
    {
        if (!Sse.IsSupported || _pages[parent >> (PageBits - 3)] is not { } page) return;
        byte* first = (byte*)Unsafe.AsPointer(ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(page), (parent << 3) & (PageSize - 1)));
        for (int line = 0; line < 8 * Hash256.Length && page.Length >= 8; line += 64) Sse.Prefetch0(first + line);
    }

    /// <summary>The eight hashes of a node's children; empty when the page is not there.</summary>
    public ReadOnlySpan<Hash256> Children(int parent)
    {
        int first = parent << 3;
        return _pages[first >> PageBits] is { } page ? page.AsSpan(first & (PageSize - 1), 8) : [];
    }
}
