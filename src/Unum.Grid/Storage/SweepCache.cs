using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Unum.Grid.Space;

namespace Unum.Grid.Storage;

/// <summary>
/// One sweep over six-neighbourhoods. Bricks of up to 32 blocks go block by block, and look up a neighbouring brick only for blocks on its side; fuller ones go row
/// by row over seven expanded bricks. A brick that is not stored densely is expanded once into a direct-mapped cache of 512 lines; lines of a brick and of its six
/// neighbours never collide, because their codes differ in the lowest three bits of an axis.
/// </summary>
internal sealed class SweepCache : IDisposable
{
    private const int Lines = 512, Ahead = 12, Line = 64, PlaneBytes = 256;
    private const ulong FirstColumn = 0x0101010101010101;
    private const uint XBits = 0x49249, YBits = XBits << 1, ZBits = XBits << 2;

    /// <summary>What a brick without blocks looks like: [512] values, [8] words of mask.</summary>
    private static readonly float[] NoValues = new float[Brick.Volume];
    private static readonly ulong[] NoMask = new ulong[8];

    /// <summary>A byte's bits as eight bytes of 0 or 1.</summary>
    private static readonly ulong[] Spread = [.. Enumerable.Range(0, 256).Select(b => Enumerable.Range(0, 8).Aggregate(0UL, (sum, i) => sum | ((ulong)(b >> i & 1) << (8 * i))))];

    private readonly BrickStore _store;
    private readonly bool _kappas;
    private readonly uint _lastX, _lastY, _lastZ;
    private readonly float[] _values = ArrayPool<float>.Shared.Rent(Lines * Brick.Volume);
    private readonly ulong[] _masks = ArrayPool<ulong>.Shared.Rent(Lines * 8);
    private readonly int[] _tags = ArrayPool<int>.Shared.Rent(Lines);

    public SweepCache(BrickStore store, Dimensions dimensions, BlockColumn column)
    {
        _store = store;
        _kappas = column == BlockColumn.Kappa;
        uint last = (uint)Brick.CodeOf(new(dimensions.X - 1, dimensions.Y - 1, dimensions.Z - 1));
        (_lastX, _lastY, _lastZ) = (last & XBits, last & YBits, last & ZBits);
        Array.Fill(_tags, -1);
    }

    public void Dispose()
    {
        ArrayPool<float>.Shared.Return(_values);
        ArrayPool<ulong>.Shared.Return(_masks);
        ArrayPool<int>.Shared.Return(_tags);
    }

    public void Sweep<TKernel>(ref TKernel kernel, int first, int end)
        where TKernel : struct, ISweepKernel
    {
        BrickDirectory directory = _store.Directory;
        for (int code = first; code < end;)
        {
            ReadOnlySpan<uint> page = directory.Page(code >> BrickDirectory.PageShift);
            int stop = Math.Min(end, (code | (BrickDirectory.PageLength - 1)) + 1), offset = code & ~(BrickDirectory.PageLength - 1);
            if (page.IsEmpty)
            {
                code = stop;
                continue;
            }

            for (; code < stop; code++)
            {
                int later = code - offset + Ahead;
                uint entry = page[code - offset], ahead = later < page.Length ? page[later] : 0;
                if ((int)entry >= 0)
                {
                    if ((int)ahead < 0) _store.PrefetchWhole(ahead);
                    continue;
                }

                ref byte slot = ref _store.Slot(entry, out Slab slab);
                if (!slab.IsSparse)
                {
                    Many(ref kernel, code, ahead);
                    continue;
                }

                if ((int)ahead < 0) _store.PrefetchWhole(ahead);
                Few(ref kernel, code, slab, ref slot);
            }
        }
    }

