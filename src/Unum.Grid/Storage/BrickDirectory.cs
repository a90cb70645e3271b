using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using Unum.Grid.Space;

namespace Unum.Grid.Storage;

/// <summary>
/// Which slot each brick is in: an entry of 32 bits a Morton brick code, in pages of 4,096 (16 x 16 x 16 bricks) that are made when first written.
/// <code>
/// bits 0-20 slot | 21-25 class of capacity | 26-28 columns | 29 changed since the last commit | 31 has blocks
/// </code>
/// </summary>
internal sealed class BrickDirectory
{
    public const uint Present = 1u << 31, Dirty = 1u << 29, SlotBits = (1u << 21) - 1;
    public const int PageShift = 12, PageLength = 1 << PageShift;
    private static readonly uint[] Nothing = new uint[PageLength];
    private readonly uint[][] _pages;
    private readonly bool[] _dirty;
    private int _made;

    public BrickDirectory(Dimensions dimensions)
    {
        int last = Brick.CodeOf(new(dimensions.X - 1, dimensions.Y - 1, dimensions.Z - 1));
        _pages = new uint[(last >> PageShift) + 1][];
        Array.Fill(_pages, Nothing);
        _dirty = new bool[_pages.Length];
        Length = last < PageLength ? last + 1 : _pages.Length << PageShift;
    }

    /// <summary>Codes are less.</summary>
    public int Length { get; }

    public int Pages => _pages.Length;

    public long Bytes => (_pages.LongLength * (sizeof(ulong) + 1)) + ((long)_made * Math.Min(Length, PageLength) * sizeof(uint));

    /// <summary>The layout in an entry: class and columns, the index of its slab.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Layout(uint entry) => (int)(entry >> 21 & 0xFF);

    /// <summary>An entry; 0 where no block ever was, or beyond the grid.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint Read(int code)
    {
        uint[] page = _pages[code >> PageShift];
        return Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(page), (nint)(uint)(code & (PageLength - 1)));
    }

    /// <summary>An entry to be changed.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref uint At(int code)
    {
        uint[] page = _pages[code >> PageShift];
        if (page == Nothing) page = Make(code >> PageShift);
        return ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(page), (nint)(uint)(code & (PageLength - 1)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public unsafe void Prefetch(int code)
    {
        // A hint: should the collector move the page meanwhile, nothing worse happens than a useless fetch.
        if (Sse.IsSupported)
            Sse.Prefetch0(Unsafe.AsPointer(ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_pages[code >> PageShift]), (nint)(uint)(code & (PageLength - 1)))));
    }

    /// <summary>The page of a number; empty when it has no entry.</summary>
    public ReadOnlySpan<uint> Page(int number) => _pages[number] == Nothing ? [] : _pages[number];

    public Span<uint> WritablePage(int number) => _pages[number] == Nothing ? [] : _pages[number];

    /// <summary>Whether a page may have dirty entries.</summary>
    public bool IsDirty(int number) => _dirty[number];

    public void MarkPage(int code) => _dirty[code >> PageShift] = true;

    public void ClearDirty()
    {
        for (int i = 0; i < _dirty.Length; i++)
        {
            if (!_dirty[i]) continue;
            foreach (ref uint entry in WritablePage(i)) entry &= ~Dirty;
            _dirty[i] = false;
        }
    }

    /// <summary>Lets pages go that hold nothing.</summary>
    public void Trim()
    {
        for (int i = 0; i < _pages.Length; i++)
        {
            if (_pages[i] == Nothing || _pages[i].AsSpan().ContainsAnyExcept(0u)) continue;
            _pages[i] = Nothing;
            _made--;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private uint[] Make(int number)
    {
        _made++;
        return _pages[number] = new uint[Math.Min(Length, PageLength)];
    }
}
