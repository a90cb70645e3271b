using System.Buffers.Binary;
using System.Numerics;

namespace Unum.Hive.Discovery;

/// <summary>
/// SipHash-2-4 (Aumasson and Bernstein, 2012): a keyed digest of 64 bits for short messages, which nobody without the key can foretell. About twenty nanoseconds for an
/// address, where an HMAC takes microseconds: who is flooded with requests makes one for each.
/// </summary>
internal static class SipHash
{
    /// <summary>Bytes of a key.</summary>
    public const int KeyLength = 16;

    /// <summary>The digest of a message under a key of 16 bytes.</summary>
    public static ulong Of(ReadOnlySpan<byte> key, ReadOnlySpan<byte> message)
    {
        ulong k0 = BinaryPrimitives.ReadUInt64LittleEndian(key), k1 = BinaryPrimitives.ReadUInt64LittleEndian(key[8..]);
        ulong a = k0 ^ 0x736f6d6570736575, b = k1 ^ 0x646f72616e646f6d, c = k0 ^ 0x6c7967656e657261, d = k1 ^ 0x7465646279746573;
        ulong last = (ulong)message.Length << 56;
        for (; message.Length >= 8; message = message[8..]) Take(BinaryPrimitives.ReadUInt64LittleEndian(message), ref a, ref b, ref c, ref d);
        for (int i = 0; i < message.Length; i++) last |= (ulong)message[i] << (8 * i);
        Take(last, ref a, ref b, ref c, ref d);
        c ^= 0xFF;
        for (int i = 0; i < 4; i++) Round(ref a, ref b, ref c, ref d);
        return a ^ b ^ c ^ d;
    }

    private static void Take(ulong word, ref ulong a, ref ulong b, ref ulong c, ref ulong d)
    {
        d ^= word;
        Round(ref a, ref b, ref c, ref d);
        Round(ref a, ref b, ref c, ref d);
        a ^= word;
    }

    private static void Round(ref ulong a, ref ulong b, ref ulong c, ref ulong d)
    {
        a += b;
        c += d;
        b = BitOperations.RotateLeft(b, 13) ^ a;
        d = BitOperations.RotateLeft(d, 16) ^ c;
        a = BitOperations.RotateLeft(a, 32);
        c += b;
        a += d;
        b = BitOperations.RotateLeft(b, 17) ^ c;
        d = BitOperations.RotateLeft(d, 21) ^ a;
        c = BitOperations.RotateLeft(c, 32);
    }
}
