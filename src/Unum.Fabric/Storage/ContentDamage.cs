using Unum.Hive.Content;

namespace Unum.Fabric.Storage;

/// <summary>Bytes of a pack that are not what was written.</summary>
/// <param name="Pack">The file.</param>
/// <param name="Offset">Where the damage begins.</param>
/// <param name="Length">How many bytes it touches at most.</param>
/// <param name="Cid">The block that was there; null when its name is damaged too.</param>
public sealed record ContentDamage(string Pack, long Offset, long Length, Cid? Cid)
{
    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"{Pack} is damaged at byte {Offset} ({Length} bytes{(Cid is { } cid ? $", the block {cid}" : "")})");
}
