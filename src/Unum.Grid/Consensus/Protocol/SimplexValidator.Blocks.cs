namespace Unum.Grid.Consensus.Protocol;

/// <summary>Blocks: proposed, judged, voted for and made final.</summary>
internal sealed partial class SimplexValidator
{
    private enum Verdict
    {
        Wait,
        Good,
        Bad,
    }

    private void OnProposal(int from, Message.Proposal proposal)
    {
        LedgerBlock block = proposal.Block;
        Ballot vote = proposal.Ballot;
        NoticeAhead(from, block.Round);
        if (!InWindow(block.Round)) return;
        if (vote.Choice != Choice.Block || vote.Round != block.Round || vote.Validator != Leader(block.Round) || from != vote.Validator || vote.Hash != block.Hash) return;
        foreach (Certificate certificate in proposal.Justification.Take(Window)) Check(certificate);
        Hear(vote, verified: false);
        if (!InWindow(block.Round) || block.Operations.Count > _options.MostOperations) return;
        RoundState state = State(block.Round);
        if (state.Blocks[from] is not { Verified: true } heard) return;
        bool first = heard.Ballot.Hash == block.Hash;
        if (state.Bodies.Count < 3 && state.Body(block.Hash) is null && (first || Verified(vote))) state.Bodies.Add(block);
        if (first) state.Proposed ??= block;
        else if (Has(Mutation.DoubleVote) && state.MyBlock is not null && state.MyBlock.Hash != block.Hash) Cast(Choice.Block, block.Round, block.Hash, block, null);
    }

    /// <summary>A leader with something to do proposes on the block it knows to be notarised last.</summary>
    private bool Propose()
    {
        if (Leader(_round) != _self || State(_round).MyBlock is not null || !TryParent(_tipRound, _tipHash, out long height)) return false;
        List<LedgerOperation> operations = Pick();
        if (operations.Count == 0)
        {
            if (UnfinishedOperations() == 0) return false;
            if (_pushed != _round)
            {
                if (_pushSet != _round) _out.Timers.Add((TimerKind.Push, _round, Math.Max(1, _options.Delta / 2)));
                _pushSet = _round;
                return false;
            }
        }

        LedgerBlock block = new(_round, height + 1, _tipRound, _tipHash, operations);
        RoundState state = State(_round);
        state.Bodies.Add(block);
        state.Proposed ??= block;
        Cast(Choice.Block, _round, block.Hash, block, Justify(block));
        return true;
    }

    /// <summary>The certificates that let a block stand where it stands: its parent's, and those of the rounds passed over.</summary>
    private List<Certificate> Justify(LedgerBlock block)
    {
        List<Certificate> all = [];
        for (long round = Math.Max(block.ParentRound, _finalRound + 1); round < block.Round; round++)
        {
            RoundState state = State(round);
            Certificate? certificate = round == block.ParentRound ? state.Notarised : state.Skipped;
            if (certificate is not null) all.Add(certificate);
        }

        return all;
    }

    private List<LedgerOperation> Pick()
    {
        List<LedgerOperation> picked = [];
        if (_pool.Count == 0) return picked;
        long bytes = 0;
        foreach (LedgerOperation operation in _pool.Oldest())
        {
            if (picked.Count == _options.MostOperations) break;
            if (InChain(operation.Id, _tipRound, _tipHash)) continue;
            bytes += operation.Payload.Length;
            if (bytes > SimplexOptions.MostBytes && picked.Count > 0) break;
            picked.Add(operation);
        }

        return picked;
    }

    private bool VoteForProposal()
    {
        if (!_rounds.TryGetValue(_round, out RoundState? state) || state.Proposed is not { } block || state.MyBlock is not null || state.Refused) return false;
        switch (Judge(block, state))
        {
            case Verdict.Good:
                Cast(Choice.Block, _round, block.Hash, block, null);
                return true;
            case Verdict.Bad:
                state.Refused = true;
                return false;
            default:
                return false;
        }
    }

    private Verdict Judge(LedgerBlock block, RoundState state)
    {
        if (block.ParentRound >= block.Round) return Verdict.Bad;
        if (!TryParent(block.ParentRound, block.ParentHash, out long height)) return block.ParentRound < _finalRound ? Verdict.Bad : Verdict.Wait;
        if (block.Height != height + 1) return Verdict.Bad;
        if (!Has(Mutation.NoSkipCheck))
        {
            for (long round = block.ParentRound + 1; round < block.Round; round++)
            {
                if (!_rounds.TryGetValue(round, out RoundState? between) || between.Skipped is null) return Verdict.Wait;
            }
        }

        bool all = true;
        HashSet<OperationId>? seen = block.Operations.Count > 1 ? new(block.Operations.Count) : null;
        foreach (LedgerOperation operation in block.Operations)
        {
            bool repeated = (seen is not null && !seen.Add(operation.Id)) || _finalOperations.Contains(operation.Id) || InChain(operation.Id, block.ParentRound, block.ParentHash);
            if (repeated && !Has(Mutation.Repeat)) return Verdict.Bad;
            all &= repeated || _pool.Holds(operation);
        }

        return all || Has(Mutation.Unsubmitted) || Vouched(state, block.Hash) ? Verdict.Good : Verdict.Wait;
    }

