namespace Unum.Grid.Consensus;

/// <summary>Proof that a validator lied: two ballots signed by it that no follower of the protocol signs both. Anyone with its public key can check.</summary>
/// <param name="First">What it said first.</param>
/// <param name="Second">What it said as well.</param>
public sealed record Evidence(Ballot First, Ballot Second)
{
    /// <summary>Who lied, 0 to 8.</summary>
    public int Guilty => First.Validator;

    /// <summary>What contradicts what, as a sentence.</summary>
    public string Reason => FormattableString.Invariant($"{First}; it also {Second.ToString()[(ValidatorNames.Of(Second.Validator).Length + 1)..]}.");

    /// <summary>Whether two ballots contradict each other: two blocks in a round, no block in a round that the other finalises, or two blocks finalised in a round.</summary>
    public static bool Contradict(Ballot first, Ballot second)
    {
        if (first.Validator != second.Validator) return false;
        bool twoBlocks = first.Choice == Choice.Block && second.Choice == Choice.Block && first.Round == second.Round && first.Hash != second.Hash;
        bool dummyAndFinal = (first.Choice == Choice.Dummy && second.FinalRound == first.Round) || (second.Choice == Choice.Dummy && first.FinalRound == second.Round);
        bool twoFinals = first.FinalRound != 0 && first.FinalRound == second.FinalRound && first.FinalHash != second.FinalHash;
        return twoBlocks || dummyAndFinal || twoFinals;
    }
}
