using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;

namespace Unum.Hive.Identity;

/// <summary>
/// From 33 bytes to a point of P-256 (SEC 1 version 2.0, section 2.3.4), which the platform does not do itself: since p = 3 mod 4 the root
/// of y² = x³ - 3x + b is (x³ - 3x + b)^((p+1)/4).
/// </summary>
internal static class CompressedPoint
{
    private static readonly BigInteger P = Hex("0FFFFFFFF00000001000000000000000000000000FFFFFFFFFFFFFFFFFFFFFFFF");
    private static readonly BigInteger B = Hex("05AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B");

    /// <summary>The point.</summary>
    /// <exception cref="FormatException">Not a point of the curve.</exception>
    public static ECPoint Expand(ReadOnlySpan<byte> compressed)
    {
        if (compressed.Length != HiveKey.PublicLength || compressed[0] is not (2 or 3)) throw new FormatException("A public key is 33 bytes that begin with 2 or 3.");
        BigInteger x = new(compressed[1..], isUnsigned: true, isBigEndian: true);
        if (x >= P) throw new FormatException("The public key is not on the curve P-256.");
        BigInteger square = BigInteger.Remainder(BigInteger.ModPow(x, 3, P) - (3 * x) + B + (3 * P), P);
        BigInteger y = BigInteger.ModPow(square, (P + 1) / 4, P);
        if (BigInteger.Remainder(y * y, P) != square) throw new FormatException("The public key is not on the curve P-256.");
        if (y.IsEven != (compressed[0] == 2)) y = P - y;
        return new ECPoint { X = Bytes(x), Y = Bytes(y) };
    }

    private static byte[] Bytes(BigInteger value)
    {
        byte[] bytes = new byte[32];
        int length = value.GetByteCount(isUnsigned: true);
        value.TryWriteBytes(bytes.AsSpan(32 - length), out _, isUnsigned: true, isBigEndian: true);
        return bytes;
    }

    private static BigInteger Hex(string digits) => BigInteger.Parse(digits, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
