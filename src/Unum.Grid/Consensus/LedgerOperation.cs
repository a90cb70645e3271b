namespace Unum.Grid.Consensus;

/// <summary>One submitted operation: opaque bytes under a name.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Payload">Its bytes, at most <see cref="MostBytes"/>.</param>
public sealed record LedgerOperation(OperationId Id, ReadOnlyMemory<byte> Payload)
{
    /// <summary>Longest payload, 1 MiB.</summary>
    public const int MostBytes = 1 << 20;

    /// <summary>Same name and same bytes.</summary>
    public bool Equals(LedgerOperation? other) => other is not null && Id == other.Id && Payload.Span.SequenceEqual(other.Payload.Span);

    /// <inheritdoc/>
    public override int GetHashCode() => Id.GetHashCode();
}
