using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Unum.Grid.Integrity;

/// <summary>One SHA-256 compression (FIPS 180-4, 6.2.2) of as many messages as there are lanes.</summary>
internal static class Sha256Compression<T>
    where T : unmanaged, ILanes<T>
{
    /// <summary>Words of a state and of a message block.</summary>
    public const int StateWords = 8, BlockWords = 16;

    private const int Rounds = 64;

    /// <summary>Compresses one 64-byte block of each lane.</summary>
    /// <param name="state">uint[8][lanes], changed in place.</param>
    /// <param name="block">uint[16][lanes]: the block's big-endian words as numbers.</param>
    [SkipLocalsInit]
    public static void Run(Span<uint> state, ReadOnlySpan<uint> block)
    {
        Invariant.Holds(state.Length >= StateWords * T.Count && block.Length >= BlockWords * T.Count, "a state and a block for each lane");
        Span<uint> schedule = stackalloc uint[BlockWords * T.Count];
        block[..schedule.Length].CopyTo(schedule);
        ref uint s = ref MemoryMarshal.GetReference(state);
        ref uint w = ref MemoryMarshal.GetReference(schedule);
        ref uint k = ref MemoryMarshal.GetReference(Sha256Constants.Rounds);
        T a = At(ref s, 0), b = At(ref s, 1), c = At(ref s, 2), d = At(ref s, 3), e = At(ref s, 4), f = At(ref s, 5), g = At(ref s, 6), h = At(ref s, 7);

        // Eight rounds bring every letter back to its place. The schedule stays in memory: sixteen rows of it and eight letters would not fit the registers, and the rounds of a longer stretch not the
        // compiler's patience for inlining.
        for (int round = 0; ; round += StateWords, k = ref Unsafe.Add(ref k, StateWords))
        {
            int half = round & StateWords;
            ref uint now = ref Unsafe.Add(ref w, half * T.Count);
            Round(a, b, c, ref d, e, f, g, ref h, At(ref now, 0), k);
            Round(h, a, b, ref c, d, e, f, ref g, At(ref now, 1), Unsafe.Add(ref k, 1));
            Round(g, h, a, ref b, c, d, e, ref f, At(ref now, 2), Unsafe.Add(ref k, 2));
            Round(f, g, h, ref a, b, c, d, ref e, At(ref now, 3), Unsafe.Add(ref k, 3));
            Round(e, f, g, ref h, a, b, c, ref d, At(ref now, 4), Unsafe.Add(ref k, 4));
            Round(d, e, f, ref g, h, a, b, ref c, At(ref now, 5), Unsafe.Add(ref k, 5));
            Round(c, d, e, ref f, g, h, a, ref b, At(ref now, 6), Unsafe.Add(ref k, 6));
            Round(b, c, d, ref e, f, g, h, ref a, At(ref now, 7), Unsafe.Add(ref k, 7));
            if (round == Rounds - StateWords) break;
            if (round >= Rounds - BlockWords) continue;
            for (int i = half; i < half + StateWords; i++)
                T.Store(Next(At(ref w, i), At(ref w, (i + 1) & 15), At(ref w, (i + 9) & 15), At(ref w, (i + 14) & 15)), ref Unsafe.Add(ref w, i * T.Count));
        }

        Add(ref s, 0, a);
        Add(ref s, 1, b);
        Add(ref s, 2, c);
        Add(ref s, 3, d);
        Add(ref s, 4, e);
        Add(ref s, 5, f);
        Add(ref s, 6, g);
        Add(ref s, 7, h);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T At(ref uint words, int row) => T.Load(ref Unsafe.Add(ref words, row * T.Count));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(ref uint words, int row, T lanes) => T.Store(At(ref words, row) + lanes, ref Unsafe.Add(ref words, row * T.Count));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Round(T a, T b, T c, ref T d, T e, T f, T g, ref T h, T word, uint constant)
    {
        T first = First(e, f, g, h, word, constant);
        d += first;
        h = first + Second(a, b, c);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T First(T e, T f, T g, T h, T word, uint constant) => h + word + T.Same(constant) + T.Sigma(e, 6, 11, 25) + T.Choose(e, f, g);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Second(T a, T b, T c) => T.Sigma(a, 2, 13, 22) + T.Majority(a, b, c);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Next(T w, T next, T ninth, T fourteenth) => w + T.SmallSigma(next, 7, 18, 3) + ninth + T.SmallSigma(fourteenth, 17, 19, 10);
}
