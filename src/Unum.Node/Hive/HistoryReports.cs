using System.Globalization;
using System.Text.Json;
using Unum.Fabric.Storage;
using Unum.Hive.Content;
using Unum.Hive.History;
using Unum.Hive.Identity;
using Unum.Hive.Packets;
using Unum.Hive.Skills;
using Unum.Node.Reporting;

namespace Unum.Node.Hive;

/// <summary>A history as commands and scripts see it.</summary>
internal static class HistoryReports
{
    private const int ShortName = 16;

    public static JsonSerializerOptions Indented { get; } = new(Wire.Json) { WriteIndented = true };

    public static object Of(LoggedVersion logged) => new
    {
        Cid = logged.Cid.ToString(),
        Parents = Names(logged.Version.Parents),
        Basin = logged.Version.Basin.ToString(),
        Deltas = Names(logged.Version.Deltas),
        Needs = Names(logged.Version.Needs),
        Author = logged.Version.Author.ToString(),
        logged.Version.Lamport,
        Time = Time(logged.Version.TimeMilliseconds),
    };

    public static string Line(LoggedVersion logged, bool head) => string.Create(
        CultureInfo.InvariantCulture,
        $"{(head ? '*' : ' ')} {logged.Cid}  {Time(logged.Version.TimeMilliseconds):yyyy-MM-dd HH:mm:ss}  author {logged.Version.Author}  lamport {logged.Version.Lamport,4}  +{logged.Version.Deltas.Count} deltas{Parents(logged.Version.Parents)}");

    public static object Of(VersionDifference difference) => new
    {
        difference.SameSet,
        OnlyFirst = Names(difference.OnlyFirst),
        OnlySecond = Names(difference.OnlySecond),
        difference.Both,
        AuthorsFirst = Counts(difference.AuthorsFirst),
        AuthorsSecond = Counts(difference.AuthorsSecond),
        Modes = difference.Modes?.Select(static m => new { Mode = m.Mode.ToString(), m.Before, m.After, Angle = Wire.Number(m.Angle) }),
        Links = difference.Links?.Select(static l => new { First = HiveService.IdOf(l.First), Second = HiveService.IdOf(l.Second), Before = LogOdds(l.Before), After = LogOdds(l.After) }),
    };

    public static object Of(HistoryReport report) => new
    {
        Head = report.Head.ToString(),
        report.Sound,
        report.Versions,
        report.Deltas,
        report.Signatures,
        report.Bare,
        report.Blocks,
        report.Bytes,
        Faults = report.Faults.Select(static f => new { Cid = f.Cid.ToString(), f.What }),
    };

    /// <summary>What a block is and says, as far as it is of a kind of the hive.</summary>
    public static object Show(Cid cid, ReadOnlySpan<byte> block)
    {
        string name = cid.ToString(), codec = cid.Codec == CidCodec.Raw ? "raw" : "dag-cbor";
        int bytes = block.Length;
        try
        {
            if (cid.Codec == CidCodec.DagCbor) return BasinVersion.IsLikely(cid, block)
                ? new { Kind = "version", Bytes = bytes, Version = Of(new LoggedVersion(cid, BasinVersion.Read(block))) }
                : new { Cid = name, Codec = codec, Bytes = bytes, Kind = "dag-cbor", Links = Names(DagLinks.Of(cid.Codec, block)) };
            if (SignedBlock.TryRead(block, out SignedBlock? read)) return read.Delta is { } delta ? Of(name, bytes, delta) : read.Skill is { } skill ? Of(name, bytes, skill) : Of(name, bytes, read.Basin!);
        }
        catch (PacketException e)
        {
            return new { Cid = name, Codec = codec, Bytes = bytes, Kind = "unreadable", Why = e.Message };
        }

        if (bytes == HiveKey.PublicLength && block[0] is 2 or 3) return new { Cid = name, Codec = codec, Bytes = bytes, Kind = "public key", Author = new AuthorId(cid.Digest.Prefix).ToString(), Key = Convert.ToHexStringLower(block) };
        if (block.StartsWith("unum frame "u8)) return new { Cid = name, Codec = codec, Bytes = bytes, Kind = "frame", Frame = System.Text.Encoding.ASCII.GetString(block[..Math.Min(bytes, 24)]).Split('\n')[0] };
        return new { Cid = name, Codec = codec, Bytes = bytes, Kind = "raw" };
    }

