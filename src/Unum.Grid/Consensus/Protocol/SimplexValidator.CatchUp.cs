namespace Unum.Grid.Consensus.Protocol;

/// <summary>Saying again what may have been lost, and helping on who is behind.</summary>
internal sealed partial class SimplexValidator
{
    private const int MostChain = 64;
    private const int MostChainBytes = 8 << 20;
    private const int MostCertificates = 16;

    private void SetTick()
    {
        _tickIsFast = Active;
        _tick++;
        _out.Timers.Add((TimerKind.Tick, _tick, _options.Delta * (_tickIsFast ? 2 : 20)));
    }

    private void OnTick()
    {
        _asked = false;
        bool stuck = _lastTick == (_round, _finalHeight);
        _lastTick = (_round, _finalHeight);
        if (!Has(Mutation.NoResend) && (stuck || !_tickIsFast))
        {
            if (Active) SayAgain();
            SayWhereIAm(Outbox.Everyone);
        }

        SetTick();
    }

    private void SayAgain()
    {
        RoundState state = State(_round);
        if (state.MyBlock is { } vote)
        {
            LedgerBlock? block = Leader(_round) == _self ? state.Body(vote.Hash) : null;
            _out.Messages.Add((Outbox.Everyone, block is null ? new Message.Vote(vote) : new Message.Proposal(block, vote, Justify(block))));
        }

        if (state.MyDummy is { } dummy) _out.Messages.Add((Outbox.Everyone, new Message.Vote(dummy)));
        if (_tipRound > _finalRound && State(_tipRound).MyFinal is { } final && !ReferenceEquals(final, state.MyBlock) && !ReferenceEquals(final, state.MyDummy))
        {
            _out.Messages.Add((Outbox.Everyone, new Message.Vote(final)));
        }
    }

    private void SayWhereIAm(int to)
    {
        long known = _round;
        for (long round = _finalRound + 1; round < known; round++)
        {
            if (!_rounds.TryGetValue(round, out RoundState? state) || Lacks(state)) known = round;
        }

        // A notarised block may build on one that we know only as passed over.
        for (long round = _finalRound + 1; round < _round; round++)
        {
            if (!_rounds.TryGetValue(round, out RoundState? state) || state.Notarised is not { } notarised || state.Body(notarised.Hash) is not { } block) continue;
            if (block.ParentRound > _finalRound && block.ParentRound < known && Notarised(block.ParentRound, block.ParentHash) is null) known = block.ParentRound;
        }

        _out.Messages.Add((to, new Message.Status(_round, known, _finalHeight, to == Outbox.Everyone ? _attempt++ & 0xFFFF : -1)));
    }

    private static bool Lacks(RoundState state) => state.Notarised is { } notarised ? state.Body(notarised.Hash) is null : state.Skipped is null || state.Final is not null;

    /// <summary>Someone speaks of rounds that we have not reached: ask it, once between two ticks.</summary>
    private void NoticeAhead(int from, long round)
    {
        if (round <= _round + 1 || _asked || Has(Mutation.NoResend)) return;
        _asked = true;
        SayWhereIAm(from);
    }

    private void OnStatus(int from, Message.Status status)
    {
        NoticeAhead(from, status.Round);
        if (status.Height > _finalHeight && !_asked && !Has(Mutation.NoResend))
        {
            _asked = true;
            SayWhereIAm(from);
        }

        // Four of nine answer each attempt, others the next: who is behind need not hear it from all.
        if (status.Attempt >= 0 && (_self - from + SimplexOptions.Validators + status.Attempt) % SimplexOptions.Validators > 3) return;
        if (Has(Mutation.NoHelp) || status.Height < 0 || (status.Height >= _finalHeight && status.Known >= _round)) return;
        List<FinalisedBlock> chain = [];
        long bytes = 0;
        long height = status.Height;
        while (height < _finalHeight && ((chain.Count < MostChain && bytes < MostChainBytes) || chain[^1].Proof.Count == 0))
        {
            FinalisedBlock block = FinalAt(++height);
            chain.Add(block);
            bytes += block.Block.Operations.Sum(o => (long)o.Payload.Length);
        }

        List<Certificate> certificates = [];
        List<LedgerBlock> bodies = [];
        long first = Math.Max(status.Height == _finalHeight ? status.Known : 0, _finalRound + 1);
        for (long round = first; height >= _finalHeight && round < _round && certificates.Count < MostCertificates; round++)
        {
            RoundState state = State(round);
            if (state.Skipped is { } skipped) certificates.Add(skipped);
            if (state.Notarised is not { } notarised) continue;
            certificates.Add(notarised);
            if (state.Body(notarised.Hash) is { } body) bodies.Add(body);
        }

        if (chain.Count + certificates.Count > 0) _out.Messages.Add((from, new Message.Help(chain, certificates, bodies)));
    }

    /// <summary>A final block: from the host, or from this very step, which the host has not taken over yet.</summary>
    private FinalisedBlock FinalAt(long height) => height <= _chain.Height ? _chain.Read(height) : _out.Finalised[(int)(height - _chain.Height - 1)];

    private void OnHelp(Message.Help help)
    {
        Adopt(help.Chain);
        foreach (Certificate certificate in help.Certificates) Check(certificate);
        foreach (LedgerBlock body in help.Bodies)
        {
            if (!InWindow(body.Round)) continue;
            RoundState state = State(body.Round);
            bool wanted = state.Notarised?.Hash == body.Hash || (state.Final is { } final && final[0].FinalHash == body.Hash);
            if (wanted && state.Body(body.Hash) is null) state.Bodies.Add(body);
        }
    }

    /// <summary>Takes over final blocks that follow our own, when they hang together and the last is proven.</summary>
    private void Adopt(IReadOnlyList<FinalisedBlock> chain)
    {
        List<FinalisedBlock> news = [.. chain.SkipWhile(b => b.Block.Height <= _finalHeight)];
        if (news.Count == 0) return;
        (long round, long height, BlockHash hash) = (_finalRound, _finalHeight, _finalHash);
        foreach (FinalisedBlock block in news)
        {
            if (block.Block.Height != height + 1 || block.Block.ParentRound != round || block.Block.ParentHash != hash || block.Block.Round <= round) return;
            (round, height, hash) = (block.Block.Round, block.Block.Height, block.Block.Hash);
        }

        if (!Proves(news[^1].Proof, news[^1].Block)) return;
        // A proof inside that nobody checked is left out: what is kept as proven is proven.
        Commit([.. news.Select((b, i) => i == news.Count - 1 ? b : b with { Proof = [] })]);
    }
}
