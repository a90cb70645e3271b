using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
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
}