    /// <summary>The codes of the six neighbouring bricks, -x +x -y +y -z +z; -1 beyond the grid. Adds to one axis of a code while the others are all ones.</summary>
    private int Beside(int brick, int side)
    {
        uint code = (uint)brick;
        uint bits = side < 2 ? XBits : side < 4 ? YBits : ZBits, last = side < 2 ? _lastX : side < 4 ? _lastY : _lastZ;
        uint axis = code & bits;
        if ((side & 1) == 0) return axis == 0 ? -1 : (int)(((axis - 1) & bits) | (code & ~bits));
        return axis == last ? -1 : (int)((((axis | ~bits) + 1) & bits) | (code & ~bits));
    }

    private void Few<TKernel>(ref TKernel kernel, int code, Slab slab, ref byte slot)
        where TKernel : struct, ISweepKernel
    {
        ref ushort keys = ref Unsafe.As<byte, ushort>(ref slot);
        int count = slab.Count(ref slot), position = 0;
        while (position < count)
        {
            int key = Unsafe.Add(ref keys, position), row = key >> 3;
            (float sum, int near) = Around(code, slab, ref slot, count, position, key);
            Vector256<float> centre = Vector256.Create(Figure(slab, ref slot, position)), sums = Vector256.Create(sum), nears = Vector256.Create((float)near);
            uint active = 1u << (key & 7);
            for (position++; position < count && (key = Unsafe.Add(ref keys, position)) >> 3 == row; position++)
            {
                (sum, near) = Around(code, slab, ref slot, count, position, key);
                Vector256<float> lane = Vector256.Equals(Vector256<int>.Indices, Vector256.Create(key & 7)).AsSingle();
                centre = Vector256.ConditionalSelect(lane, Vector256.Create(Figure(slab, ref slot, position)), centre);
                sums = Vector256.ConditionalSelect(lane, Vector256.Create(sum), sums);
                nears = Vector256.ConditionalSelect(lane, Vector256.Create((float)near), nears);
                active |= 1u << (key & 7);
            }

            kernel.Visit(new(code, row, active, centre, sums, nears));
        }
    }

