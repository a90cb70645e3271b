using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Unum.Grid.Storage;

/// <summary>Columns of a brick between packed (active blocks only) and dense ([512], inactive ones 0).</summary>
internal static class Packing
{
    /// <summary>Spreads a packed column over the set bits of a mask [8].</summary>
    public static void Expand<T>(ReadOnlySpan<ulong> mask, ReadOnlySpan<T> packed, Span<T> dense)
        where T : unmanaged
    {
        if (typeof(T) == typeof(float) && Avx512F.IsSupported) ExpandFast(mask, MemoryMarshal.Cast<T, float>(packed), MemoryMarshal.Cast<T, float>(dense));
        else ExpandSlowly(mask, packed, dense);
    }

    /// <summary>Gathers the set bits' entries of a dense column.</summary>
    public static void Compress<T>(ReadOnlySpan<ulong> mask, ReadOnlySpan<T> dense, Span<T> packed)
        where T : unmanaged
    {
        if (typeof(T) == typeof(float) && Avx512F.IsSupported) CompressFast(mask, MemoryMarshal.Cast<T, float>(dense), MemoryMarshal.Cast<T, float>(packed));
        else CompressSlowly(mask, dense, packed);
    }

    /// <summary>The reference for <see cref="Expand"/>.</summary>
    public static void ExpandSlowly<T>(ReadOnlySpan<ulong> mask, ReadOnlySpan<T> packed, Span<T> dense)
        where T : unmanaged
    {
        dense.Clear();
        int next = 0;
        for (int word = 0; word < 8; word++)
        {
            for (ulong bits = mask[word]; bits != 0; bits &= bits - 1) dense[(word << 6) + BitOperations.TrailingZeroCount(bits)] = packed[next++];
        }
    }

    /// <summary>The reference for <see cref="Compress"/>.</summary>
    public static void CompressSlowly<T>(ReadOnlySpan<ulong> mask, ReadOnlySpan<T> dense, Span<T> packed)
        where T : unmanaged
    {
        int next = 0;
        for (int word = 0; word < 8; word++)
        {
            for (ulong bits = mask[word]; bits != 0; bits &= bits - 1) packed[next++] = dense[(word << 6) + BitOperations.TrailingZeroCount(bits)];
        }
    }

    /// <summary>Sixteen blocks an instruction; the last few, where sixteen cannot be read, one by one.</summary>
    private static void ExpandFast(ReadOnlySpan<ulong> mask, ReadOnlySpan<float> packed, Span<float> dense)
    {
        int next = 0;
        for (int group = 0; group < Brick.Volume; group += 16)
        {
            uint bits = (uint)(mask[group >> 6] >> (group & 63)) & 0xFFFF;
            Span<float> part = dense.Slice(group, 16);
            if (bits == 0)
            {
                part.Clear();
            }
            else if (next + 16 <= packed.Length)
            {
                Vector512<float> lanes = Vector512.Create<float>(packed[next..]);
                (bits == 0xFFFF ? lanes : Avx512F.Expand(Vector512<float>.Zero, Lanes(bits), lanes)).CopyTo(part);
                next += BitOperations.PopCount(bits);
            }
            else
            {
                part.Clear();
                for (; bits != 0; bits &= bits - 1) part[BitOperations.TrailingZeroCount(bits)] = packed[next++];
            }
        }
    }

    private static void CompressFast(ReadOnlySpan<ulong> mask, ReadOnlySpan<float> dense, Span<float> packed)
    {
        int next = 0;
        for (int group = 0; group < Brick.Volume; group += 16)
        {
            uint bits = (uint)(mask[group >> 6] >> (group & 63)) & 0xFFFF;
            if (bits == 0) continue;
            ReadOnlySpan<float> part = dense.Slice(group, 16);
            if (next + 16 <= packed.Length)
            {
                Vector512<float> lanes = Vector512.Create<float>(part);
                (bits == 0xFFFF ? lanes : Avx512F.Compress(Vector512<float>.Zero, Lanes(bits), lanes)).CopyTo(packed[next..]);
                next += BitOperations.PopCount(bits);
            }
            else
            {
                for (; bits != 0; bits &= bits - 1) packed[next++] = part[BitOperations.TrailingZeroCount(bits)];
            }
        }
    }

    /// <summary>All bits of the lanes whose bit is set.</summary>
    private static Vector512<float> Lanes(uint bits)
    {
        Vector512<uint> each = Vector512.Create(1u, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384, 32768);
        return Vector512.Equals(Vector512.Create(bits) & each, each).AsSingle();
    }
}
