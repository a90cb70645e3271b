using System.Security.Cryptography;
using System.Text;

namespace Unum.Hive.Content;

/// <summary>
/// The name of a block of bytes, made from its content: CIDv1 with sha2-256, so that any IPFS program can fetch and verify it
/// (multiformats CID specification, version 1). Binary: version 1, codec, 0x12 (sha2-256), 32, digest. Text: multibase b (base32 lower case).
/// </summary>
public readonly record struct Cid : IComparable<Cid>
{
    /// <summary>Bytes of the binary form.</summary>
    public const int Length = 36;

    private const string Alphabet = "abcdefghijklmnopqrstuvwxyz234567";
    private const int TextLength = 1 + (((Length * 8) + 4) / 5);
    private readonly Digest256 _digest;

    private Cid(CidCodec codec, Digest256 digest)
    {
        Codec = codec;
        _digest = digest;
    }

    /// <summary>How the block's bytes are to be read.</summary>
    public CidCodec Codec { get; }

    /// <summary>SHA-256 of the block.</summary>
    public Digest256 Digest => _digest;

    /// <summary>Names a block.</summary>
    public static Cid Of(CidCodec codec, ReadOnlySpan<byte> block)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(block, digest);
        return new Cid(codec, new Digest256(digest));
    }

    /// <summary>The name of a block whose digest is known.</summary>
    public static Cid FromDigest(CidCodec codec, Digest256 digest) => new(codec, digest);

    /// <summary>Reads the binary form.</summary>
    /// <returns>False when it is not a CIDv1 of a raw or dag-cbor block with sha2-256.</returns>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out Cid cid)
    {
        cid = default;
        if (bytes.Length != Length || bytes[0] != 1 || bytes[2] != 0x12 || bytes[3] != 32) return false;
        if (bytes[1] is not ((byte)CidCodec.Raw or (byte)CidCodec.DagCbor)) return false;
        cid = new Cid((CidCodec)bytes[1], new Digest256(bytes[4..]));
        return true;
    }

    /// <summary>Reads the text form.</summary>
    /// <returns>False when it is not the one canonical spelling of such a CID.</returns>
    public static bool TryParse(ReadOnlySpan<char> text, out Cid cid)
    {
        cid = default;
        if (text.Length != TextLength || text[0] != 'b') return false;
        Span<byte> bytes = stackalloc byte[Length];
        int bits = 0, held = 0, at = 0;
        foreach (char c in text[1..])
        {
            int five = Alphabet.IndexOf(c, StringComparison.Ordinal);
            if (five < 0) return false;
            held = (held << 5) | five;
            bits += 5;
            if (bits < 8) continue;
            bits -= 8;
            bytes[at++] = (byte)(held >> bits);
            held &= (1 << bits) - 1;
        }

        return held == 0 && TryRead(bytes, out cid);
    }

    /// <summary>Writes the binary form: <see cref="Length"/> bytes.</summary>
    public void Write(Span<byte> bytes)
    {
        bytes[0] = 1;
        bytes[1] = (byte)Codec;
        bytes[2] = 0x12;
        bytes[3] = 32;
        _digest.Write(bytes[4..]);
    }

    /// <summary>Whether these bytes are the block of this name.</summary>
    public bool Matches(ReadOnlySpan<byte> block) => Of(Codec, block) == this;

    /// <inheritdoc/>
    public int CompareTo(Cid other) => _digest.CompareTo(other._digest) is var byDigest and not 0 ? byDigest : Codec.CompareTo(other.Codec);

    /// <inheritdoc/>
    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[Length];
        Write(bytes);
        StringBuilder text = new("b", TextLength);
        int bits = 0, held = 0;
        foreach (byte b in bytes)
        {
            held = (held << 8) | b;
            bits += 8;
            for (; bits >= 5; bits -= 5) text.Append(Alphabet[(held >> (bits - 5)) & 31]);
            held &= (1 << bits) - 1;
        }

        if (bits > 0) text.Append(Alphabet[(held << (5 - bits)) & 31]);
        return text.ToString();
    }
}
