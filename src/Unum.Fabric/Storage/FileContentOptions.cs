namespace Unum.Fabric.Storage;

/// <summary>How a store of blocks keeps them.</summary>
public sealed record FileContentOptions
{
    /// <summary>
    /// Whether every put waits for the disk, so that what was put survives a power cut; a put then takes as long as the disk does. Otherwise a put survives the end of
    /// the process at once and a power cut after the next <see cref="FileContentStore.Flush"/>. Default: waits.
    /// </summary>
    public bool Sync { get; init; } = true;

    /// <summary>Bytes after which a new pack is begun: 4 KiB or more. Larger packs are fewer files; smaller ones are compacted in smaller steps. Default: 64 MiB.</summary>
    public long PackBytes { get; init; } = 64 * 1024 * 1024;
}
