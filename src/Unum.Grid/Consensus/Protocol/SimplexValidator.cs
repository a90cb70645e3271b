namespace Unum.Grid.Consensus.Protocol;

/// <summary>
/// One validator of Simplex (Chan and Pass, "Simplex Consensus: A Simple and Fast Consensus Protocol", TCC 2023) among n = 9, f = 2, quorum q = 7, as a pure
/// state machine: messages, timers and submissions go in, an <see cref="Outbox"/> comes out; time, randomness, network, disk and keys are outside.
/// <code>
/// round r, leader r mod 9:
///   leader     proposes a block on the last notarised one, with its own vote                         Proposal
///   everyone   votes for the leader's first block if its parent is notarised, every round between
///              may be passed over, and every operation was submitted and is new                      Ballot(r, block)
///   timer      votes for no block, unless it finalised r                                             Ballot(r, dummy)
///   q votes    notarise the block: on to r + 1, and finalise r unless it voted dummy in r            Ballot(…, finalises r), with the next vote
///   q dummies  on to r + 1, r may be passed over
///   q finals   the block and all it builds on is final
/// </code>
/// Safe because any two sets of q share 2q - n = 5, so as many as four may lie; alive while q of the honest reach each other. Differences from the paper:
/// a block names its parent's round and certificates stand for the rounds between; a ballot carries vote and finalise under one signature; rounds rest
/// while there is nothing to do; a leader silent since it last failed, or proven a liar, is not waited for; votes, blocks voted for and certificates are on disk before
/// anything that follows from them is sent (the paper has no restarts).
/// An operation counts as submitted when it came from a client to us, or when <see cref="SimplexOptions.Vouchers"/> others vote for it.
/// Cost of a block per validator in the steady state: one signature and six verifications. Memory: rounds since the last final one, at most
/// <see cref="Window"/> ahead, nine slots of each kind.
/// </summary>
internal sealed partial class SimplexValidator
{
    /// <summary>How many rounds ahead ballots are kept.</summary>
    public const int Window = 64;

    private readonly int _self;
    private readonly SimplexOptions _options;
    private readonly Signatures _keys;
    private readonly IFinalChain _chain;
    private readonly Mutation _mutation;
    private readonly int _quorum;
    private readonly Outbox _out;
    private readonly OperationPool _pool = new();
    private readonly FinalOperations _finalOperations = new();
    private readonly Dictionary<long, RoundState> _rounds = [];
    private readonly Evidence?[] _evidence = new Evidence?[SimplexOptions.Validators];
    private readonly long[] _heard = new long[SimplexOptions.Validators];
    private readonly bool[] _suspect = new bool[SimplexOptions.Validators];

    private long _round = 1;
    private long _finalHeight;
    private long _finalRound;
    private BlockHash _finalHash;
    private long _bestFinal;
    private long _tipRound;
    private BlockHash _tipHash;
    private long _toFinalise;
    private BlockHash _toFinaliseHash;
    private long _finaliseTimer;
    private long _pushSet;
    private long _pushed;
    private long _tick;
    private bool _tickIsFast;
    private bool _asked;
    private int _attempt;
    private (long Round, long Height) _lastTick;

    /// <summary>A validator as its disk remembers it; nothing is sent before <see cref="Start"/>.</summary>
    /// <param name="self">Its number.</param>
    /// <param name="options">What it shares with the others.</param>
    /// <param name="keys">Signs as itself, verifies as all.</param>
    /// <param name="chain">Its final blocks.</param>
    /// <param name="records">Its journal, oldest first.</param>
    /// <param name="output">Filled by each step; the host empties it.</param>
    /// <param name="mutation">A deliberate mistake, for simulations.</param>
    public SimplexValidator(int self, SimplexOptions options, Signatures keys, IFinalChain chain, IEnumerable<JournalRecord> records, Outbox output, Mutation mutation = Mutation.None)
    {
        _self = self;
        _options = options;
        _keys = keys;
        _chain = chain;
        _out = output;
        _mutation = mutation;
        _quorum = Has(Mutation.Quorum5) ? 5 : Has(Mutation.Quorum6) ? 6 : SimplexOptions.Quorum;
        for (long height = 1; height <= chain.Height; height++) Remember(chain.Read(height).Block);
        _round = _finalRound + 1;
        foreach (JournalRecord record in records) Recall(record);
    }

    public long Round => _round;

    public long FinalHeight => _finalHeight;

    public long FinalRound => _finalRound;

    public BlockHash FinalHash => _finalHash;

    public int Pending => _pool.Count;

    /// <summary>The notarised block that its next proposal builds on.</summary>
    public (long Round, BlockHash Hash) Tip => (_tipRound, _tipHash);

    public IReadOnlyList<Evidence?> EvidenceAgainst => _evidence;

    public static int Leader(long round) => (int)(round % SimplexOptions.Validators);

    /// <summary>Begins or begins again: says where it is, and goes on from there.</summary>
    public void Start()
    {
        Settle();
        SayWhereIAm(Outbox.Everyone);
        SetTick();
    }

    /// <summary>A client submits an operation. One that is known or final changes nothing. After one or many the host calls <see cref="Settle"/>.</summary>
    public void Submit(LedgerOperation operation)
    {
        if (!_finalOperations.Contains(operation.Id)) _pool.Add(operation);
    }

    /// <summary>Whether an operation is final here.</summary>
    public bool IsFinal(OperationId id) => _finalOperations.Contains(id);

