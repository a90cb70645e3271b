namespace Unum.Grid.Consensus.Protocol;

/// <summary>
/// A validator that lies: it has its key and its place, follows the protocol inside to know where the others are, and on top of that signs what contradicts
/// it: two proposals for two halves, votes for everything, for no block and for finality alike; it withholds, replays, and forges what it can. Liars of
/// one world share a <see cref="Plot"/>, so that what one proposes the other supports.
/// </summary>
internal sealed class Liar
{
    private readonly int _self;
    private readonly Signatures _keys;
    private readonly Dice _dice;
    private readonly Plot _plot;
    private readonly Outbox _out;
    private readonly Outbox _inner = new();
    private readonly ListChain _chain;
    private readonly SimplexValidator _follower;
    private readonly List<Message> _past = [];
    private readonly HashSet<BlockHash> _backed = [];

    public Liar(int self, SimplexOptions options, Signatures keys, Dice dice, Plot plot, Outbox output, IFinalChain? known = null)
    {
        _self = self;
        _keys = keys;
        _dice = dice;
        _plot = plot;
        _out = output;
        _chain = new(known);
        _follower = new(self, options, keys, _chain, [], _inner);
    }

    /// <summary>Where it pretends to be.</summary>
    public SimplexValidator Follower => _follower;

    public void Start()
    {
        _follower.Start();
        PassOn();
    }

    public void Submit(LedgerOperation operation)
    {
        _follower.Submit(operation);
        _follower.Settle();
        PassOn();
    }

    public void Elapsed(TimerKind kind, long id)
    {
        _follower.Elapsed(kind, id);
        PassOn();
    }

    public void Receive(int from, Message message)
    {
        if (_past.Count < 64) _past.Add(message);
        else _past[_dice.Next(64)] = message;
        if (message is Message.Proposal proposal) Back(proposal.Block, _plot.Liars[Leader(proposal.Block)] ? _plot.HalfOf(proposal.Block) : _dice.Next(3) - 1);
        _follower.Receive(from, message);
        PassOn();
        if (_dice.PerMille(_plot.Garbage)) Forge();
        if (_dice.PerMille(_plot.Garbage)) Send(_past[_dice.Next(_past.Count)], -1);
    }

    private static int Leader(LedgerBlock block) => SimplexValidator.Leader(Math.Max(0, block.Round));

    /// <summary>What a follower of the protocol would say: some of it is held back, and proposals are made two.</summary>
    private void PassOn()
    {
        foreach (FinalisedBlock block in _inner.Finalised) _chain.Add(block);
        _out.Timers.AddRange(_inner.Timers);
        (int To, Message Message)[] messages = [.. _inner.Messages];
        _inner.Clear();
        foreach ((int to, Message message) in messages)
        {
            if (message is Message.Proposal proposal)
            {
                ProposeTwo(proposal);
                continue;
            }

            if (_dice.PerMille(_plot.Withhold)) continue;
            if (to == Outbox.Everyone) Send(message, _dice.Next(3) - 1);
            else _out.Messages.Add((to, message));
        }
    }

    private void ProposeTwo(Message.Proposal proposal)
    {
        LedgerBlock one = proposal.Block;
        LedgerBlock other = Twist(one);
        _plot.Halves[one.Hash] = 0;
        _plot.Halves[other.Hash] = 1;
        _plot.Unchosen = other;
        Message.Proposal second = new(other, Vote(other), proposal.Justification);
        switch (_dice.Next(3))
        {
            case 0:
                Send(proposal, 0);
                Send(second, 1);
                Back(one, 0);
                Back(other, 1);
                break;
            case 1:
                Send(proposal, -1);
                Send(second, -1);
                Back(one, -1);
                Back(other, -1);
                break;
            default:
                Send(second, -1);
                Back(other, -1);
                break;
        }
    }

    /// <summary>Another block for the same round, wrong in one of many ways or only another.</summary>
    private LedgerBlock Twist(LedgerBlock block)
    {
        LedgerOperation invented = new(new(77, 1 + (ulong)_dice.Next(5)), new byte[] { 1 });
        switch (_dice.Next(7))
        {
            case 0:
                return new(block.Round, block.Height, block.ParentRound, block.ParentHash, [.. block.Operations, invented]);
            case 1 when _chain.Height > 0 && _chain.Read(_chain.Height).Block.Operations.Count > 0:
                return new(block.Round, block.Height, block.ParentRound, block.ParentHash, [.. block.Operations, _chain.Read(_chain.Height).Block.Operations[0]]);
            case 2 when _chain.Height > 0:
                LedgerBlock last = _chain.Read(_chain.Height).Block;
                return new(block.Round, last.Height, last.ParentRound, last.ParentHash, block.Operations);
            case 3 when _plot.Unchosen is { } loser && loser.Round < block.Round:
                return new(block.Round, loser.Height + 1, loser.Round, loser.Hash, []);
            case 4 when _plot.Seen is { } seen && seen.Round < block.Round:
                return new(block.Round, seen.Height, seen.ParentRound, seen.ParentHash, block.Operations.Reverse().ToArray());
            default:
                LedgerOperation[] fewer = block.Operations.Count > 0 ? [.. block.Operations.Take(block.Operations.Count - 1)] : [];
                return new(block.Round, block.Height, block.ParentRound, block.ParentHash, fewer);
        }
    }