    /// <summary>Whether so many vote for it that someone honest among them had each operation from a client.</summary>
    private static bool Vouched(RoundState state, BlockHash hash)
    {
        int votes = 0;
        foreach (RoundState.Heard? heard in state.Blocks)
        {
            if (heard is { Verified: true } && heard.Ballot.Hash == hash) votes++;
        }

        return votes >= SimplexOptions.Vouchers;
    }

    /// <summary>Whether a block is final or notarised, and known together with all that it builds on.</summary>
    private bool TryParent(long round, BlockHash hash, out long height)
    {
        height = _finalHeight;
        if (round == _finalRound) return hash == _finalHash;
        LedgerBlock? block = Notarised(round, hash);
        if (block is null) return false;
        height = block.Height;
        while (block.ParentRound > _finalRound)
        {
            block = Notarised(block.ParentRound, block.ParentHash);
            if (block is null) return false;
        }

        return block.ParentRound == _finalRound && block.ParentHash == _finalHash;
    }

    private LedgerBlock? Notarised(long round, BlockHash hash)
    {
        if (round <= _finalRound || !_rounds.TryGetValue(round, out RoundState? state)) return null;
        return state.Notarised?.Hash == hash || Has(Mutation.NoParentCheck) ? state.Body(hash) : null;
    }

    /// <summary>Whether a chain that <see cref="TryParent"/> approved has an operation that is not final yet.</summary>
    private bool InChain(OperationId id, long round, BlockHash hash)
    {
        while (round > _finalRound && _rounds.TryGetValue(round, out RoundState? state) && state.Body(hash) is { } block)
        {
            if (block.Contains(id)) return true;
            round = block.ParentRound;
            hash = block.ParentHash;
        }

        return false;
    }

    /// <summary>How many operations are in notarised blocks that are not final.</summary>
    private int UnfinishedOperations()
    {
        int count = 0;
        long round = _tipRound;
        BlockHash hash = _tipHash;
        while (round > _finalRound && _rounds.TryGetValue(round, out RoundState? state))
        {
            // A notarised block that we have not seen is work too: it must be fetched.
            if (state.Body(hash) is not { } block) return count + 1;
            count += block.Operations.Count;
            round = block.ParentRound;
            hash = block.ParentHash;
        }

        return count;
    }

    /// <summary>Makes final what a quorum finalised, once it and all that it builds on is here.</summary>
    private bool AdvanceFinal()
    {
        if (_bestFinal <= _finalRound || !_rounds.TryGetValue(_bestFinal, out RoundState? state) || state.Final is not { } proof) return false;
        List<FinalisedBlock> chain = [];
        LedgerBlock? block = state.Body(proof[0].FinalHash);
        while (block is not null)
        {
            chain.Add(new(block, State(block.Round).Final is { } own && own[0].FinalHash == block.Hash ? own : []));
            if (block.ParentRound <= _finalRound) break;
            block = State(block.ParentRound).Body(block.ParentHash);
        }

        if (block is null || block.ParentRound != _finalRound || block.ParentHash != _finalHash) return false;
        chain.Reverse();
        Commit(chain);
        return true;
    }

    private void Commit(List<FinalisedBlock> blocks)
    {
        foreach (FinalisedBlock block in blocks)
        {
            Remember(block.Block);
            _out.Finalised.Add(block);
        }

        foreach (long round in _rounds.Keys.Where(r => r <= _finalRound).ToArray()) _rounds.Remove(round);
        if (_toFinalise <= _finalRound) (_toFinalise, _toFinaliseHash) = (0, default);
        if (_tipRound <= _finalRound) (_tipRound, _tipHash) = (_finalRound, _finalHash);
        _round = Math.Max(_round, _finalRound + 1);
    }

    private void Remember(LedgerBlock block)
    {
        foreach (LedgerOperation operation in block.Operations)
        {
            _finalOperations.Add(operation.Id);
            _pool.Remove(operation.Id);
        }

        _finalHeight = block.Height;
        _finalRound = block.Round;
        _finalHash = block.Hash;
        if (_tipRound <= _finalRound) (_tipRound, _tipHash) = (_finalRound, _finalHash);
    }
}
