using System.Buffers.Binary;

namespace Unum.Hive.Packets;

/// <summary>How much more often two concepts come together than chance would have it: what packets say of it (see <see cref="LinkRecord"/>), by the concepts' own names.</summary>
/// <param name="First">The smaller concept, see <see cref="ModeId.ConceptOf"/>.</param>
/// <param name="Second">The larger.</param>
/// <param name="LogOdds">Natural logarithm of the odds ratio in 32nds: -512 to 511, never 0.</param>
/// <param name="EvidenceCode">Precision, as observations, see <see cref="Evidence"/>.</param>
public readonly record struct ConceptLink(uint First, uint Second, int LogOdds, byte EvidenceCode)
{
    /// <summary>Bytes of a link in a canonical basin: concepts 2 x 4 | log-odds 2 | evidence code 1 | zero 1.</summary>
    public const int Length = 12;

    /// <summary>Inverse of the variance of the log-odds.</summary>
    public long Precision => Evidence.Count(EvidenceCode);

    /// <summary>Square of the distance from chance in standard errors, in 1,024ths: whole, so that all machines order links alike.</summary>
    public long Strength => LogOdds * LogOdds * Math.Min(Precision, 1L << 40);

    internal void Write(Span<byte> bytes)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, First);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[4..], Second);
        BinaryPrimitives.WriteInt16LittleEndian(bytes[8..], (short)LogOdds);
        bytes[10] = EvidenceCode;
        bytes[11] = 0;
    }

    /// <summary>Those of the links whose concepts both have a mode among these, as a packet with these modes writes them: between the first modes of both, the strongest if there are more than fit.</summary>
    /// <param name="links">Links.</param>
    /// <param name="modes">Of the packet, by ascending id.</param>
    /// <param name="most">Most that fit.</param>
    internal static IReadOnlyList<LinkRecord> Between(IEnumerable<ConceptLink> links, IReadOnlyList<ModeRecord> modes, int most)
    {
        Dictionary<uint, int> places = Places(modes);
        IEnumerable<ConceptLink> fitting = links.Where(l => places.ContainsKey(l.First) && places.ContainsKey(l.Second)).OrderByDescending(static l => l.Strength).ThenBy(static l => (l.First, l.Second));
        return [.. fitting.Take(most).Select(l => new LinkRecord(places[l.First], places[l.Second], l.LogOdds, l.EvidenceCode)).OrderBy(static l => (l.First, l.Second))];
    }

    /// <summary>Where the first mode of each concept is.</summary>
    internal static Dictionary<uint, int> Places(IReadOnlyList<ModeRecord> modes)
    {
        Dictionary<uint, int> places = [];
        for (int i = 0; i < modes.Count; i++) places.TryAdd(modes[i].Id.Concept, i);
        return places;
    }
}
