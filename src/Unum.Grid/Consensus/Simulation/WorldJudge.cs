using Unum.Grid.Consensus.Protocol;

namespace Unum.Grid.Consensus.Simulation;

/// <summary>
/// What must hold at every step of a world, checked from outside with none of the validators' own bookkeeping:
/// agreement (one block at a height, each on the one before), validity (only submitted operations, each once), an honest validator never contradicts
/// itself, evidence only against liars, and evidence against every liar whose contradicting ballots one honest validator was handed.
/// </summary>
internal sealed class WorldJudge
{
    private readonly List<BlockHash> _canonical = [];
    private readonly HashSet<OperationId> _final = [];
    private readonly Dictionary<OperationId, LedgerOperation> _submitted = [];
    private readonly IReadOnlyList<LedgerOperation> _operations;
    private readonly Signatures _keys;
    private readonly bool _outcomesOnly;
    private readonly bool[] _lies = new bool[SimplexOptions.Validators];
    private readonly List<Ballot>[] _said = new List<Ballot>[SimplexOptions.Validators];
    private readonly List<Ballot>[,] _handed = new List<Ballot>[SimplexOptions.Validators, SimplexOptions.Validators];
    private readonly HashSet<OperationId>[] _finalAt = new HashSet<OperationId>[SimplexOptions.Validators];
    private int _toProve = -1;

    public WorldJudge(WorldPlan plan, IReadOnlyList<LedgerOperation> operations, Signatures keys, bool outcomesOnly)
    {
        _operations = operations;
        _keys = keys;
        _outcomesOnly = outcomesOnly;
        foreach (int liar in plan.Liars) _lies[liar] = true;
        for (int i = 0; i < _said.Length; i++) (_said[i], _finalAt[i]) = ([], []);
    }

    public long Height => _canonical.Count;

    public void Submitted(int index) => _submitted.TryAdd(_operations[index].Id, _operations[index]);

    /// <summary>A new life has seen nothing yet.</summary>
    public void Begins(ConsensusWorld.Node node)
    {
        for (int from = 0; from < SimplexOptions.Validators; from++)
        {
            if (_lies[from]) _handed[node.Number, from] = [];
        }
    }

    public void Final(ConsensusWorld.Node node, FinalisedBlock final)
    {
        LedgerBlock block = final.Block;
        if (block.Height != node.Chain.Height) throw new Violation("agreement", FormattableString.Invariant($"{ValidatorNames.Of(node.Number)} has height {block.Height} final at place {node.Chain.Height}."));
        if (block.Height > _canonical.Count)
        {
            BlockHash parent = _canonical.Count == 0 ? default : _canonical[^1];
            if (block.ParentHash != parent) throw new Violation("agreement", FormattableString.Invariant($"Block {block.Height} of {ValidatorNames.Of(node.Number)} builds on {block.ParentHash.ToString()[..8]}, not on {parent.ToString()[..8]}."));
            _canonical.Add(block.Hash);
            foreach (LedgerOperation operation in block.Operations)
            {
                if (!_submitted.TryGetValue(operation.Id, out LedgerOperation? submitted) || !submitted.Equals(operation)) throw new Violation("validity", $"Nobody submitted {operation.Id}.");
                if (!_final.Add(operation.Id)) throw new Violation("validity", $"{operation.Id} is final twice.");
            }
        }
        else if (_canonical[(int)block.Height - 1] != block.Hash)
        {
            throw new Violation("agreement", FormattableString.Invariant($"{ValidatorNames.Of(node.Number)} has {block.Hash.ToString()[..8]} final at height {block.Height}, another has {_canonical[(int)block.Height - 1].ToString()[..8]}."));
        }

        foreach (LedgerOperation operation in block.Operations) _finalAt[node.Number].Add(operation.Id);
    }