    /// <summary>Sum and number of a block's active neighbours.</summary>
    private (float Sum, int Near) Around(int code, Slab slab, ref byte slot, int count, int position, int key)
    {
        float sum = 0;
        int near = 0;
        ref ushort keys = ref Unsafe.As<byte, ushort>(ref slot);

        // Order of addition as in a row of a full brick: -x +x -y +y -z +z, so that both paths give the same figure.
        if ((key & 7) == 0) Across(code, 0, key + 7, ref sum, ref near);
        else if (position > 0 && Unsafe.Add(ref keys, position - 1) == key - 1) Add(slab, ref slot, position - 1, ref sum, ref near);
        if ((key & 7) == 7) Across(code, 1, key - 7, ref sum, ref near);
        else if (position + 1 < count && Unsafe.Add(ref keys, position + 1) == key + 1) Add(slab, ref slot, position + 1, ref sum, ref near);
        if ((key & 56) == 0) Across(code, 2, key + 56, ref sum, ref near);
        else if (count > 1) Within(slab, ref slot, key - 8, ref sum, ref near);
        if ((key & 56) == 56) Across(code, 3, key - 56, ref sum, ref near);
        else if (count > 1) Within(slab, ref slot, key + 8, ref sum, ref near);
        if (key < 64) Across(code, 4, key + 448, ref sum, ref near);
        else if (count > 1) Within(slab, ref slot, key - 64, ref sum, ref near);
        if (key >= 448) Across(code, 5, key - 448, ref sum, ref near);
        else if (count > 1) Within(slab, ref slot, key + 64, ref sum, ref near);
        return (sum, near);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Within(Slab slab, ref byte slot, int key, ref float sum, ref int near)
    {
        int position = slab.Find(ref slot, key);
        if (position >= 0) Add(slab, ref slot, position, ref sum, ref near);
    }

    private void Across(int code, int side, int key, ref float sum, ref int near)
    {
        int other = Beside(code, side);
        if (other < 0) return;
        uint entry = _store.Directory.Read(other);
        if ((int)entry >= 0) return;
        ref byte slot = ref _store.Slot(entry, out Slab slab);
        Within(slab, ref slot, key, ref sum, ref near);
    }

    private void Add(Slab slab, ref byte slot, int position, ref float sum, ref int near)
    {
        sum += Figure(slab, ref slot, position);
        near++;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private float Figure(Slab slab, ref byte slot, int position) =>
        !_kappas ? slab.Value(ref slot, position) : slab.HasKappas ? slab.Kappa(ref slot, position) : _store.Kappa0;

    /// <summary>A brick that is worked off row by row.</summary>
    /// <param name="kernel">What is done.</param>
    /// <param name="code">The brick.</param>
    /// <param name="ahead">Entry of one that will be needed.</param>
    private unsafe void Many<TKernel>(ref TKernel kernel, int code, uint ahead)
        where TKernel : struct, ISweepKernel
    {
        Expanded c = View(code);
        Expanded left = View(Beside(code, 0)), right = View(Beside(code, 1)), front = View(Beside(code, 2));
        Expanded back = View(Beside(code, 3)), below = View(Beside(code, 4)), above = View(Beside(code, 5));
        if ((c.Active & left.Active & right.Active & front.Active & back.Active & below.Active & above.Active) == Vector512<ulong>.AllBitsSet)
        {
            // A burst of fetches would hold up the work, so they go between the rows: a brick ahead, and of the one after next its neighbours that come later.
            int next = code + 2;
            byte* own = (byte*)Unsafe.AsPointer(ref c.Values), brick = (int)ahead < 0 ? _store.Fetching(ahead) : own;
            byte* beside = Fetching(Beside(next, 1), own), behind = Fetching(Beside(next, 3), own), over = Fetching(Beside(next, 5), own);
            for (int z = 0; z < 8; z++)
            {
                Fetch(behind + (z * PlaneBytes));
                if (z < 4) Fetch(over + (z * Line));
                Full(ref kernel, code, z, c, left, right, front, back, z > 0 ? c : below, z < 7 ? c : above, brick + (z * PlaneBytes), beside + (z * PlaneBytes));
            }

            return;
        }

        if ((int)ahead < 0) _store.PrefetchWhole(ahead);
        for (int z = 0; z < 8; z++)
        {
            ulong word = Unsafe.Add(ref c.Mask, z);
            if (word == 0) continue;
            ulong xm = ((word & ~(FirstColumn << 7)) << 1) | ((Unsafe.Add(ref left.Mask, z) >> 7) & FirstColumn);
            ulong xp = ((word & ~FirstColumn) >> 1) | ((Unsafe.Add(ref right.Mask, z) & FirstColumn) << 7);
            ulong ym = (word << 8) | (Unsafe.Add(ref front.Mask, z) >> 56), yp = (word >> 8) | (Unsafe.Add(ref back.Mask, z) << 56);
            ulong zm = z > 0 ? Unsafe.Add(ref c.Mask, z - 1) : Unsafe.Add(ref below.Mask, 7);
            ulong zp = z < 7 ? Unsafe.Add(ref c.Mask, z + 1) : above.Mask;
            bool full = (word & xm & xp & ym & yp & zm & zp) == ulong.MaxValue;
            ref float here = ref Unsafe.Add(ref c.Values, z << 6);
            ref float low = ref z > 0 ? ref Unsafe.Add(ref here, -64) : ref Unsafe.Add(ref below.Values, 448);
            ref float high = ref z < 7 ? ref Unsafe.Add(ref here, 64) : ref above.Values;
            if (full)
            {
                Full(ref kernel, code, z, c, left, right, front, back, z > 0 ? c : below, z < 7 ? c : above, null, null);
                continue;
            }

            for (int y = 0; y < 8; y++)
            {
                uint active = (uint)(word >> (y << 3)) & 0xFF;
                if (active == 0) continue;
                int row = (z << 6) + (y << 3);
                Vector256<float> centre = Vector256.LoadUnsafe(ref here, (nuint)(y << 3));
                Vector256<float> sum = Before(centre, Vector256.LoadUnsafe(ref left.Values, (nuint)row)) + After(centre, Vector256.LoadUnsafe(ref right.Values, (nuint)row));
                sum += y > 0 ? Vector256.LoadUnsafe(ref here, (nuint)((y << 3) - 8)) : Vector256.LoadUnsafe(ref front.Values, (nuint)(row + 56));
                sum += y < 7 ? Vector256.LoadUnsafe(ref here, (nuint)((y << 3) + 8)) : Vector256.LoadUnsafe(ref back.Values, (nuint)(row - 56));
                sum += Vector256.LoadUnsafe(ref low, (nuint)(y << 3));
                sum += Vector256.LoadUnsafe(ref high, (nuint)(y << 3));
                kernel.Visit(new(code, row >> 3, active, centre, sum, Near(y << 3, xm, xp, ym, yp, zm, zp)));
            }
        }
    }

    /// <summary>Starts to fetch the index of a brick, and tells where its values begin; another place when it has none.</summary>
    private unsafe byte* Fetching(int code, byte* otherwise)
    {
        uint entry = (uint)code < (uint)_store.Directory.Length ? _store.Directory.Read(code) : 0;
        return (int)entry < 0 ? _store.Fetching(entry) : otherwise;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe void Fetch(byte* line)
    {
        if (Sse.IsSupported) Sse.Prefetch0(line);
    }

    /// <summary>A plane of 64 active blocks whose neighbours are all active: no mask to look at, each row loaded once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe void Full<TKernel>(
        ref TKernel kernel, int code, int z, in Expanded c, in Expanded left, in Expanded right, in Expanded front, in Expanded back, in Expanded low, in Expanded high, byte* brick, byte* beside)
        where TKernel : struct, ISweepKernel
    {
        TKernel local = kernel; // in registers
        ref float here = ref Unsafe.Add(ref c.Values, z << 6), below = ref Unsafe.Add(ref low.Values, ((z - 1) & 7) << 6), above = ref Unsafe.Add(ref high.Values, ((z + 1) & 7) << 6);
        ref float before = ref Unsafe.Add(ref left.Values, z << 6), after = ref Unsafe.Add(ref right.Values, z << 6);
        Vector256<float> previous = Vector256.LoadUnsafe(ref front.Values, (nuint)((z << 6) + 56)), centre = Vector256.LoadUnsafe(ref here);
        Vector256<float> last = Vector256.LoadUnsafe(ref back.Values, (nuint)(z << 6));
        for (nuint at = 0; at < 64; at += 8)
        {
            if (brick != null) Fetch(((at & 8) == 0 ? brick : beside) + (at * sizeof(float)));
            Vector256<float> next = at < 56 ? Vector256.LoadUnsafe(ref here, at + 8) : last;
            Vector256<float> sum = Before(centre, Vector256.LoadUnsafe(ref before, at)) + After(centre, Vector256.LoadUnsafe(ref after, at)) + previous + next;
            sum += Vector256.LoadUnsafe(ref below, at);
            sum += Vector256.LoadUnsafe(ref above, at);
            local.Visit(new(code, (z << 3) + (int)(at >> 3), 0xFF, centre, sum, Vector256.Create(6f)));
            (previous, centre) = (centre, next);
        }

        kernel = local;
    }

    /// <summary>Per lane of a row, how many of six masks have its bit.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Near(int shift, ulong a, ulong b, ulong c, ulong d, ulong e, ulong f)
    {
        ref ulong spread = ref MemoryMarshal.GetArrayDataReference(Spread);
        ulong sum = Unsafe.Add(ref spread, (nint)(a >> shift & 0xFF)) + Unsafe.Add(ref spread, (nint)(b >> shift & 0xFF))
            + Unsafe.Add(ref spread, (nint)(c >> shift & 0xFF)) + Unsafe.Add(ref spread, (nint)(d >> shift & 0xFF))
            + Unsafe.Add(ref spread, (nint)(e >> shift & 0xFF)) + Unsafe.Add(ref spread, (nint)(f >> shift & 0xFF));
        Vector128<byte> bytes = Vector128.CreateScalar(sum).AsByte();
        Vector256<int> counts = Avx2.IsSupported ? Avx2.ConvertToVector256Int32(bytes)
            : Vector256.Create(Vector128.WidenLower(Vector128.WidenLower(bytes)), Vector128.WidenUpper(Vector128.WidenLower(bytes))).AsInt32();
        return Vector256.ConvertToSingle(counts);
    }

    /// <summary>What stands to the left of each lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Before(Vector256<float> centre, Vector256<float> left) => Avx512F.VL.IsSupported
        ? Avx512F.VL.PermuteVar8x32x2(centre, Vector256.Create(15, 0, 1, 2, 3, 4, 5, 6), left)
        : Vector256.ConditionalSelect(
            Vector256.Create(-1, 0, 0, 0, 0, 0, 0, 0).AsSingle(),
            Vector256.Shuffle(left, Vector256.Create(7)),
            Vector256.Shuffle(centre, Vector256.Create(0, 0, 1, 2, 3, 4, 5, 6)));

    /// <summary>What stands to the right of each lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> After(Vector256<float> centre, Vector256<float> right) => Avx512F.VL.IsSupported
        ? Avx512F.VL.PermuteVar8x32x2(centre, Vector256.Create(1, 2, 3, 4, 5, 6, 7, 8), right)
        : Vector256.ConditionalSelect(
            Vector256.Create(0, 0, 0, 0, 0, 0, 0, -1).AsSingle(),
            Vector256.Shuffle(right, Vector256.Create(0)),
            Vector256.Shuffle(centre, Vector256.Create(1, 2, 3, 4, 5, 6, 7, 7)));

    private Expanded View(int code)
    {
        uint entry = code < 0 ? 0 : _store.Directory.Read(code);
        if ((int)entry >= 0) return new(ref NoValues[0], ref NoMask[0]);
        ref byte slot = ref _store.Slot(entry, out Slab slab);
        if (slab.IsDense && (!_kappas || slab.HasKappas))
            return new(ref _kappas ? ref slab.Kappa(ref slot, 0) : ref slab.Value(ref slot, 0), ref Unsafe.As<byte, ulong>(ref slot));
        int line = code & (Lines - 1);
        Span<float> values = _values.AsSpan(line * Brick.Volume, Brick.Volume);
        Span<ulong> mask = _masks.AsSpan(line * 8, 8);
        if (_tags[line] != code) Expand(code, slab, ref slot, values, mask);
        return new(ref values[0], ref mask[0]);
    }

    private void Expand(int code, Slab slab, ref byte slot, Span<float> values, Span<ulong> mask)
    {
        _tags[code & (Lines - 1)] = code;
        slab.ReadMask(ref slot, mask);
        if (_kappas && !slab.HasKappas)
        {
            for (int key = 0; key < Brick.Volume; key++) values[key] = (mask[key >> 6] >> (key & 63) & 1) != 0 ? _store.Kappa0 : 0;
            return;
        }

        ReadOnlySpan<float> packed = MemoryMarshal.CreateReadOnlySpan(ref _kappas ? ref slab.Kappa(ref slot, 0) : ref slab.Value(ref slot, 0), slab.Capacity);
        if (!slab.IsSparse)
        {
            Packing.Expand(mask, packed, values);
            return;
        }

        values.Clear();
        ref ushort keys = ref Unsafe.As<byte, ushort>(ref slot);
        for (int i = slab.Count(ref slot) - 1; i >= 0; i--) values[Unsafe.Add(ref keys, i)] = packed[i];
    }

    /// <summary>A brick as [512] figures, 0 where inactive, and its mask [8].</summary>
    private readonly ref struct Expanded(ref float values, ref ulong mask)
    {
        public readonly ref float Values = ref values;
        public readonly ref ulong Mask = ref mask;

        public Vector512<ulong> Active => Vector512.LoadUnsafe(ref Mask);
    }
}
