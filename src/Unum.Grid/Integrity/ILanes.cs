using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Unum.Grid.Integrity;

/// <summary>Some 32-bit words, one for each of several messages that are hashed side by side.</summary>
internal interface ILanes<T>
    where T : unmanaged, ILanes<T>
{
    static abstract int Count { get; }

    static abstract T Load(ref uint words);

    static abstract void Store(T lanes, ref uint words);

    static abstract T Same(uint word);

    static abstract T operator +(T a, T b);

    /// <summary>a rotated right by three distances, exclusive-or.</summary>
    static abstract T Sigma(T a, [ConstantExpected] byte first, [ConstantExpected] byte second, [ConstantExpected] byte third);

    /// <summary>a rotated right by two distances and shifted right by a third, exclusive-or.</summary>
    static abstract T SmallSigma(T a, [ConstantExpected] byte first, [ConstantExpected] byte second, [ConstantExpected] byte shift);

    /// <summary>Where a bit of e is set f's, else g's.</summary>
    static abstract T Choose(T e, T f, T g);

    /// <summary>What two of three say.</summary>
    static abstract T Majority(T a, T b, T c);

    /// <summary>Brings the next 64 bytes of each lane's message into place.</summary>
    /// <param name="padded">The messages.</param>
    /// <param name="at">[Count]: where each lane's bytes begin.</param>
    /// <param name="block">uint[16][Count]: becomes the big-endian words as numbers.</param>
    static virtual void Fill(ReadOnlySpan<byte> padded, ReadOnlySpan<int> at, Span<uint> block)
    {
        for (int lane = 0; lane < T.Count; lane++)
        {
            ref uint from = ref Unsafe.As<byte, uint>(ref MemoryMarshal.GetReference(padded.Slice(at[lane], Sha256Lanes.Block)));
            ref uint to = ref Unsafe.Add(ref MemoryMarshal.GetReference(block), lane);
            for (int i = 0; i < Sha256Compression<T>.BlockWords; i++)
                Unsafe.Add(ref to, i * T.Count) = BinaryPrimitives.ReverseEndianness(Unsafe.Add(ref from, i));
        }
    }
}
