using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Unum.Grid.Integrity;

/// <summary>Eight messages side by side: AVX2, or two halves where vectors have 128 bits.</summary>
internal readonly struct Lanes8(Vector256<uint> words) : ILanes<Lanes8>
{
    private readonly Vector256<uint> _words = words;

    public static int Count => 8;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes8 Load(ref uint words) => new(Vector256.LoadUnsafe(ref words));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Lanes8 lanes, ref uint words) => lanes._words.StoreUnsafe(ref words);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes8 Same(uint word) => new(Vector256.Create(word));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes8 operator +(Lanes8 a, Lanes8 b) => new(a._words + b._words);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes8 Sigma(Lanes8 a, [ConstantExpected] byte first, [ConstantExpected] byte second, [ConstantExpected] byte third) => new(Right(a._words, first) ^ Right(a._words, second) ^ Right(a._words, third));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes8 SmallSigma(Lanes8 a, [ConstantExpected] byte first, [ConstantExpected] byte second, [ConstantExpected] byte shift) => new(Right(a._words, first) ^ Right(a._words, second) ^ (a._words >>> shift));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes8 Choose(Lanes8 e, Lanes8 f, Lanes8 g) => new(((f._words ^ g._words) & e._words) ^ g._words);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes8 Majority(Lanes8 a, Lanes8 b, Lanes8 c) => new((a._words & b._words) | (c._words & (a._words | b._words)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> Right(Vector256<uint> a, [ConstantExpected] byte by) => (a >>> by) | (a << (32 - by));
}
