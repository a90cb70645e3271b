using System.Buffers.Binary;
using Unum.Hive.Content;
using Unum.Hive.Geometry;
using Unum.Hive.Identity;

namespace Unum.Hive.Packets;

/// <summary>
/// A mind's identity: exactly 4,096 signed bytes that substrates of any size can load.
/// <para>
/// Layout, little endian: header 8 (magic "uBP" 3 | version 1 | form 1 | zero 3) | frame 32 | parents 2 x 32 (zero where there is none) | author 8 |
/// lamport 4 | capacity 1, quality 1, modes 1, links 1 | time 4 (seconds since 1970) | CRC-32 4 of the body | beta_1, beta_inf, a, error 4 x 2
/// (IEEE half) | tag 8 (UTF-8, zero padded) | body: modes 88 x 38, links 128 x 4, zero padded | zero 32 | signature 64 over all before.
/// </para>
/// </summary>
/// <param name="Form">How directions are written.</param>
/// <param name="Frame">Digest of the frame's definition.</param>
/// <param name="FirstParent">Digest of the packet before; none for the first.</param>
/// <param name="SecondParent">Digest of the other packet of a join; else none.</param>
/// <param name="Author">Who signs.</param>
/// <param name="Lamport">Grows with every packet of a line.</param>
/// <param name="Capacity">Binary logarithm of the author's parameters.</param>
/// <param name="Quality">Accuracy on the author's held-out data, in 255ths.</param>
/// <param name="Time">Seconds since 1970.</param>
/// <param name="Coupling">How beta runs.</param>
/// <param name="Error">Root mean square angle between the modes and what they stand for, in radians.</param>
/// <param name="Tag">Name of the mind, at most 8 bytes of UTF-8.</param>
/// <param name="Modes">Up to 88, by ascending id.</param>
/// <param name="Links">Up to 128, ascending.</param>
public sealed record BasinPacket(
    ModeForm Form, Digest256 Frame, Digest256 FirstParent, Digest256 SecondParent, AuthorId Author, uint Lamport, byte Capacity, byte Quality, uint Time,
    RunningCoupling Coupling, Half Error, string Tag, IReadOnlyList<ModeRecord> Modes, IReadOnlyList<LinkRecord> Links)
{
    /// <summary>Bytes of every packet.</summary>
    public const int Length = 4096;

    /// <summary>Most modes.</summary>
    public const int MostModes = 88;

    /// <summary>Most links.</summary>
    public const int MostLinks = 128;

    private const byte Version = 1;
    private const int BodyStart = 144;
    private const int LinkStart = BodyStart + (MostModes * ModeRecord.Length);
    private const int BodyEnd = LinkStart + (MostLinks * LinkRecord.Length);
    private const int SignatureStart = Length - HiveKey.SignatureLength;
    private const int TagLength = 8;

    private static ReadOnlySpan<byte> Magic => "uBP"u8;

    /// <summary>Writes and signs.</summary>
    /// <exception cref="ArgumentException">The key is not the author's, or the packet is not canonical.</exception>
    public byte[] Sign(HiveKey key)
    {
        if (key.Author != Author) throw new ArgumentException("The key is not the author's.", nameof(key));
        if (Fault() is { } fault) throw new ArgumentException(fault, nameof(key));
        byte[] bytes = new byte[Length];
        Magic.CopyTo(bytes);
        bytes[3] = Version;
        bytes[4] = (byte)Form;
        Frame.Write(bytes.AsSpan(8));
        FirstParent.Write(bytes.AsSpan(40));
        SecondParent.Write(bytes.AsSpan(72));
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(104), Author.Value);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(112), Lamport);
        (bytes[116], bytes[117], bytes[118], bytes[119]) = (Capacity, Quality, (byte)Modes.Count, (byte)Links.Count);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(120), Time);
        BinaryPrimitives.WriteHalfLittleEndian(bytes.AsSpan(128), Coupling.AtOne);
        BinaryPrimitives.WriteHalfLittleEndian(bytes.AsSpan(130), Coupling.Limit);
        BinaryPrimitives.WriteHalfLittleEndian(bytes.AsSpan(132), Coupling.Rate);
        BinaryPrimitives.WriteHalfLittleEndian(bytes.AsSpan(134), Error);
        System.Text.Encoding.UTF8.GetBytes(Tag, bytes.AsSpan(136, TagLength));
        for (int i = 0; i < Modes.Count; i++) Modes[i].Write(bytes.AsSpan(BodyStart + (i * ModeRecord.Length)));
        for (int i = 0; i < Links.Count; i++) BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(LinkStart + (i * LinkRecord.Length)), Links[i].Pack());
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(124), Crc32.Of(bytes.AsSpan(BodyStart, BodyEnd - BodyStart)));
        key.Sign(bytes.AsSpan(0, SignatureStart), bytes.AsSpan(SignatureStart));
        return bytes;
    }

    /// <summary>Reads a packet; its signature is for <see cref="IsSignedBy"/>.</summary>
    /// <exception cref="PacketException">Not a packet in canonical form; says why.</exception>
    public static BasinPacket Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Length) throw new PacketException(FormattableString.Invariant($"{bytes.Length} bytes; a basin packet has {Length}."));
        if (!bytes.StartsWith(Magic)) throw new PacketException("Not a basin packet: it does not begin with uBP.");
        if (bytes[3] != Version) throw new PacketException(FormattableString.Invariant($"Version {bytes[3]} of basin packets is not known; this program reads {Version}."));
        if (bytes[4] > (byte)ModeForm.Dense) throw new PacketException("The form of the modes is not known.");
        int modes = bytes[118], links = bytes[119];
        if (modes > MostModes || links > MostLinks) throw new PacketException(FormattableString.Invariant($"{modes} modes and {links} links; a packet has at most {MostModes} and {MostLinks}."));
        if (BinaryPrimitives.ReadUInt32LittleEndian(bytes[124..]) != Crc32.Of(bytes[BodyStart..BodyEnd])) throw new PacketException("The body's CRC does not match: the packet is damaged.");
        int modesEnd = BodyStart + (modes * ModeRecord.Length), linksEnd = LinkStart + (links * LinkRecord.Length);
        if (bytes[5..8].ContainsAnyExcept((byte)0) || bytes[modesEnd..LinkStart].ContainsAnyExcept((byte)0) || bytes[linksEnd..SignatureStart].ContainsAnyExcept((byte)0))
            throw new PacketException("Unused bytes are not zero.");

        ModeRecord[] modeRecords = new ModeRecord[modes];
        for (int i = 0; i < modes; i++) modeRecords[i] = ModeRecord.Read(bytes[(BodyStart + (i * ModeRecord.Length))..]);
        LinkRecord[] linkRecords = new LinkRecord[links];
        for (int i = 0; i < links; i++) linkRecords[i] = LinkRecord.Read(BinaryPrimitives.ReadUInt32LittleEndian(bytes[(LinkStart + (i * LinkRecord.Length))..]));
        RunningCoupling coupling = new(BinaryPrimitives.ReadHalfLittleEndian(bytes[128..]), BinaryPrimitives.ReadHalfLittleEndian(bytes[130..]), BinaryPrimitives.ReadHalfLittleEndian(bytes[132..]));
        BasinPacket packet = new(
            (ModeForm)bytes[4], new Digest256(bytes[8..]), new Digest256(bytes[40..]), new Digest256(bytes[72..]), new AuthorId(BinaryPrimitives.ReadUInt64LittleEndian(bytes[104..])),
            BinaryPrimitives.ReadUInt32LittleEndian(bytes[112..]), bytes[116], bytes[117], BinaryPrimitives.ReadUInt32LittleEndian(bytes[120..]), coupling,
            BinaryPrimitives.ReadHalfLittleEndian(bytes[134..]), ReadTag(bytes.Slice(136, TagLength)), modeRecords, linkRecords);
        return packet.Fault() is { } fault ? throw new PacketException(fault) : packet;
    }

    /// <summary>Whether these bytes end with this author's signature of what is before it.</summary>
    public static bool IsSignedBy(ReadOnlySpan<byte> bytes, HiveKey author) => bytes.Length == Length && author.Verify(bytes[..SignatureStart], bytes[SignatureStart..]);

    private static string ReadTag(ReadOnlySpan<byte> bytes)
    {
        int length = bytes.IndexOf((byte)0) is >= 0 and var end ? end : bytes.Length;
        if (bytes[length..].ContainsAnyExcept((byte)0) || !System.Text.Unicode.Utf8.IsValid(bytes[..length])) throw new PacketException("The tag is not UTF-8 padded with zeros.");
        return System.Text.Encoding.UTF8.GetString(bytes[..length]);
    }

    private string? Fault()
    {
        if (Modes.Count > MostModes || Links.Count > MostLinks) return FormattableString.Invariant($"A packet has at most {MostModes} modes and {MostLinks} links.");
        if (!Coupling.IsValid || !Half.IsFinite(Error) || (float)Error < 0) return "The coupling and the error must be finite and not negative.";
        if (System.Text.Encoding.UTF8.GetByteCount(Tag) > TagLength || Tag.Contains('\0', StringComparison.Ordinal)) return "The tag has at most 8 bytes of UTF-8, none of them zero.";
        return PacketRules.Fault(Modes, Links, Form);
    }
}
