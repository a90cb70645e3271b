using System.Diagnostics.CodeAnalysis;
using System.Numerics;

namespace Unum.Grid.Integrity;

/// <summary>One message at a time: for processors without vectors, and the reference for the others.</summary>
internal readonly struct Lanes1(uint word) : ILanes<Lanes1>
{
    private readonly uint _word = word;

    public static int Count => 1;

    public static Lanes1 Load(ref uint words) => new(words);

    public static void Store(Lanes1 lanes, ref uint words) => words = lanes._word;

    public static Lanes1 Same(uint word) => new(word);

    public static Lanes1 operator +(Lanes1 a, Lanes1 b) => new(a._word + b._word);

    public static Lanes1 Sigma(Lanes1 a, [ConstantExpected] byte first, [ConstantExpected] byte second, [ConstantExpected] byte third) =>
        new(BitOperations.RotateRight(a._word, first) ^ BitOperations.RotateRight(a._word, second) ^ BitOperations.RotateRight(a._word, third));

    public static Lanes1 SmallSigma(Lanes1 a, [ConstantExpected] byte first, [ConstantExpected] byte second, [ConstantExpected] byte shift) =>
        new(BitOperations.RotateRight(a._word, first) ^ BitOperations.RotateRight(a._word, second) ^ (a._word >> shift));

    public static Lanes1 Choose(Lanes1 e, Lanes1 f, Lanes1 g) => new(((f._word ^ g._word) & e._word) ^ g._word);

    public static Lanes1 Majority(Lanes1 a, Lanes1 b, Lanes1 c) => new((a._word & b._word) | (c._word & (a._word | b._word)));
}
