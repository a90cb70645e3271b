using System.Globalization;
using Unum.Grid.Integrity;
using Unum.Grid.Space;
using Unum.Grid.Storage;

namespace Unum.Node.Konomi;

/// <summary>
/// The ETag of a block: HASH-KAPPA-LINKS while it is active, "inactive" otherwise. The whole of it says whether what was read has
/// changed; a write under If-Match looks at the hash alone, because a kappa that drifted meanwhile takes nobody's value away.
/// </summary>
internal static class BlockVersion
{
    public const string Inactive = "inactive";

    /// <summary>The 16 hexadecimal digits of a block's hash.</summary>
    public static string Hash(Coordinate at, float value, Dimensions dimensions) => BlockHash.Of(at, value, dimensions).ToShortString();

    public static string Of(Coordinate at, bool active, in Block block, int links, Dimensions dimensions) => active
        ? string.Create(CultureInfo.InvariantCulture, $"{Hash(at, block.Value, dimensions)}-{BitConverter.SingleToUInt32Bits(block.Kappa):x}-{links}")
        : Inactive;

    /// <summary>The version of a block as it is.</summary>
    public static string Now(BlockArray blocks, Coordinate at)
    {
        bool active = blocks.TryGetBlock(at, out Block block);
        return Of(at, active, block, active ? blocks.Links(at).Count : 0, blocks.Dimensions);
    }

    /// <summary>Whether a header's list of ETags holds this version; * is any active block.</summary>
    /// <param name="header">If-Match or If-None-Match.</param>
    /// <param name="version">What the block is now.</param>
    /// <param name="active">Whether it is active.</param>
    /// <param name="whole">Compares all of it, not only the hash.</param>
    public static bool Matches(string? header, string version, bool active, bool whole)
    {
        if (string.IsNullOrEmpty(header)) return false;
        foreach (Range part in header.AsSpan().Split(','))
        {
            ReadOnlySpan<char> tag = header.AsSpan()[part].Trim();
            if (tag is "*") return active;
            if (tag.StartsWith("W/")) tag = tag[2..];
            tag = tag.Trim('"');
            if (tag.SequenceEqual(version) || !whole && Head(tag).SequenceEqual(Head(version))) return true;
        }

        return false;
    }

    private static ReadOnlySpan<char> Head(ReadOnlySpan<char> tag)
    {
        int end = tag.IndexOf('-');
        return end < 0 ? tag : tag[..end];
    }
}
