namespace Unum.Grid.Consensus;

/// <summary>What one validator has signed and seen notarised, so that it never contradicts itself after a restart.</summary>
/// <remarks>
/// One writer. When <see cref="Flush"/> returns, all that was appended survives the death of the process (and, where the implementation says so, of the
/// machine); nothing is sent before. A record that was being written when the process died is either there whole or not there at all.
/// </remarks>
public interface IVoteStore : IDisposable
{
    /// <summary>All records in the order of their writing, from before this process.</summary>
    IReadOnlyList<byte[]> Load();

    /// <summary>Writes one record about a round.</summary>
    /// <param name="round">The round it is about: decides when it may be forgotten.</param>
    /// <param name="record">Opaque bytes.</param>
    void Append(long round, ReadOnlySpan<byte> record);

    /// <summary>Returns when all that was appended is safe.</summary>
    void Flush();

    /// <summary>Everything about this and earlier rounds is no longer needed; may do nothing.</summary>
    void Forget(long round);
}
