using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Unum.Grid.Integrity;

/// <summary>One SHA-256 compression (FIPS 180-4, 6.2.2) of as many messages as there are lanes.</summary>
internal static class Sha256Compression<T>
    where T : unmanaged, ILanes<T>
{
    /// <summary>Words of a state and of a message block.</summary>
    public const int StateWords = 8, BlockWords = 16;

    /// <summary>Compresses one 64-byte block of each lane.</summary>
    /// <param name="state">uint[8][lanes], changed in place.</param>
    /// <param name="block">uint[16][lanes]: the block's big-endian words as numbers.</param>
    public static void Run(Span<uint> state, Span<uint> block)
    {
        Invariant.Holds(state.Length >= StateWords * T.Count && block.Length >= BlockWords * T.Count, "a state and a block for each lane");
        ref uint s = ref MemoryMarshal.GetReference(state);
        ref uint m = ref MemoryMarshal.GetReference(block);
        ref uint k = ref MemoryMarshal.GetReference(Sha256Constants.Rounds);
        T a = At(ref s, 0), b = At(ref s, 1), c = At(ref s, 2), d = At(ref s, 3), e = At(ref s, 4), f = At(ref s, 5), g = At(ref s, 6), h = At(ref s, 7);
        T w0 = At(ref m, 0), w1 = At(ref m, 1), w2 = At(ref m, 2), w3 = At(ref m, 3), w4 = At(ref m, 4), w5 = At(ref m, 5), w6 = At(ref m, 6), w7 = At(ref m, 7);
        T w8 = At(ref m, 8), w9 = At(ref m, 9), w10 = At(ref m, 10), w11 = At(ref m, 11), w12 = At(ref m, 12), w13 = At(ref m, 13), w14 = At(ref m, 14), w15 = At(ref m, 15);
        for (int round = 0; ; round += 16, k = ref Unsafe.Add(ref k, 16))
        {
            Round(a, b, c, ref d, e, f, g, ref h, w0, Unsafe.Add(ref k, 0));
            Round(h, a, b, ref c, d, e, f, ref g, w1, Unsafe.Add(ref k, 1));
            Round(g, h, a, ref b, c, d, e, ref f, w2, Unsafe.Add(ref k, 2));
            Round(f, g, h, ref a, b, c, d, ref e, w3, Unsafe.Add(ref k, 3));
            Round(e, f, g, ref h, a, b, c, ref d, w4, Unsafe.Add(ref k, 4));
            Round(d, e, f, ref g, h, a, b, ref c, w5, Unsafe.Add(ref k, 5));
            Round(c, d, e, ref f, g, h, a, ref b, w6, Unsafe.Add(ref k, 6));
            Round(b, c, d, ref e, f, g, h, ref a, w7, Unsafe.Add(ref k, 7));
            Round(a, b, c, ref d, e, f, g, ref h, w8, Unsafe.Add(ref k, 8));
            Round(h, a, b, ref c, d, e, f, ref g, w9, Unsafe.Add(ref k, 9));
            Round(g, h, a, ref b, c, d, e, ref f, w10, Unsafe.Add(ref k, 10));
            Round(f, g, h, ref a, b, c, d, ref e, w11, Unsafe.Add(ref k, 11));
            Round(e, f, g, ref h, a, b, c, ref d, w12, Unsafe.Add(ref k, 12));
            Round(d, e, f, ref g, h, a, b, ref c, w13, Unsafe.Add(ref k, 13));
            Round(c, d, e, ref f, g, h, a, ref b, w14, Unsafe.Add(ref k, 14));
            Round(b, c, d, ref e, f, g, h, ref a, w15, Unsafe.Add(ref k, 15));
            if (round == 48) break;
            w0 = Next(w0, w1, w9, w14);
            w1 = Next(w1, w2, w10, w15);
            w2 = Next(w2, w3, w11, w0);
            w3 = Next(w3, w4, w12, w1);
            w4 = Next(w4, w5, w13, w2);
            w5 = Next(w5, w6, w14, w3);
            w6 = Next(w6, w7, w15, w4);
            w7 = Next(w7, w8, w0, w5);
            w8 = Next(w8, w9, w1, w6);
            w9 = Next(w9, w10, w2, w7);
            w10 = Next(w10, w11, w3, w8);
            w11 = Next(w11, w12, w4, w9);
            w12 = Next(w12, w13, w5, w10);
            w13 = Next(w13, w14, w6, w11);
            w14 = Next(w14, w15, w7, w12);
            w15 = Next(w15, w0, w8, w13);
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