    public static void Print(VersionDifference difference)
    {
        Console.WriteLine(FormattableString.Invariant($"{difference.Both} deltas behind both, {difference.OnlyFirst.Count} behind the first alone, {difference.OnlySecond.Count} behind the second alone"));
        foreach ((AuthorId author, int count) in difference.AuthorsFirst) Console.WriteLine(FormattableString.Invariant($"  first   {author}  {count} deltas"));
        foreach ((AuthorId author, int count) in difference.AuthorsSecond) Console.WriteLine(FormattableString.Invariant($"  second  {author}  {count} deltas"));
        if (difference.Modes is null) Console.WriteLine("  The modes of these basins cannot be compared.");
        foreach (ModeDifference mode in difference.Modes ?? []) Console.WriteLine(FormattableString.Invariant($"  mode {mode.Mode,-10}  observations {mode.Before} -> {mode.After}  angle {mode.Angle:F3}"));
        foreach (LinkDifference link in difference.Links ?? []) Console.WriteLine(FormattableString.Invariant($"  link {HiveService.IdOf(link.First)} {HiveService.IdOf(link.Second)}  log-odds {LogOdds(link.Before) ?? 0:F2} -> {LogOdds(link.After) ?? 0:F2}"));
    }

    public static void Print(bool sound, IEnumerable<HistoryReport> reports, IEnumerable<ContentDamage> damage)
    {
        foreach (HistoryReport report in reports)
        {
            Console.WriteLine(FormattableString.Invariant($"{report.Head}: {report.Versions} versions, {report.Deltas} deltas, {report.Signatures} signatures hold, {report.Blocks} blocks of {report.Bytes} bytes hashed"));
            foreach (HistoryFault fault in report.Faults) Console.WriteLine($"  {fault.Cid}: {fault.What}");
        }

        foreach (ContentDamage found in damage) Console.WriteLine(found.ToString());
        Console.WriteLine(sound ? "sound" : "NOT sound");
    }

    private static object Of(string name, int bytes, BasinDelta delta) => new
    {
        Cid = name,
        Kind = "delta",
        Bytes = bytes,
        Form = Wire.Word(delta.Form),
        Author = delta.Author.ToString(),
        delta.Lamport,
        delta.Capacity,
        Parent = delta.Parent.IsNone ? null : Cid.FromDigest(CidCodec.Raw, delta.Parent).ToString(),
        Modes = Modes(delta.Modes),
        Links = Links(delta.Modes, delta.Links),
    };

    private static object Of(string name, int bytes, SkillDelta skill) => new
    {
        Cid = name,
        Kind = "skill",
        Bytes = bytes,
        Author = skill.Author.ToString(),
        skill.Lamport,
        skill.Capacity,
        Base = skill.Base.ToString(),
        Skill = string.Create(CultureInfo.InvariantCulture, $"{skill.Skill >> 4:x7}"),
        Numbers = skill.Z.Length,
        Gain = Wire.Number((double)skill.Gain),
    };

    private static object Of(string name, int bytes, BasinPacket basin) => new
    {
        Cid = name,
        Kind = "basin",
        Bytes = bytes,
        Form = Wire.Word(basin.Form),
        basin.Tag,
        Author = basin.Author.ToString(),
        basin.Lamport,
        basin.Capacity,
        Quality = Wire.Number(basin.Quality / 255.0),
        Time = DateTimeOffset.FromUnixTimeSeconds(basin.Time),
        Frame = Cid.FromDigest(CidCodec.Raw, basin.Frame).ToString(),
        Modes = Modes(basin.Modes),
        Links = Links(basin.Modes, basin.Links),
    };

    private static IEnumerable<object> Modes(IReadOnlyList<ModeRecord> modes) => modes.Select(static m => new { Id = m.Id.ToString(), Observations = Evidence.Count(m.EvidenceCode), Concentration = Wire.Number(m.Concentration / 255.0) });

    private static IEnumerable<object> Links(IReadOnlyList<ModeRecord> modes, IReadOnlyList<LinkRecord> links) =>
        links.Select(l => new { First = modes[l.First].Id.ToString(), Second = modes[l.Second].Id.ToString(), LogOdds = Wire.Number((double)l.LogOdds / LinkRecord.Unit), Precision = Evidence.Count(l.EvidenceCode) });

    private static double? LogOdds(ConceptLink? link) => link is { } said ? Wire.Number((double)said.LogOdds / LinkRecord.Unit) : null;

    private static DateTimeOffset Time(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);

    private static string[] Names(IReadOnlyList<Cid> cids) => [.. cids.Select(static c => c.ToString())];

    private static string Parents(IReadOnlyList<Cid> parents) => parents.Count == 0 ? "  first" : "  after " + string.Join(", ", parents.Select(static p => p.ToString()[..ShortName] + "…"));

    private static Dictionary<string, int> Counts(IReadOnlyDictionary<AuthorId, int> authors) => authors.ToDictionary(static a => a.Key.ToString(), static a => a.Value, StringComparer.Ordinal);
}
