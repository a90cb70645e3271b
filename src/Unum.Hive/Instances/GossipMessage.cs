using System.Buffers.Binary;
using Unum.Hive.Content;
using Unum.Hive.Identity;

namespace Unum.Hive.Instances;

/// <summary>
/// One message between instances that compare their sets; at most <see cref="MostBytes"/>.
/// <para>
/// Layout, little endian: magic "uG" 2 | version 1 | kind 1 | charter 8 (first bytes of its digest) | author 8, capacity 1, availability 1 of the sender | then
/// sketch: sums 64 x 8; have: complete buckets 8, count 2, digests x 32; want: count 2, digests x 32; deliver: count 2, each length 2 and a parcel.
/// A delta's bucket is the first six bits of its digest; a bucket's sum is that of the digests' first eight bytes.
/// </para>
/// </summary>
/// <param name="Kind">What follows.</param>
/// <param name="Charter">First eight bytes of the charter's digest.</param>
/// <param name="From">Who sends; not proven, it only informs the election.</param>
public sealed record GossipMessage(GossipKind Kind, ulong Charter, HiveMember From)
{
    /// <summary>Buckets of a sketch.</summary>
    public const int Buckets = 64;

    /// <summary>Most digests that a message lists.</summary>
    public const int MostListed = 1024;

    /// <summary>Most digests wanted, most parcels delivered at once.</summary>
    public const int MostParcels = 64;

    /// <summary>Most bytes of a message.</summary>
    public const int MostBytes = HeaderBytes + (MostParcels * (2 + SignedDelta.MostParcelBytes));

    private const int HeaderBytes = 22;
    private const byte Version = 1;

    /// <summary>Of a sketch.</summary>
    public IReadOnlyList<ulong> Sums { get; init; } = [];

    /// <summary>Of a list: bit b is set where all of bucket b is listed.</summary>
    public ulong Complete { get; init; }

    /// <summary>Of a list or a wish.</summary>
    public IReadOnlyList<Digest256> Digests { get; init; } = [];

    /// <summary>Of a delivery.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Parcels { get; init; } = [];

    /// <summary>Reads a message.</summary>
    /// <exception cref="FormatException">It is not one; says why. Nothing is allocated beyond what a message can hold.</exception>
    public static GossipMessage Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length is < HeaderBytes or > MostBytes) throw new FormatException(FormattableString.Invariant($"{bytes.Length} bytes; a gossip message has {HeaderBytes} to {MostBytes}."));
        if (!bytes.StartsWith("uG"u8) || bytes[2] != Version || bytes[3] > (byte)GossipKind.Deliver) throw new FormatException("Not a gossip message of this version.");
        HiveMember from = new(new AuthorId(BinaryPrimitives.ReadUInt64LittleEndian(bytes[12..])), bytes[20], bytes[21]);
        GossipMessage message = new((GossipKind)bytes[3], BinaryPrimitives.ReadUInt64LittleEndian(bytes[4..]), from);
        bytes = bytes[HeaderBytes..];
        return message.Kind switch
        {
            GossipKind.Sketch => message with { Sums = ReadSums(bytes) },
            GossipKind.Have when bytes.Length >= 8 => message with { Complete = BinaryPrimitives.ReadUInt64LittleEndian(bytes), Digests = ReadDigests(bytes[8..], MostListed) },
            GossipKind.Want => message with { Digests = ReadDigests(bytes, MostParcels) },
            GossipKind.Deliver => message with { Parcels = ReadParcels(bytes) },
            _ => throw new FormatException("The gossip message is truncated."),
        };
    }

    /// <summary>Writes the message.</summary>
    public byte[] Write()
    {
        Invariant.Holds(Digests.Count <= MostListed && Parcels.Count <= MostParcels, "a gossip message is bounded");
        int length = Kind switch
        {
            GossipKind.Sketch => Buckets * 8,
            GossipKind.Have => 10 + (Digests.Count * Digest256.Length),
            GossipKind.Want => 2 + (Digests.Count * Digest256.Length),
            _ => 2 + Parcels.Sum(static p => 2 + p.Length),
        };
        byte[] bytes = new byte[HeaderBytes + length];
        "uG"u8.CopyTo(bytes);
        (bytes[2], bytes[3]) = (Version, (byte)Kind);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(4), Charter);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(12), From.Author.Value);
        (bytes[20], bytes[21]) = (From.Capacity, From.Availability);
        Span<byte> rest = bytes.AsSpan(HeaderBytes);
        switch (Kind)
        {
            case GossipKind.Sketch:
                for (int i = 0; i < Buckets; i++) BinaryPrimitives.WriteUInt64LittleEndian(rest[(i * 8)..], Sums[i]);
                break;
            case GossipKind.Have:
                BinaryPrimitives.WriteUInt64LittleEndian(rest, Complete);
                WriteDigests(rest[8..]);
                break;
            case GossipKind.Want:
                WriteDigests(rest);
                break;
            default:
                WriteParcels(rest);
                break;
        }

        return bytes;
    }

    private static ulong[] ReadSums(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Buckets * 8) throw new FormatException("A sketch has 64 sums.");
        ulong[] sums = new ulong[Buckets];
        for (int i = 0; i < Buckets; i++) sums[i] = BinaryPrimitives.ReadUInt64LittleEndian(bytes[(i * 8)..]);
        return sums;
    }

    private static Digest256[] ReadDigests(ReadOnlySpan<byte> bytes, int most)
    {
        int count = bytes.Length >= 2 ? BinaryPrimitives.ReadUInt16LittleEndian(bytes) : -1;
        if (count < 0 || count > most || bytes.Length != 2 + (count * Digest256.Length)) throw new FormatException("The list is not as long as it says.");
        Digest256[] digests = new Digest256[count];
        for (int i = 0; i < count; i++) digests[i] = new Digest256(bytes[(2 + (i * Digest256.Length))..]);
        return digests;
    }

    private static ReadOnlyMemory<byte>[] ReadParcels(ReadOnlySpan<byte> bytes)
    {
        int count = bytes.Length >= 2 ? BinaryPrimitives.ReadUInt16LittleEndian(bytes) : -1;
        if (count is < 0 or > MostParcels) throw new FormatException("The delivery is not as long as it says.");
        ReadOnlyMemory<byte>[] parcels = new ReadOnlyMemory<byte>[count];
        bytes = bytes[2..];
        for (int i = 0; i < count; i++)
        {
            int length = bytes.Length >= 2 ? BinaryPrimitives.ReadUInt16LittleEndian(bytes) : -1;
            if (length < 0 || length > SignedDelta.MostParcelBytes || length > bytes.Length - 2) throw new FormatException("A parcel is truncated or too long.");
            parcels[i] = bytes.Slice(2, length).ToArray();
            bytes = bytes[(2 + length)..];
        }

        return bytes.IsEmpty ? parcels : throw new FormatException("The delivery has bytes after its end.");
    }

    private void WriteDigests(Span<byte> rest)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(rest, (ushort)Digests.Count);
        for (int i = 0; i < Digests.Count; i++) Digests[i].Write(rest[(2 + (i * Digest256.Length))..]);
    }

    private void WriteParcels(Span<byte> rest)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(rest, (ushort)Parcels.Count);
        int at = 2;
        foreach (ReadOnlyMemory<byte> parcel in Parcels)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(rest[at..], (ushort)parcel.Length);
            parcel.Span.CopyTo(rest[(at + 2)..]);
            at += 2 + parcel.Length;
        }
    }
}
