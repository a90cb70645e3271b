using Unum.Hive.Geometry;

namespace Unum.Hive.Packets;

/// <summary>What makes modes and links canonical: one content, one spelling, one content id.</summary>
internal static class PacketRules
{
    /// <summary>What is wrong with them; null when nothing is.</summary>
    public static string? Fault(IReadOnlyList<ModeRecord> modes, IReadOnlyList<LinkRecord> links, ModeForm form)
    {
        for (int i = 0; i < modes.Count; i++)
        {
            if (i > 0 && modes[i].Id.CompareTo(modes[i - 1].Id) <= 0) return "Modes do not ascend by id.";
            if (!modes[i].Direction.IsCanonical(form)) return FormattableString.Invariant($"The direction of mode {modes[i].Id} is not canonical.");
        }

        for (int i = 0; i < links.Count; i++)
        {
            if (!links[i].IsCanonical(modes.Count)) return FormattableString.Invariant($"Link {i} does not join two modes of the packet in order.");
            if (i > 0 && (links[i].First, links[i].Second).CompareTo((links[i - 1].First, links[i - 1].Second)) <= 0) return "Links do not ascend.";
        }

        return null;
    }
}
