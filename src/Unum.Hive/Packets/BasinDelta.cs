using System.Buffers.Binary;
using Unum.Hive.Content;
using Unum.Hive.Geometry;
using Unum.Hive.Identity;

namespace Unum.Hive.Packets;

/// <summary>
/// What one instance learned, at most 510 signed bytes: the modes that changed most, each with the observations that are new since the
/// author's last delta, so that the sum over a set of deltas counts nothing twice.
/// <para>
/// Layout, little endian: header 8 (magic "uBD" 3 | version 1 | form 1 | modes 1 | links 1 | zero 1) | parent 32 | author 8 | lamport 4 | capacity 1 |
/// flags 1 (zero) | modes x 38, by ascending id | links x 4 | signature 64 over all before.
/// </para>
/// </summary>
/// <param name="Form">How directions are written.</param>
/// <param name="Parent">Digest of the basin that the author started from.</param>
/// <param name="Author">Who signs.</param>
/// <param name="Lamport">Counts the author's deltas together with what it had seen; grows with every delta of one author.</param>
/// <param name="Capacity">Binary logarithm of the author's parameters.</param>
/// <param name="Modes">One to ten, by ascending id.</param>
/// <param name="Links">None to three, between these modes.</param>
public sealed record BasinDelta(ModeForm Form, Digest256 Parent, AuthorId Author, uint Lamport, byte Capacity, IReadOnlyList<ModeRecord> Modes, IReadOnlyList<LinkRecord> Links)
{
    /// <summary>Most modes of a delta.</summary>
    public const int MostModes = 10;

    /// <summary>Most links of a delta.</summary>
    public const int MostLinks = 3;

    /// <summary>Most bytes of a delta, signature included.</summary>
    public const int MostBytes = BodyStart + (MostModes * ModeRecord.Length) + (MostLinks * LinkRecord.Length) + HiveKey.SignatureLength;

    private const int BodyStart = 54;
    private const byte Version = 1;

    /// <summary>Bytes of this delta.</summary>
    public int Length => BodyStart + (Modes.Count * ModeRecord.Length) + (Links.Count * LinkRecord.Length) + HiveKey.SignatureLength;

    private static ReadOnlySpan<byte> Magic => "uBD"u8;

    /// <summary>Writes and signs.</summary>
    /// <exception cref="ArgumentException">The key is not the author's, or the delta is not canonical.</exception>
    public byte[] Sign(HiveKey key)
    {
        if (key.Author != Author) throw new ArgumentException("The key is not the author's.", nameof(key));
        if (Fault() is { } fault) throw new ArgumentException(fault, nameof(key));
        byte[] bytes = new byte[Length];
        Magic.CopyTo(bytes);
        bytes[3] = Version;
        bytes[4] = (byte)Form;
        bytes[5] = (byte)Modes.Count;
        bytes[6] = (byte)Links.Count;
        Parent.Write(bytes.AsSpan(8));
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(40), Author.Value);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(48), Lamport);
        bytes[52] = Capacity;
        int at = BodyStart;
        foreach (ModeRecord mode in Modes)
        {
            mode.Write(bytes.AsSpan(at));
            at += ModeRecord.Length;
        }

        foreach (LinkRecord link in Links)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(at), link.Pack());
            at += LinkRecord.Length;
        }

        key.Sign(bytes.AsSpan(0, at), bytes.AsSpan(at));
        return bytes;
    }

    /// <summary>Reads a delta; its signature is for <see cref="IsSignedBy"/>.</summary>
    /// <exception cref="PacketException">Not a delta in canonical form; says why.</exception>
    public static BasinDelta Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > MostBytes) throw new PacketException(FormattableString.Invariant($"{bytes.Length} bytes; a delta has at most {MostBytes}."));
        if (bytes.Length < BodyStart + HiveKey.SignatureLength) throw new PacketException("The delta is truncated.");
        if (!bytes.StartsWith(Magic)) throw new PacketException("Not a delta: it does not begin with uBD.");
        if (bytes[3] != Version) throw new PacketException(FormattableString.Invariant($"Version {bytes[3]} of deltas is not known; this program reads {Version}."));
        if (bytes[4] > (byte)ModeForm.Dense) throw new PacketException("The form of the modes is not known.");
        if (bytes[7] != 0 || bytes[53] != 0) throw new PacketException("Reserved bytes are not zero.");
        int modes = bytes[5], links = bytes[6];
        if (modes > MostModes || links > MostLinks) throw new PacketException(FormattableString.Invariant($"{modes} modes and {links} links; a delta has at most {MostModes} and {MostLinks}."));
        if (bytes.Length != BodyStart + (modes * ModeRecord.Length) + (links * LinkRecord.Length) + HiveKey.SignatureLength) throw new PacketException("The length is not what the header says.");

        ModeRecord[] modeRecords = new ModeRecord[modes];
        for (int i = 0; i < modes; i++) modeRecords[i] = ModeRecord.Read(bytes[(BodyStart + (i * ModeRecord.Length))..]);
        LinkRecord[] linkRecords = new LinkRecord[links];
        int linkStart = BodyStart + (modes * ModeRecord.Length);
        for (int i = 0; i < links; i++) linkRecords[i] = LinkRecord.Read(BinaryPrimitives.ReadUInt32LittleEndian(bytes[(linkStart + (i * LinkRecord.Length))..]));
        BasinDelta delta = new(
            (ModeForm)bytes[4], new Digest256(bytes[8..]), new AuthorId(BinaryPrimitives.ReadUInt64LittleEndian(bytes[40..])),
            BinaryPrimitives.ReadUInt32LittleEndian(bytes[48..]), bytes[52], modeRecords, linkRecords);
        return delta.Fault() is { } fault ? throw new PacketException(fault) : delta;
    }

    /// <summary>Whether these bytes end with this author's signature of what is before it.</summary>
    public static bool IsSignedBy(ReadOnlySpan<byte> bytes, HiveKey author) =>
        bytes.Length > HiveKey.SignatureLength && author.Verify(bytes[..^HiveKey.SignatureLength], bytes[^HiveKey.SignatureLength..]);

    private string? Fault() => Modes.Count is < 1 or > MostModes || Links.Count > MostLinks
        ? FormattableString.Invariant($"A delta has 1 to {MostModes} modes and at most {MostLinks} links.")
        : PacketRules.Fault(Modes, Links, Form);
}
