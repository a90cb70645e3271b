namespace Unum.Grid.Consensus;

/// <summary>An operation was not finalised in time because too few validators answer. It stays submitted: it may be finalised once they return.</summary>
public sealed class LedgerStoppedException : Exception
{
    /// <summary>A ledger that waits.</summary>
    public LedgerStoppedException(string message)
        : base(message)
    {
    }
}
