using Unum.Hive.Content;

namespace Unum.Hive.History;

/// <summary>What blocks link to.</summary>
public static class DagLinks
{
    /// <summary>What a block links to, in its order, repetitions included; a raw block links to nothing.</summary>
    /// <exception cref="Packets.PacketException">Not canonical dag-cbor, or it links to what this program cannot name.</exception>
    public static IReadOnlyList<Cid> Of(CidCodec codec, ReadOnlySpan<byte> block) => DagCbor.Links(codec, block);
}
