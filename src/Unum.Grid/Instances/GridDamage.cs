namespace Unum.Grid.Instances;

/// <summary>Something that is not as it was written.</summary>
/// <param name="Where">The file, or "memory".</param>
/// <param name="Entry">The entry of the history (or of the index); -1 when it is none.</param>
/// <param name="Offset">Byte in the file; -1 when not in a file.</param>
/// <param name="What">What is wrong, as a sentence.</param>
public sealed record GridDamage(string Where, long Entry, long Offset, string What)
{
    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"{Where}, entry {Entry}, byte {Offset}: {What}");
}
