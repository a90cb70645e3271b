using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Unum.Grid.Integrity;

/// <summary>SHA-256 of many short messages side by side, one a lane.</summary>
/// <remarks>
/// Messages lie padded in one buffer (<see cref="Pad"/>). Each step feeds every lane its message's next 64 bytes; a lane whose message ends writes its
/// hash and takes the next message, so that lanes are busy whatever the mix of lengths. A lane without a message compresses whatever lies there.
/// Memory: uint[24][lanes] on the stack. Cost on AVX-512: one compression of 16 lanes is about 1,300 cycles, filling them about 150.
/// </remarks>
internal static class Sha256Lanes
{
    /// <summary>Bytes of a block.</summary>
    public const int Block = 64;

    /// <summary>Bytes of the end mark and length that the last block must have room for.</summary>
    private const int PadBytes = 9;

    /// <summary>The width that this processor does best.</summary>
    public static HashWidth Best => Avx512F.IsSupported ? HashWidth.Sixteen : Vector256.IsHardwareAccelerated ? HashWidth.Eight : HashWidth.One;

    /// <summary>Blocks of a message of so many bytes once padded.</summary>
    public static int Blocks(int length) => (length + PadBytes + Block - 1) / Block;

    /// <summary>Writes end mark, zeros and length after a message that fills the start of a buffer of whole blocks.</summary>
    public static void Pad(Span<byte> padded, int length)
    {
        padded[length..].Clear();
        padded[length] = 0x80;
        BinaryPrimitives.WriteUInt64BigEndian(padded[^8..], (ulong)length * 8);
    }

    /// <summary>Hashes padded messages.</summary>
    /// <param name="padded">The messages, each from its offset on.</param>
    /// <param name="messages">Where they are, how long, and where their hashes go.</param>
    /// <param name="hashes">Receives the hashes.</param>
    /// <param name="width">Messages side by side.</param>
    public static void Hash(ReadOnlySpan<byte> padded, ReadOnlySpan<PaddedMessage> messages, Span<Hash256> hashes, HashWidth width = HashWidth.Best)
    {
        switch (width == HashWidth.Best ? Best : width)
        {
            case HashWidth.Sixteen when Avx512F.IsSupported: Hash<Lanes16>(padded, messages, hashes); break;
            case HashWidth.Sixteen: throw new PlatformNotSupportedException("Sixteen lanes need AVX-512.");
            case HashWidth.Eight: Hash<Lanes8>(padded, messages, hashes); break;
            default: Hash<Lanes1>(padded, messages, hashes); break;
        }
    }

    /// <summary>Sets every lane to what a hash starts from.</summary>
    public static void Start<T>(Span<uint> state)
        where T : unmanaged, ILanes<T>
    {
        for (int i = 0; i < Sha256Compression<T>.StateWords; i++) state.Slice(i * T.Count, T.Count).Fill(Sha256Constants.Start[i]);
    }

    /// <summary>Reads the finished hash of a lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Finish<T>(ReadOnlySpan<uint> state, int lane, ref Hash256 hash)
        where T : unmanaged, ILanes<T>
    {
        Span<uint> words = MemoryMarshal.Cast<Hash256, uint>(new Span<Hash256>(ref hash));
        ref uint s = ref Unsafe.Add(ref MemoryMarshal.GetReference(state), lane);
        for (int i = 0; i < Sha256Compression<T>.StateWords; i++) words[i] = BinaryPrimitives.ReverseEndianness(Unsafe.Add(ref s, i * T.Count));
    }

    private static void Hash<T>(ReadOnlySpan<byte> padded, ReadOnlySpan<PaddedMessage> messages, Span<Hash256> hashes)
        where T : unmanaged, ILanes<T>
    {
        if (messages.IsEmpty) return;
        Span<uint> state = stackalloc uint[Sha256Compression<T>.StateWords * T.Count], block = stackalloc uint[Sha256Compression<T>.BlockWords * T.Count];
        Span<int> message = stackalloc int[T.Count], at = stackalloc int[T.Count], left = stackalloc int[T.Count];
        Span<uint> begun = stackalloc uint[T.Count];
        int next = 0, busy = 0;
        Start<T>(state);
        for (int lane = 0; lane < T.Count; lane++)
        {
            (message[lane], at[lane]) = (-1, 0);
            if (next < messages.Length) busy += Take(messages, ref next, lane, message, at, left);
        }

        while (busy > 0)
        {
            T.Fill(padded, at, block);
            Sha256Compression<T>.Run(state, block);
            for (int lane = 0; lane < T.Count; lane++)
            {
                begun[lane] = 0;
                if (message[lane] < 0) continue;
                at[lane] += Block;
                if (--left[lane] > 0) continue;
                Finish<T>(state, lane, ref hashes[messages[message[lane]].Target]);
                (message[lane], at[lane]) = (-1, 0);
                busy--;
                if (next == messages.Length) continue;
                busy += Take(messages, ref next, lane, message, at, left);
                begun[lane] = uint.MaxValue;
            }

            Begin<T>(state, begun);
        }
    }

    /// <summary>Sets the lanes that are all ones to what a hash starts from; whole rows, for a narrow store would hold up the wide load after it.</summary>
    private static void Begin<T>(Span<uint> state, Span<uint> begun)
        where T : unmanaged, ILanes<T>
    {
        T lanes = T.Load(ref MemoryMarshal.GetReference(begun));
        for (int i = 0; i < Sha256Compression<T>.StateWords; i++)
        {
            ref uint row = ref state[i * T.Count];
            T.Store(T.Choose(lanes, T.Same(Sha256Constants.Start[i]), T.Load(ref row)), ref row);
        }
    }

    private static int Take(ReadOnlySpan<PaddedMessage> messages, ref int next, int lane, Span<int> message, Span<int> at, Span<int> left)
    {
        message[lane] = next;
        (at[lane], left[lane]) = (messages[next].Offset, messages[next].Blocks);
        next++;
        return 1;
    }
}
