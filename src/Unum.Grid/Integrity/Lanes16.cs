using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Unum.Grid.Integrity;

/// <summary>Sixteen messages side by side: AVX-512, which rotates in one instruction and does any function of three bits in one.</summary>
internal readonly struct Lanes16(Vector512<uint> words) : ILanes<Lanes16>
{
    private const byte Xor3 = 0x96, Select = 0xCA, TwoOfThree = 0xE8;

    private readonly Vector512<uint> _words = words;

    public static int Count => 16;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes16 Load(ref uint words) => new(Vector512.LoadUnsafe(ref words));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Lanes16 lanes, ref uint words) => lanes._words.StoreUnsafe(ref words);

    /// <inheritdoc/>
    /// <remarks>Four messages at a time their words are interleaved, then the quarters of sixteen registers change places: 64 shuffles in all.</remarks>
    public static void Fill(ReadOnlySpan<byte> padded, ReadOnlySpan<int> at, Span<uint> block)
    {
        ref byte from = ref MemoryMarshal.GetReference(padded);
        ref uint to = ref MemoryMarshal.GetReference(block);
        for (int i = 0; i < 16; i += 4)
        {
            Vector512<uint> a = Words(ref from, at[i]), b = Words(ref from, at[i + 1]), c = Words(ref from, at[i + 2]), d = Words(ref from, at[i + 3]);
            Vector512<ulong> low = Avx512F.UnpackLow(a, b).AsUInt64(), high = Avx512F.UnpackHigh(a, b).AsUInt64();
            Vector512<ulong> lowNext = Avx512F.UnpackLow(c, d).AsUInt64(), highNext = Avx512F.UnpackHigh(c, d).AsUInt64();
            ref uint rows = ref Unsafe.Add(ref to, i * 16);
            Avx512F.UnpackLow(low, lowNext).AsUInt32().StoreUnsafe(ref rows);
            Avx512F.UnpackHigh(low, lowNext).AsUInt32().StoreUnsafe(ref rows, 16);
            Avx512F.UnpackLow(high, highNext).AsUInt32().StoreUnsafe(ref rows, 32);
            Avx512F.UnpackHigh(high, highNext).AsUInt32().StoreUnsafe(ref rows, 48);
        }

        for (nuint j = 0; j < 64; j += 16)
        {
            Vector512<uint> a = Vector512.LoadUnsafe(ref to, j), b = Vector512.LoadUnsafe(ref to, j + 64), c = Vector512.LoadUnsafe(ref to, j + 128), d = Vector512.LoadUnsafe(ref to, j + 192);
            Vector512<uint> even = Avx512F.Shuffle4x128(a, b, 0x88), odd = Avx512F.Shuffle4x128(a, b, 0xDD);
            Vector512<uint> evenNext = Avx512F.Shuffle4x128(c, d, 0x88), oddNext = Avx512F.Shuffle4x128(c, d, 0xDD);
            Avx512F.Shuffle4x128(even, evenNext, 0x88).StoreUnsafe(ref to, j);
            Avx512F.Shuffle4x128(odd, oddNext, 0x88).StoreUnsafe(ref to, j + 64);
            Avx512F.Shuffle4x128(even, evenNext, 0xDD).StoreUnsafe(ref to, j + 128);
            Avx512F.Shuffle4x128(odd, oddNext, 0xDD).StoreUnsafe(ref to, j + 192);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes16 Same(uint word) => new(Vector512.Create(word));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes16 operator +(Lanes16 a, Lanes16 b) => new(a._words + b._words);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes16 Sigma(Lanes16 a, [ConstantExpected] byte first, [ConstantExpected] byte second, [ConstantExpected] byte third) =>
        new(Avx512F.TernaryLogic(Avx512F.RotateRight(a._words, first), Avx512F.RotateRight(a._words, second), Avx512F.RotateRight(a._words, third), Xor3));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes16 SmallSigma(Lanes16 a, [ConstantExpected] byte first, [ConstantExpected] byte second, [ConstantExpected] byte shift) =>
        new(Avx512F.TernaryLogic(Avx512F.RotateRight(a._words, first), Avx512F.RotateRight(a._words, second), a._words >>> shift, Xor3));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes16 Choose(Lanes16 e, Lanes16 f, Lanes16 g) => new(Avx512F.TernaryLogic(e._words, f._words, g._words, Select));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes16 Majority(Lanes16 a, Lanes16 b, Lanes16 c) => new(Avx512F.TernaryLogic(a._words, b._words, c._words, TwoOfThree));

    /// <summary>Sixteen big-endian words as numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<uint> Words(ref byte from, int at)
    {
        Vector512<uint> words = Vector512.LoadUnsafe(ref from, (nuint)at).AsUInt32();
        return Avx512F.TernaryLogic(Vector512.Create(0x00FF00FFu), Avx512F.RotateLeft(words, 8), Avx512F.RotateRight(words, 8), Select);
    }
}
