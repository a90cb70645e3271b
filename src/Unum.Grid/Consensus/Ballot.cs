namespace Unum.Grid.Consensus;

/// <summary>
/// One signed statement of one validator: a vote in a round, a finalise for an earlier round, or both under one signature (so that a finalise costs
/// no signature of its own while blocks follow each other).
/// </summary>
/// <param name="Validator">Who signed, 0 to 8.</param>
/// <param name="Round">The round voted in, from 1; 0 when <paramref name="Choice"/> is none.</param>
/// <param name="Choice">What it votes for.</param>
/// <param name="Hash">The block voted for; zero unless the choice is a block.</param>
/// <param name="FinalRound">The round it finalises, 0 for none.</param>
/// <param name="FinalHash">The notarised block that it finalises.</param>
/// <param name="Signature">64 bytes over the rest and the ledger's name.</param>
public sealed record Ballot(int Validator, long Round, Choice Choice, BlockHash Hash, long FinalRound, BlockHash FinalHash, ReadOnlyMemory<byte> Signature)
{
    /// <summary>Same statement, whatever the signature: ECDSA signs the same bytes differently each time.</summary>
    public bool SaysTheSame(Ballot other) =>
        Validator == other.Validator && Round == other.Round && Choice == other.Choice && Hash == other.Hash
        && FinalRound == other.FinalRound && FinalHash == other.FinalHash;

    /// <inheritdoc/>
    public bool Equals(Ballot? other) => other is not null && SaysTheSame(other) && Signature.Span.SequenceEqual(other.Signature.Span);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Validator, Round, Choice, Hash, FinalRound);

    /// <inheritdoc/>
    public override string ToString()
    {
        string vote = Choice switch
        {
            Choice.Block => FormattableString.Invariant($"votes for block {Hash.ToString()[..8]} in round {Round}"),
            Choice.Dummy => FormattableString.Invariant($"votes for no block in round {Round}"),
            _ => "",
        };
        string final = FinalRound == 0 ? "" : FormattableString.Invariant($"finalises block {FinalHash.ToString()[..8]} of round {FinalRound}");
        return FormattableString.Invariant($"{ValidatorNames.Of(Validator)} {vote}{(vote.Length > 0 && final.Length > 0 ? " and " : "")}{final}");
    }
}
