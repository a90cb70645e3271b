using System.Buffers.Binary;
using System.Formats.Cbor;
using Unum.Hive.Content;
using Unum.Hive.Identity;
using Unum.Hive.Packets;

namespace Unum.Hive.History;

/// <summary>
/// One step of a basin's history: a block that links to the versions before it, to the basin as it became and to the deltas that came in with this step. A version's
/// name is the hash of all that, so that whoever holds a name can check everything behind it, whoever sends it (a Merkle-DAG).
/// <para>
/// Canonical dag-cbor, one spelling for one content: map { time: milliseconds since 1970, unum: "basin/1", basin: link, needs: [links], author: 8 bytes, deltas: [links],
/// lamport: number, parents: [links] }; the lists ascend without repetition. A version is at most 256 KiB.
/// </para>
/// </summary>
/// <param name="Parents">The versions before it: none for a first one, several for a join; at most 64.</param>
/// <param name="Basin">The basin after this step: a signed <see cref="BasinPacket"/> or the canonical content that instances compare.</param>
/// <param name="Deltas">What came in with this step; what came before is with the parents. At most 4,096.</param>
/// <param name="Author">Who appended it.</param>
/// <param name="Lamport">Larger than that of every parent.</param>
/// <param name="TimeMilliseconds">Milliseconds since 1970 by the author's clock; for people, nothing is ordered by it.</param>
public sealed record BasinVersion(IReadOnlyList<Cid> Parents, Cid Basin, IReadOnlyList<Cid> Deltas, AuthorId Author, uint Lamport, long TimeMilliseconds)
{
    /// <summary>Most parents.</summary>
    public const int MostParents = 64;

    /// <summary>Most deltas of one version.</summary>
    public const int MostDeltas = 4096;

    /// <summary>Most needs.</summary>
    public const int MostNeeds = 1024;

    /// <summary>Most bytes of a version.</summary>
    public const int MostBytes = 256 * 1024;

    private const string Kind = "basin/1";
    private const long LatestTime = 253_402_300_799_999; // the end of the year 9999

    /// <summary>
    /// What one needs to check and to use this version and those after it: the public keys of authors (raw blocks of 33 bytes; an <see cref="AuthorId"/> is the
    /// beginning of such a block's digest) and the frame's definition. A need is linked once, by the version that brings it.
    /// </summary>
    public IReadOnlyList<Cid> Needs { get; init; } = [];

    /// <summary>Everything it links to.</summary>
    public IEnumerable<Cid> Links => Parents.Append(Basin).Concat(Needs).Concat(Deltas);

    /// <summary>The same version with its lists in order and without repetition.</summary>
    public BasinVersion Canonical() => this with { Parents = Ascending(Parents), Deltas = Ascending(Deltas), Needs = Ascending(Needs) };

    /// <summary>Writes the block.</summary>
    /// <exception cref="ArgumentException">A list does not ascend or is too long, or the time is before 1970.</exception>
    public byte[] Write()
    {
        if (Fault() is { } fault) throw new ArgumentException(fault);
        CborWriter writer = DagCbor.Writer();
        writer.WriteStartMap(8);
        writer.WriteTextString("time");
        writer.WriteInt64(TimeMilliseconds);
        writer.WriteTextString("unum");
        writer.WriteTextString(Kind);
        writer.WriteTextString("basin");
        DagCbor.WriteLink(writer, Basin);
        writer.WriteTextString("needs");
        DagCbor.WriteLinks(writer, Needs);
        Span<byte> author = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64BigEndian(author, Author.Value);
        writer.WriteTextString("author");
        writer.WriteByteString(author);
        writer.WriteTextString("deltas");
        DagCbor.WriteLinks(writer, Deltas);
        writer.WriteTextString("lamport");
        writer.WriteUInt32(Lamport);
        writer.WriteTextString("parents");
        DagCbor.WriteLinks(writer, Parents);
        writer.WriteEndMap();
        return writer.Encode();
    }

    /// <summary>Reads a block.</summary>
    /// <exception cref="PacketException">Not a version in canonical form; says why.</exception>
    public static BasinVersion Read(ReadOnlySpan<byte> block)
    {
        if (block.Length > MostBytes) throw new PacketException(FormattableString.Invariant($"{block.Length} bytes; a version has at most {MostBytes}."));
        BasinVersion version = DagCbor.Read(block, static reader =>
        {
            if (reader.ReadStartMap() != 8) throw new PacketException("A version is a map of eight.");
            Expect(reader, "time");
            long time = reader.ReadInt64();
            Expect(reader, "unum");
            Expect(reader, Kind);
            Expect(reader, "basin");
            Cid basin = DagCbor.ReadLink(reader);
            Expect(reader, "needs");
            Cid[] needs = DagCbor.ReadLinks(reader, MostNeeds);
            Expect(reader, "author");
            byte[] author = new byte[sizeof(ulong)];
            if (!reader.TryReadByteString(author, out int length) || length != author.Length) throw new PacketException("An author is 8 bytes.");
            Expect(reader, "deltas");
            Cid[] deltas = DagCbor.ReadLinks(reader, MostDeltas);
            Expect(reader, "lamport");
            uint lamport = reader.ReadUInt32();
            Expect(reader, "parents");
            Cid[] parents = DagCbor.ReadLinks(reader, MostParents);
            reader.ReadEndMap();
            return new BasinVersion(parents, basin, deltas, new AuthorId(BinaryPrimitives.ReadUInt64BigEndian(author)), lamport, time) { Needs = needs };
        });
        return version.Fault() is { } fault ? throw new PacketException(fault) : version;
    }

    /// <summary>Whether a block looks like a version: then <see cref="Read"/> says what is wrong with it, if anything.</summary>
    public static bool IsLikely(Cid cid, ReadOnlySpan<byte> block) => cid.Codec == CidCodec.DagCbor && block.Length > 2 && block[0] == 0xA8 && block[..Math.Min(block.Length, 40)].IndexOf("dunumgbasin/"u8) > 0;

    private static void Expect(CborReader reader, string text)
    {
        if (!string.Equals(reader.ReadTextString(), text, StringComparison.Ordinal)) throw new PacketException($"A version has '{text}' where this block has something else.");
    }

    private static Cid[] Ascending(IReadOnlyList<Cid> cids) => [.. new SortedSet<Cid>(cids)];

    private static string? OrderFault(string name, IReadOnlyList<Cid> cids, int most)
    {
        if (cids.Count > most) return FormattableString.Invariant($"{cids.Count} {name}; a version has at most {most}.");
        for (int i = 1; i < cids.Count; i++)
        {
            if (cids[i].CompareTo(cids[i - 1]) <= 0) return $"The {name} do not ascend.";
        }

        return null;
    }

    private string? Fault()
    {
        if (TimeMilliseconds is < 0 or > LatestTime) return "The time is not within the years 1970 to 9999.";
        if (Parents.Any(static p => p.Codec != CidCodec.DagCbor)) return "A parent is not a dag-cbor block.";
        return OrderFault("parents", Parents, MostParents) ?? OrderFault("deltas", Deltas, MostDeltas) ?? OrderFault("needs", Needs, MostNeeds);
    }
}