    /// <summary>An honest validator sends something: it may never contradict what it sent in any of its lives.</summary>
    public void Says(ConsensusWorld.Node node, Message message)
    {
        Ballot? ballot = message switch { Message.Vote v => v.Ballot, Message.Proposal p => p.Ballot, _ => null };
        if (ballot is null || _outcomesOnly) return;
        List<Ballot> said = _said[node.Number];
        for (int i = said.Count - 1; i >= 0; i--)
        {
            if (ReferenceEquals(said[i], ballot)) return;
            if (Evidence.Contradict(said[i], ballot)) throw new Violation("honesty", new Evidence(said[i], ballot).Reason);
        }

        said.Add(ballot);
    }

    public void Accusations(Outbox step)
    {
        if (_outcomesOnly) return;
        foreach (Evidence evidence in step.Evidence)
        {
            if (!_lies[evidence.Guilty]) throw new Violation("evidence", $"An honest validator is accused: {evidence.Reason}");
            if (!Evidence.Contradict(evidence.First, evidence.Second) || !_keys.Verify(evidence.First) || !_keys.Verify(evidence.Second)) throw new Violation("evidence", "Evidence that proves nothing.");
        }
    }

    /// <summary>A liar's ballot reaches an honest validator while it matters: with an earlier one that it contradicts there must be evidence after this step.</summary>
    public void Delivered(ConsensusWorld.Node node, int from, Message message)
    {
        _toProve = -1;
        if (_outcomesOnly || !_lies[from]) return;
        Ballot? ballot = message switch
        {
            Message.Vote v => v.Ballot,
            Message.Proposal p when p.Ballot.Hash == p.Block.Hash && p.Ballot.Choice == Choice.Block && p.Ballot.Round == p.Block.Round && SimplexValidator.Leader(Math.Max(0, p.Block.Round)) == from => p.Ballot,
            _ => null,
        };
        if (ballot is null || ballot.Validator != from) return;
        SimplexValidator validator = node.Validator!;
        if (!Matters(ballot, validator)) return;
        if (!_keys.Verify(ballot)) return;
        List<Ballot> handed = _handed[node.Number, from];
        handed.RemoveAll(b => !Matters(b, validator));
        foreach (Ballot earlier in handed)
        {
            if (Evidence.Contradict(earlier, ballot)) _toProve = from;
        }

        handed.Add(ballot);
    }

    public void AfterReceive(ConsensusWorld.Node node)
    {
        if (_toProve >= 0 && node.Validator!.EvidenceAgainst[_toProve] is null) throw new Violation("evidence", $"{ValidatorNames.Of(node.Number)} was handed two contradicting ballots of {ValidatorNames.Of(_toProve)} and keeps no evidence.");
    }

    public bool FinalEverywhere(OperationId id, ConsensusWorld.Node[] nodes)
    {
        foreach (ConsensusWorld.Node node in nodes)
        {
            if (!node.Lies && !_finalAt[node.Number].Contains(id)) return false;
        }

        return true;
    }

    public bool AllFinal(ConsensusWorld.Node[] nodes)
    {
        foreach (ConsensusWorld.Node node in nodes)
        {
            if (!node.Lies && _finalAt[node.Number].Count < _operations.Count) return false;
        }

        return true;
    }

    public string Missing(ConsensusWorld.Node[] nodes) => string.Join(' ', nodes.Where(n => !n.Lies && _finalAt[n.Number].Count < _operations.Count).Select(n =>
        FormattableString.Invariant($"{ValidatorNames.Of(n.Number)} has {_finalAt[n.Number].Count} of {_operations.Count} operations final, height {n.Validator?.FinalHeight}, round {n.Validator?.Round}.")));

    private static bool Matters(Ballot ballot, SimplexValidator validator)
    {
        long low = validator.FinalRound;
        long high = validator.Round + SimplexValidator.Window;
        return (ballot.Choice == Choice.None || (ballot.Round > low && ballot.Round <= high)) && (ballot.FinalRound == 0 || (ballot.FinalRound > low && ballot.FinalRound <= high));
    }
}
