using Unum.Hive.Content;

namespace Unum.Fabric.Storage;

/// <summary>What a collection of garbage did, or would do.</summary>
/// <param name="Kept">Blocks kept.</param>
/// <param name="Dropped">Blocks dropped: nothing that is kept leads to them.</param>
/// <param name="BytesBefore">Of all packs before.</param>
/// <param name="BytesAfter">And after.</param>
/// <param name="Missing">Blocks that something kept links to and the store does not have, damaged ones included.</param>
/// <param name="SetAside">Damaged packs that were put aside under the name of the pack and .damaged.</param>
public sealed record CompactionReport(int Kept, int Dropped, long BytesBefore, long BytesAfter, IReadOnlyList<Cid> Missing, IReadOnlyList<string> SetAside);
