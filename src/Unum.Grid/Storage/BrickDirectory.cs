using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
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
    private static readonly Chunk Nothing = new(new byte[PageLength * sizeof(uint)], 0, 0);
    private Arenas _arenas = new();
    private readonly Chunk[] _pages;
    private readonly bool[] _dirty;

    public BrickDirectory(Dimensions dimensions)
    {
        int last = Brick.CodeOf(new(dimensions.X - 1, dimensions.Y - 1, dimensions.Z - 1));
        _pages = new Chunk[(last >> PageShift) + 1];
        Array.Fill(_pages, Nothing);
        _dirty = new bool[_pages.Length];
        Length = last < PageLength ? last + 1 : _pages.Length << PageShift;
    }

    /// <summary>Codes are less.</summary>
    public int Length { get; }

    public int Pages => _pages.Length;

    public long Bytes => (_pages.LongLength * (Unsafe.SizeOf<Chunk>() + 1)) + _arenas.Bytes;

    /// <summary>The layout in an entry: class and columns, the index of its slab.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Layout(uint entry) => (int)(entry >> 21 & 0xFF);

    /// <summary>An entry; 0 where no block ever was, or beyond the grid.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint Read(int code)
    {
        return Unsafe.As<byte, uint>(ref _pages[code >> PageShift].At((code & (PageLength - 1)) * sizeof(uint)));
    }

    /// <summary>An entry to be changed.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref uint At(int code)
    {
        ref Chunk page = ref _pages[code >> PageShift];
        if (page.Length == 0) Make(out page);
        return ref Unsafe.As<byte, uint>(ref page.At((code & (PageLength - 1)) * sizeof(uint)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public unsafe void Prefetch(int code)
    {
        // A hint: should the collector move the page meanwhile, nothing worse happens than a useless fetch.
        if (Sse.IsSupported)
            Sse.Prefetch0(Unsafe.AsPointer(ref _pages[code >> PageShift].At((code & (PageLength - 1)) * sizeof(uint))));
    }

    /// <summary>Which of the sixteen entries from a code on, a multiple of sixteen, have a flag.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint Sixteen(int code, uint flag)
    {
        ref byte first = ref _pages[code >> PageShift].At((code & (PageLength - 1)) * sizeof(uint));
        Vector512<uint> none = Vector512.Equals(Unsafe.ReadUnaligned<Vector512<uint>>(ref first) & Vector512.Create(flag), Vector512<uint>.Zero);
        return (uint)~none.ExtractMostSignificantBits() & (Length - code >= 16 ? 0xFFFF : (1u << (Length - code)) - 1);
    }

    /// <summary>The page of a number; empty when it has no entry.</summary>
    public ReadOnlySpan<uint> Page(int number) => WritablePage(number);

    public Span<uint> WritablePage(int number) => Entries(_pages[number]);

    /// <summary>Whether a page may have dirty entries.</summary>
    public bool IsDirty(int number) => _dirty[number];

    public void MarkPage(int code) => _dirty[code >> PageShift] = true;

    public void ClearDirty()
    {
        for (int i = 0; i < _dirty.Length; i++)
        {
            if (!_dirty[i]) continue;
            Span<uint> page = WritablePage(i);
            Span<Vector512<uint>> whole = MemoryMarshal.Cast<uint, Vector512<uint>>(page);
            foreach (ref Vector512<uint> entries in whole) entries = Vector512.AndNot(entries, Vector512.Create(Dirty));
            foreach (ref uint entry in page[(whole.Length * Vector512<uint>.Count)..]) entry &= ~Dirty;
            _dirty[i] = false;
        }
    }

    /// <summary>Lets pages go that hold nothing: the others move together.</summary>
    public void Trim()
    {
        _arenas = new();
        foreach (ref Chunk page in _pages.AsSpan())
        {
            Span<uint> old = Entries(page);
            page = Nothing;
            if (!old.ContainsAnyExcept(0u)) continue;
            Make(out page);
            old.CopyTo(Entries(page));
        }
    }

    private static Span<uint> Entries(Chunk page) => MemoryMarshal.CreateSpan(ref Unsafe.As<byte, uint>(ref page.At(0)), page.Length / sizeof(uint));

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Make(out Chunk page) => page = _arenas.TakeCleared(Math.Min(Length, PageLength) * sizeof(uint));
}