    /// <summary>A message from another validator. Anything false in it is ignored.</summary>
    public void Receive(int from, Message message)
    {
        if (from == _self) return;
        _heard[from] = _round;
        _suspect[from] = false;
        switch (message)
        {
            case Message.Proposal proposal:
                OnProposal(from, proposal);
                break;
            case Message.Vote vote when vote.Ballot.Validator == from:
                NoticeAhead(from, vote.Ballot.Round);
                Hear(vote.Ballot, verified: false);
                break;
            case Message.Status status:
                OnStatus(from, status);
                break;
            case Message.Help help:
                OnHelp(help);
                break;
        }

        Settle();
    }

    /// <summary>A timer that the outbox asked for has run out.</summary>
    public void Elapsed(TimerKind kind, long id)
    {
        switch (kind)
        {
            case TimerKind.Round when id == _round:
                RoundState state = State(id);
                if (state.MyDummy is null && state.MyFinal is null) Cast(Choice.Dummy, id, default, null, null);
                break;
            case TimerKind.Push when id == _round:
                _pushed = id;
                break;
            case TimerKind.Finalise when id == _toFinalise && id != 0:
                Cast(Choice.None, 0, default, null, null);
                break;
            case TimerKind.Tick when id == _tick:
                OnTick();
                break;
        }

        Settle();
    }

    /// <summary>Goes as far as what is known allows.</summary>
    public void Settle()
    {
        while (AdvanceFinal() || AdvanceRound() || Propose() || VoteForProposal())
        {
        }

        FlushFinalise();
        if (!Active) return;
        RoundState state = State(_round);
        if (!state.TimerSet)
        {
            state.TimerSet = true;
            _out.Timers.Add((TimerKind.Round, _round, Hopeless(Leader(_round)) ? 0 : 4 * _options.Delta));
        }

        if (!_tickIsFast) SetTick();
    }

    /// <summary>Whether there is anything to be done: operations that are not final, or others who vote.</summary>
    private bool Active
    {
        get
        {
            if (_pool.Count > 0 || UnfinishedOperations() > 0) return true;
            if (!_rounds.TryGetValue(_round, out RoundState? state)) return false;
            if (state.Proposed is not null || state.MyDummy is not null) return true;
            for (int i = 0; i < SimplexOptions.Validators; i++)
            {
                if (state.Blocks[i] is not null || state.Dummies[i] is not null) return true;
            }

            return false;
        }
    }

    /// <summary>A leader not worth waiting for: silent since it last failed, or a proven liar. What it proposes in time still counts.</summary>
    private bool Hopeless(int leader) => _suspect[leader] || _evidence[leader] is not null;

    private bool Has(Mutation mutation) => (_mutation & mutation) != 0;

    private bool InWindow(long round) => round > _finalRound && round <= _round + Window;

    private RoundState State(long round)
    {
        if (!_rounds.TryGetValue(round, out RoundState? state)) _rounds[round] = state = new(round);
        return state;
    }

    /// <summary>The round is over when its block is notarised or a quorum passes over it.</summary>
    private bool AdvanceRound()
    {
        if (!_rounds.TryGetValue(_round, out RoundState? state)) return false;
        if (state.Notarised is { } notarised)
        {
            _tipRound = _round;
            _tipHash = notarised.Hash;
            if (state.MyFinal is null && (state.MyDummy is null || Has(Mutation.FinaliseAfterTimeout)))
            {
                _toFinalise = _round;
                _toFinaliseHash = notarised.Hash;
            }
        }
        else if (state.Skipped is not null)
        {
            int leader = Leader(_round);
            if (leader != _self && _heard[leader] < _round) _suspect[leader] = true;
        }
        else
        {
            return false;
        }

        _round++;
        return true;
    }

    /// <summary>A finalise travels with the next vote when one is to be expected, alone otherwise.</summary>
    private void FlushFinalise()
    {
        if (_toFinalise == 0 || _finaliseTimer == _toFinalise) return;
        if (_pool.Count > UnfinishedOperations())
        {
            _finaliseTimer = _toFinalise;
            _out.Timers.Add((TimerKind.Finalise, _toFinalise, Math.Max(1, _options.Delta / 4)));
            return;
        }

        Cast(Choice.None, 0, default, null, null);
    }

    /// <summary>Signs a ballot, writes it down, sends it and counts it.</summary>
    private void Cast(Choice choice, long round, BlockHash hash, LedgerBlock? block, IReadOnlyList<Certificate>? justification)
    {
        Ballot ballot = _keys.Sign(new(_self, round, choice, hash, _toFinalise, _toFinaliseHash, default));
        _toFinalise = 0;
        _toFinaliseHash = default;
        _out.Journal.Add(new(ballot, block, null));
        _out.Messages.Add((Outbox.Everyone, justification is null ? new Message.Vote(ballot) : new Message.Proposal(block!, ballot, justification)));
        Own(ballot);
        Hear(ballot, verified: true);
    }

    private void Own(Ballot ballot)
    {
        if (ballot.Choice == Choice.Block && ballot.Round > _finalRound) State(ballot.Round).MyBlock = ballot;
        if (ballot.Choice == Choice.Dummy && ballot.Round > _finalRound) State(ballot.Round).MyDummy = ballot;
        if (ballot.FinalRound > _finalRound) State(ballot.FinalRound).MyFinal = ballot;
    }

    /// <summary>Takes up one record of an earlier life.</summary>
    private void Recall(JournalRecord record)
    {
        if (record.Round <= _finalRound) return;
        if (record.Certificate is { } certificate)
        {
            foreach (Ballot b in certificate.Ballots) Hear(b, verified: true);
            Keep(certificate);
            while (AdvanceRound())
            {
            }

            return;
        }

        Ballot ballot = record.Ballot!;
        Own(ballot);
        Hear(ballot, verified: true);
        if (record.Block is { } block && block.Round > _finalRound)
        {
            RoundState state = State(block.Round);
            if (state.Body(block.Hash) is null) state.Bodies.Add(block);
            state.Proposed ??= block;
        }
    }
}
