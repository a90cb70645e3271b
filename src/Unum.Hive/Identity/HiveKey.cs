using System.Security.Cryptography;
using Unum.Hive.Content;

namespace Unum.Hive.Identity;

/// <summary>
/// Who an author is: an ECDSA key on P-256. The public half travels as 33 bytes (SEC 1, 2.3.3: compressed point); its SHA-256 names
/// the author, the first eight bytes in packets.
/// </summary>
public sealed class HiveKey : IDisposable
{
    /// <summary>Bytes of a public key.</summary>
    public const int PublicLength = 33;

    /// <summary>Bytes of a signature (IEEE P1363: r, s).</summary>
    public const int SignatureLength = 64;

    private readonly ECDsa _ecdsa;
    private readonly bool _canSign;

    private HiveKey(ECDsa ecdsa, bool canSign)
    {
        _ecdsa = ecdsa;
        _canSign = canSign;
        ECPoint q = ecdsa.ExportParameters(includePrivateParameters: false).Q;
        byte[] compressed = new byte[PublicLength];
        compressed[0] = (byte)(2 + (q.Y![31] & 1));
        q.X!.CopyTo(compressed, 1);
        Public = compressed;
        Author = new AuthorId(Cid.Of(CidCodec.Raw, compressed).Digest.Prefix);
    }

    /// <summary>The compressed public key: 33 bytes.</summary>
    public ReadOnlyMemory<byte> Public { get; }

    /// <summary>The short name in packets.</summary>
    public AuthorId Author { get; }

    /// <summary>A new key from the operating system's randomness.</summary>
    public static HiveKey Create() => new(ECDsa.Create(ECCurve.NamedCurves.nistP256), canSign: true);

    /// <summary>A key from its private scalar: 32 bytes, big endian.</summary>
    /// <exception cref="CryptographicException">Not a scalar of the curve.</exception>
    public static HiveKey FromPrivate(ReadOnlySpan<byte> scalar)
    {
        ECParameters parameters = new() { Curve = ECCurve.NamedCurves.nistP256, D = scalar.ToArray() };
        return new HiveKey(ECDsa.Create(parameters), canSign: true);
    }

    /// <summary>What lies behind the compressed public key that a packet may travel with: a key begins with 2 or 3, a packet with another byte.</summary>
    /// <param name="bytes">A packet, with or without its author's key before it.</param>
    /// <param name="key">The key; empty when none is there.</param>
    public static ReadOnlySpan<byte> Split(ReadOnlySpan<byte> bytes, out ReadOnlySpan<byte> key)
    {
        key = bytes.Length > PublicLength && bytes[0] is 2 or 3 ? bytes[..PublicLength] : default;
        return bytes[key.Length..];
    }

    /// <summary>The public half of somebody's key.</summary>
    /// <exception cref="FormatException">Not a point of the curve in compressed form.</exception>
    public static HiveKey FromPublic(ReadOnlySpan<byte> compressed)
    {
        ECParameters parameters = new() { Curve = ECCurve.NamedCurves.nistP256, Q = CompressedPoint.Expand(compressed) };
        return new HiveKey(ECDsa.Create(parameters), canSign: false);
    }

    /// <summary>The private scalar: 32 bytes, to be kept where only its owner reads.</summary>
    /// <exception cref="InvalidOperationException">This is only the public half.</exception>
    public byte[] ExportPrivate() => _canSign ? _ecdsa.ExportParameters(includePrivateParameters: true).D! : throw new InvalidOperationException("Only the public half of this key is known.");

    /// <summary>Signs; the signature is 64 bytes.</summary>
    /// <exception cref="InvalidOperationException">This is only the public half.</exception>
    public void Sign(ReadOnlySpan<byte> content, Span<byte> signature)
    {
        if (!_canSign) throw new InvalidOperationException("Only the public half of this key is known: it verifies, it does not sign.");
        bool written = _ecdsa.TrySignData(content, signature, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation, out int length);
        Invariant.Holds(written && length == SignatureLength, "a P-256 signature has 64 bytes");
    }

    /// <summary>Whether the signature is of this author and this content.</summary>
    public bool Verify(ReadOnlySpan<byte> content, ReadOnlySpan<byte> signature) =>
        signature.Length == SignatureLength && _ecdsa.VerifyData(content, signature, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);

    /// <inheritdoc/>
    public void Dispose() => _ecdsa.Dispose();
}
