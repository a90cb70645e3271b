namespace Unum.Grid.Consensus.Protocol;

/// <summary>What a validator is doing, in words.</summary>
internal sealed partial class SimplexValidator
{
    /// <summary>idle, proposing, voting or catching up; and what it waits for.</summary>
    public (string State, string WaitsFor) Tell()
    {
        if (_bestFinal > _finalRound) return ("catching up", FormattableString.Invariant($"waits for the block of round {_bestFinal}, which is final"));
        if (!Active) return ("idle", "");
        RoundState state = State(_round);
        int leader = Leader(_round);
        string silent = Silent(out int answering);
        string who = answering >= _quorum ? "" : FormattableString.Invariant($": {answering} of {SimplexOptions.Validators} answer; {_quorum} are needed: nothing from {silent}");
        if (state.MyBlock is null && state.MyDummy is null)
        {
            return leader == _self
                ? ("proposing", FormattableString.Invariant($"leads round {_round} and waits for the block that it builds on or for operations"))
                : ("voting", FormattableString.Invariant($"waits for {ValidatorNames.Of(leader)} to propose in round {_round}{(state.Proposed is null ? "" : ", or for operations of its proposal")}"));
        }

        int votes = state.Blocks.Count(h => h is { Verified: true });
        int dummies = state.Dummies.Count(h => h is { Verified: true });
        return ("voting", FormattableString.Invariant($"waits for votes in round {_round}: {votes} for a block, {dummies} for none{who}"));
    }

    /// <summary>Who has said nothing since this round began.</summary>
    private string Silent(out int answering)
    {
        List<string> silent = [];
        for (int i = 0; i < SimplexOptions.Validators; i++)
        {
            if (i != _self && _heard[i] < _round) silent.Add(ValidatorNames.Of(i));
        }

        answering = SimplexOptions.Validators - silent.Count;
        return string.Join(", ", silent);
    }
}
