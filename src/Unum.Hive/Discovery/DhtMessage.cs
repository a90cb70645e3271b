using System.Buffers.Binary;

namespace Unum.Hive.Discovery;

/// <summary>
/// One datagram. Layout, little endian: "uD" 2 | version 1 | kind 1 | transaction 8 | cookie 8 | sender 32 | body.
/// Bodies: FindNodes and FindRecords, the target 32. Store, a record. Cookie, 8. Nodes, count 1 and contacts of 50 (id 32, address 18). Records, count 1,
/// records, count 1, contacts. Stored, 1.
/// </summary>
/// <param name="Kind">What it asks or answers.</param>
/// <param name="Transaction">Chosen by who asks; the answer repeats it.</param>
/// <param name="Cookie">In a request: what the other gave to prove the return path; in an answer zero.</param>
/// <param name="Sender">Who sends.</param>
/// <param name="Body">The rest.</param>
internal readonly record struct DhtMessage(DhtMessageKind Kind, ulong Transaction, ulong Cookie, DhtId Sender, ReadOnlyMemory<byte> Body)
{
    /// <summary>Longest datagram: what the smallest IPv6 path carries.</summary>
    public const int MostBytes = 1232;

    public const int HeaderLength = 52;

    public const int ContactLength = 32 + AddressCodec.Length;

    private const byte Version = 1;

    public byte[] Write() => Write(Body.Length);

    /// <summary>Writes the datagram with room for a longer body, zero where nothing is.</summary>
    public byte[] Write(int bodyLength)
    {
        byte[] bytes = new byte[HeaderLength + bodyLength];
        Invariant.Holds(bytes.Length <= MostBytes, "a datagram fits the smallest path");
        (bytes[0], bytes[1], bytes[2], bytes[3]) = ((byte)'u', (byte)'D', Version, (byte)Kind);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(4), Transaction);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(12), Cookie);
        Sender.Write(bytes.AsSpan(20));
        Body.Span.CopyTo(bytes.AsSpan(HeaderLength));
        return bytes;
    }

    /// <summary>Reads a datagram; false for whatever is not one of ours.</summary>
    public static bool TryRead(ReadOnlyMemory<byte> datagram, out DhtMessage message)
    {
        message = default;
        ReadOnlySpan<byte> bytes = datagram.Span;
        if (bytes.Length is < HeaderLength or > MostBytes || bytes[0] != 'u' || bytes[1] != 'D' || bytes[2] != Version) return false;
        message = new DhtMessage(
            (DhtMessageKind)bytes[3], BinaryPrimitives.ReadUInt64LittleEndian(bytes[4..]), BinaryPrimitives.ReadUInt64LittleEndian(bytes[12..]),
            DhtId.Read(bytes[20..]), datagram[HeaderLength..]);
        int body = message.Body.Length;
        return message.Kind switch
        {
            DhtMessageKind.Ping or DhtMessageKind.Pong => body == 0,
            DhtMessageKind.FindNodes or DhtMessageKind.FindRecords => body == 32,
            DhtMessageKind.Store => body == CapabilityRecord.Length,
            DhtMessageKind.Cookie => body == 8,
            DhtMessageKind.Stored => body == 1,
            DhtMessageKind.Nodes => body >= 1 && body == 1 + (bytes[HeaderLength] * ContactLength),
            DhtMessageKind.Records => IsRecords(message.Body.Span),
            _ => false,
        };
    }

    /// <summary>Writes a list of records or contacts as an answer holds it; returns the bytes used.</summary>
    public static int WriteRecords(Span<byte> body, IReadOnlyList<byte[]> records)
    {
        body[0] = (byte)records.Count;
        for (int i = 0; i < records.Count; i++) records[i].CopyTo(body[(1 + (i * CapabilityRecord.Length))..]);
        return 1 + (records.Count * CapabilityRecord.Length);
    }

    /// <inheritdoc cref="WriteRecords"/>
    public static int WriteContacts(Span<byte> body, ReadOnlySpan<DhtContact> contacts)
    {
        body[0] = (byte)contacts.Length;
        for (int i = 0; i < contacts.Length; i++)
        {
            contacts[i].Write(body.Slice(1 + (i * ContactLength), ContactLength));
        }

        return 1 + (contacts.Length * ContactLength);
    }

    /// <summary>The contacts in an answer of kind Nodes or Records.</summary>
    /// <param name="most">Reads no more.</param>
    public DhtContact[] Contacts(int most)
    {
        ReadOnlySpan<byte> bytes = Body.Span;
        if (Kind == DhtMessageKind.Records) bytes = bytes[(1 + (bytes[0] * CapabilityRecord.Length))..];
        DhtContact[] contacts = new DhtContact[Math.Min(most, (int)bytes[0])];
        for (int i = 0; i < contacts.Length; i++) contacts[i] = DhtContact.Read(bytes.Slice(1 + (i * ContactLength), ContactLength));
        return contacts;
    }

    /// <summary>The records in an answer of kind Records, not yet verified.</summary>
    public IReadOnlyList<byte[]> RecordBytes()
    {
        if (Kind != DhtMessageKind.Records) return [];
        byte[][] records = new byte[Body.Span[0]][];
        for (int i = 0; i < records.Length; i++) records[i] = Body.Slice(1 + (i * CapabilityRecord.Length), CapabilityRecord.Length).ToArray();
        return records;
    }

    private static bool IsRecords(ReadOnlySpan<byte> body)
    {
        if (body.Length < 2) return false;
        int contacts = 1 + (body[0] * CapabilityRecord.Length);
        return contacts < body.Length && body.Length == contacts + 1 + (body[contacts] * ContactLength);
    }
}
