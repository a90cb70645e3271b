using System.Buffers.Binary;
using System.Net;
using Unum.Hive.Content;
using Unum.Hive.Identity;

namespace Unum.Hive.Discovery;

/// <summary>
/// What a node says it can do, signed by the node: 185 bytes = key 32 | public key 33 | log2 of its parameters 1 | availability 1 (255ths) | basin 32 |
/// expiry 4 (seconds since 1970) | address 16 (IPv6 or mapped IPv4) | port 2 | signature 64 over all before.
/// </summary>
/// <param name="Key">Where it is kept: the capability.</param>
/// <param name="PublicKey">33 bytes; its digest is the node's id.</param>
/// <param name="LogSize">Binary logarithm of the node's parameters.</param>
/// <param name="Availability">0 to 255: share of the time that it answers, as it says itself.</param>
/// <param name="Basin">Digest of the basin it stands in.</param>
/// <param name="Expires">Seconds since 1970.</param>
/// <param name="Address">Where it answers.</param>
public sealed record CapabilityRecord(DhtId Key, ReadOnlyMemory<byte> PublicKey, byte LogSize, byte Availability, Digest256 Basin, uint Expires, IPEndPoint Address)
{
    /// <summary>Bytes of a record.</summary>
    public const int Length = 121 + HiveKey.SignatureLength;

    private const int SignedLength = 121;

    /// <summary>Id of the node that speaks.</summary>
    public DhtId Node => DhtId.OfKey(PublicKey.Span);

    /// <summary>Writes and signs.</summary>
    public byte[] Sign(HiveKey key)
    {
        if (!key.Public.Span.SequenceEqual(PublicKey.Span)) throw new ArgumentException("The key is not the record's.", nameof(key));
        byte[] bytes = new byte[Length];
        Key.Write(bytes);
        PublicKey.Span.CopyTo(bytes.AsSpan(32));
        bytes[65] = LogSize;
        bytes[66] = Availability;
        Basin.Write(bytes.AsSpan(67));
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(99), Expires);
        AddressCodec.Write(Address, bytes.AsSpan(103));
        key.Sign(bytes.AsSpan(0, SignedLength), bytes.AsSpan(SignedLength));
        return bytes;
    }

    /// <summary>Reads and verifies.</summary>
    /// <returns>Null when it is no record or its signature is not of its key.</returns>
    public static CapabilityRecord? Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Length) return null;
        try
        {
            using HiveKey key = HiveKey.FromPublic(bytes.Slice(32, HiveKey.PublicLength));
            if (!key.Verify(bytes[..SignedLength], bytes[SignedLength..])) return null;
        }
        catch (FormatException)
        {
            return null;
        }

        return new CapabilityRecord(
            DhtId.Read(bytes), bytes.Slice(32, HiveKey.PublicLength).ToArray(), bytes[65], bytes[66], new Digest256(bytes[67..]),
            BinaryPrimitives.ReadUInt32LittleEndian(bytes[99..]), AddressCodec.Read(bytes[103..]));
    }
}
