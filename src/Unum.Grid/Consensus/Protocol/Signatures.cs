using Unum.Grid.Consensus.Wire;

namespace Unum.Grid.Consensus.Protocol;

/// <summary>
/// What a validator can do with keys: sign as itself, verify as anyone. The port behind which ECDSA P-256 stands, or for simulations something cheaper
/// that nobody in the simulated world can forge.
/// </summary>
internal abstract class Signatures(BlockHash ledger)
{
    /// <summary>Bytes of a signature.</summary>
    public const int Size = 64;

    /// <summary>How many were verified so far.</summary>
    public long Verified { get; private set; }

    /// <summary>How many were made so far.</summary>
    public long Signed { get; private set; }

    /// <summary>The same statement, signed.</summary>
    public Ballot Sign(Ballot unsigned)
    {
        Signed++;
        Span<byte> statement = stackalloc byte[WireCodec.StatementBytes];
        WireCodec.WriteStatement(statement, ledger, unsigned);
        byte[] signature = new byte[Size];
        Sign(unsigned.Validator, statement, signature);
        return unsigned with { Signature = signature };
    }

    /// <summary>Whether its validator signed it.</summary>
    public bool Verify(Ballot ballot)
    {
        if (ballot.Signature.Length != Size) return false;
        Verified++;
        Span<byte> statement = stackalloc byte[WireCodec.StatementBytes];
        WireCodec.WriteStatement(statement, ledger, ballot);
        return Verify(ballot.Validator, statement, ballot.Signature.Span);
    }

    protected abstract void Sign(int validator, ReadOnlySpan<byte> statement, Span<byte> signature);

    protected abstract bool Verify(int validator, ReadOnlySpan<byte> statement, ReadOnlySpan<byte> signature);
}