    /// <summary>Votes for a block, and for its finality, and for no block at all, each to whom it may confuse.</summary>
    private void Back(LedgerBlock block, int half)
    {
        if (!_backed.Add(block.Hash)) return;
        _plot.Seen = block;
        Send(new Message.Vote(Vote(block)), half);
        if (_dice.Next(2) == 0) Send(new Message.Vote(_keys.Sign(new(_self, 0, Choice.None, default, block.Round, block.Hash, default))), half);
        if (_dice.Next(2) == 0) Send(new Message.Vote(_keys.Sign(new(_self, block.Round, Choice.Dummy, default, 0, default, default))), half < 0 ? _dice.Next(2) : 1 - half);
    }

    private Ballot Vote(LedgerBlock block) => _keys.Sign(new(_self, block.Round, Choice.Block, block.Hash, 0, default, default));

    /// <summary>Things that no follower of the protocol believes.</summary>
    private void Forge()
    {
        long round = _follower.Round;
        BlockHash hash = _plot.Unchosen?.Hash ?? BlockHash.Of("nothing"u8);
        LedgerOperation invented = new(new(99, 1), new byte[] { 1 });
        Ballot mine = _keys.Sign(new(_self, round, Choice.Dummy, default, 0, default, default));
        switch (_dice.Next(6))
        {
            case 0:
                for (int v = 0; v < SimplexOptions.Validators; v++) Send(new Message.Help([], [new(round, Choice.Dummy, default, Forged(round, Choice.Dummy, default))], []), -1);
                break;
            case 1:
                Send(new Message.Help([], [new(round, Choice.Dummy, default, [mine, mine, mine, mine, mine, mine, mine])], []), -1);
                break;
            case 2:
                LedgerBlock fake = new(_follower.FinalRound + 1, _follower.FinalHeight + 1, _follower.FinalRound, _follower.FinalHash, [invented]);
                Send(new Message.Help([new(fake, Forged(0, Choice.None, fake.Hash, fake.Round))], [], []), -1);
                break;
            case 3 when _past.OfType<Message.Proposal>().SelectMany(p => p.Justification).LastOrDefault() is { } old:
                Send(new Message.Help([], [new(round, Choice.Dummy, default, old.Ballots), new(round, Choice.Block, hash, old.Ballots)], []), -1);
                break;
            case 4:
                Send(new Message.Status(round + 40, 0, 0, -1), -1);
                break;
            default:
                Send(new Message.Vote(mine), _dice.Next(2));
                break;
        }
    }

    private static Ballot[] Forged(long round, Choice choice, BlockHash hash, long finalRound = 0) =>
        [.. Enumerable.Range(0, SimplexOptions.Quorum).Select(v => new Ballot(v, round, choice, finalRound == 0 ? hash : default, finalRound, finalRound == 0 ? default : hash, new byte[Signatures.Size]))];

    /// <summary>To one half (0 or 1) or, with -1, to all.</summary>
    private void Send(Message message, int half)
    {
        for (int to = 0; to < SimplexOptions.Validators; to++)
        {
            if (to != _self && (half < 0 || _plot.Liars[to] || ((_plot.Split >> to) & 1) == half)) _out.Messages.Add((to, message));
        }
    }

    /// <summary>What liars of one world agree on.</summary>
    internal sealed class Plot
    {
        /// <summary>Who lies.</summary>
        public bool[] Liars { get; } = new bool[SimplexOptions.Validators];

        /// <summary>Who is told which story: one bit for each validator.</summary>
        public int Split { get; set; }

        /// <summary>How often in a thousand a message brings forgeries about.</summary>
        public int Garbage { get; set; }

        /// <summary>How often in a thousand what the protocol asks for is held back.</summary>
        public int Withhold { get; set; }

        public Dictionary<BlockHash, int> Halves { get; } = [];

        public LedgerBlock? Unchosen { get; set; }

        public LedgerBlock? Seen { get; set; }

        public int HalfOf(LedgerBlock block) => Halves.GetValueOrDefault(block.Hash, -1);
    }
}
