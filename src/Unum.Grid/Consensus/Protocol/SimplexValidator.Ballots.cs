namespace Unum.Grid.Consensus.Protocol;

/// <summary>Ballots and certificates: what counts, what is checked, what contradicts what.</summary>
internal sealed partial class SimplexValidator
{
    /// <summary>
    /// Takes up a ballot. Its signature is checked when it can still decide something or contradicts what is known; otherwise it is only remembered, so that
    /// a contradiction found later can be proven.
    /// </summary>
    private void Hear(Ballot ballot, bool verified)
    {
        RoundState? vote = ballot.Choice != Choice.None && InWindow(ballot.Round) ? State(ballot.Round) : null;
        RoundState? final = ballot.FinalRound != 0 && InWindow(ballot.FinalRound) ? State(ballot.FinalRound) : null;
        if (vote is null && final is null) return;
        int from = ballot.Validator;
        bool dummy = ballot.Choice == Choice.Dummy;
        RoundState.Heard? voted = vote is null ? null : (dummy ? vote.Dummies : vote.Blocks)[from];
        RoundState.Heard? finalised = final?.Finals[from];
        if ((vote is null || voted is { Verified: true } && voted.Ballot.Hash == ballot.Hash)
            && (final is null || finalised is { Verified: true } && finalised.Ballot.FinalHash == ballot.FinalHash)) return;

        bool needed = final is { Final: null } || (vote is not null && (dummy ? vote.Skipped is null : vote.Notarised is null));
        if (!verified && needed && !(verified = Verified(ballot))) return;
        Compare(ballot, ref verified, voted, finalised, vote, final);

        RoundState.Heard heard = new(ballot, verified);
        if (vote is not null)
        {
            ref RoundState.Heard? slot = ref (dummy ? vote.Dummies : vote.Blocks)[from];
            if (slot is null || (verified && !slot.Verified)) slot = heard;
            if (verified) Tally(vote, ballot);
        }

        if (final is not null)
        {
            ref RoundState.Heard? slot = ref final.Finals[from];
            if (slot is null || (verified && !slot.Verified)) slot = heard;
            if (verified) TallyFinal(final, ballot.FinalHash);
        }
    }

    private bool Verified(Ballot ballot) => Has(Mutation.AcceptUnsigned) || _keys.Verify(ballot);

    /// <summary>Looks for what its signer said before that contradicts it; both must be truly signed.</summary>
    private void Compare(Ballot ballot, ref bool verified, RoundState.Heard? voted, RoundState.Heard? finalised, RoundState? vote, RoundState? final)
    {
        int from = ballot.Validator;
        if (_evidence[from] is not null || Has(Mutation.NoEvidence)) return;
        ReadOnlySpan<RoundState.Heard?> earlier =
        [
            voted, finalised,
            ballot.Choice == Choice.Dummy ? vote?.Finals[from] : null,
            final?.Dummies[from],
            Has(Mutation.FalseAccusation) && ballot.Choice == Choice.Dummy ? vote?.Blocks[from] : null,
        ];
        foreach (RoundState.Heard? heard in earlier)
        {
            if (heard is null) continue;
            bool accused = Evidence.Contradict(heard.Ballot, ballot) || (Has(Mutation.FalseAccusation) && heard.Ballot.Choice == Choice.Block && ballot.Choice == Choice.Dummy);
            if (!accused) continue;
            if (!verified && !(verified = Verified(ballot))) return;
            if (!heard.Verified && !(heard.Verified = Verified(heard.Ballot))) continue;
            Evidence evidence = new(heard.Ballot, ballot);
            _evidence[from] = evidence;
            _out.Evidence.Add(evidence);
            return;
        }
    }

    private void Tally(RoundState state, Ballot ballot)
    {
        bool dummy = ballot.Choice == Choice.Dummy;
        if ((dummy ? state.Skipped : state.Notarised) is not null) return;
        RoundState.Heard?[] slots = dummy ? state.Dummies : state.Blocks;
        int count = 0;
        foreach (RoundState.Heard? heard in slots)
        {
            if (heard is { Verified: true } && heard.Ballot.Hash == ballot.Hash) count++;
        }

        if (count < _quorum) return;
        Ballot[] ballots = [.. slots.Where(h => h is { Verified: true } && h.Ballot.Hash == ballot.Hash).Select(h => h!.Ballot)];
        Accept(new(state.Round, ballot.Choice, ballot.Hash, ballots));
    }

    private void TallyFinal(RoundState state, BlockHash hash)
    {
        if (state.Final is not null) return;
        int count = 0;
        foreach (RoundState.Heard? heard in state.Finals)
        {
            if (heard is { Verified: true } && heard.Ballot.FinalHash == hash) count++;
        }

        if (count < _quorum) return;
        state.Final = [.. state.Finals.Where(h => h is { Verified: true } && h.Ballot.FinalHash == hash).Select(h => h!.Ballot)];
        _bestFinal = Math.Max(_bestFinal, state.Round);
    }

    /// <summary>A certificate that is proven: kept, and written down while the round is not over, so that a restart finds the way back to here.</summary>
    private void Accept(Certificate certificate)
    {
        if (certificate.Round >= _round) _out.Journal.Add(new(null, null, certificate));
        Keep(certificate);
    }

    private void Keep(Certificate certificate)
    {
        RoundState state = State(certificate.Round);
        if (certificate.Choice == Choice.Dummy) state.Skipped ??= certificate;
        else state.Notarised ??= certificate;
    }

    /// <summary>A certificate from someone else: believed when a quorum of different validators signed just that.</summary>
    private void Check(Certificate certificate)
    {
        if (!InWindow(certificate.Round) || certificate.Choice == Choice.None) return;
        bool dummy = certificate.Choice == Choice.Dummy;
        RoundState state = State(certificate.Round);
        if ((dummy ? state.Skipped : state.Notarised) is not null) return;
        int signers = 0;
        int count = 0;
        foreach (Ballot ballot in certificate.Ballots)
        {
            bool fits = ballot.Choice == certificate.Choice && ballot.Round == certificate.Round && ballot.Hash == certificate.Hash;
            if (!fits && !Has(Mutation.StaleNotarisation)) return;
            if ((signers >> ballot.Validator & 1) != 0 && !Has(Mutation.CountTwice)) return;
            signers |= 1 << ballot.Validator;
            count++;
        }

        if (count < _quorum) return;
        foreach (Ballot ballot in certificate.Ballots)
        {
            RoundState.Heard? known = (dummy ? state.Dummies : state.Blocks)[ballot.Validator];
            if (!(known is { Verified: true } && known.Ballot.Equals(ballot)) && !Verified(ballot)) return;
        }

        foreach (Ballot ballot in certificate.Ballots) Hear(ballot, verified: true);
        if ((dummy ? state.Skipped : state.Notarised) is null) Accept(certificate);
    }

    /// <summary>Whether these ballots make a block final.</summary>
    private bool Proves(IReadOnlyList<Ballot> proof, LedgerBlock block)
    {
        if (Has(Mutation.BelieveChain)) return true;
        int signers = 0;
        foreach (Ballot ballot in proof)
        {
            if (ballot.FinalRound != block.Round || ballot.FinalHash != block.Hash || (signers >> ballot.Validator & 1) != 0) return false;
            signers |= 1 << ballot.Validator;
        }

        return proof.Count >= _quorum && proof.All(Verified);
    }
}
