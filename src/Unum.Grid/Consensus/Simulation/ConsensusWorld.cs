using System.Globalization;
using Unum.Grid.Consensus.Protocol;
using Unum.Grid.Consensus.Wire;

namespace Unum.Grid.Consensus.Simulation;

/// <summary>
/// Nine validators, their disks, clients and a network in virtual time, all from one <see cref="WorldPlan"/>. Events in the order of their time and then
/// of their making; nothing else decides what happens. <see cref="WorldJudge"/> looks at every step.
/// </summary>
internal sealed class ConsensusWorld
{
    /// <summary>Virtual time after healing within which everything must be final everywhere: 150 delta. The most ever seen is told by the report.</summary>
    public const int Bound = 300 * WorldPlan.Delta;

    private const int Resubmit = 4 * WorldPlan.Delta;

    private readonly WorldPlan _plan;
    private readonly Mutation _mutation;
    private readonly bool _wire;
    private readonly List<string>? _trace;
    private readonly Dice _dice;
    private readonly Signatures _keys;
    private readonly Node[] _nodes = new Node[SimplexOptions.Validators];
    private readonly Calendar<Happening> _queue = new();
    private readonly LedgerOperation[] _operations;
    private readonly WorldJudge _judge;
    private readonly SimplexOptions _options;
    private readonly Liar.Plot _plot = new();
    private readonly WireWriter _writer = new();
    private int _now;

    /// <summary>A world.</summary>
    /// <param name="plan">What goes wrong.</param>
    /// <param name="mutation">A mistake in the protocol of the honest.</param>
    /// <param name="keys">Real or cheap signatures; with real ones every message and record also goes through its bytes.</param>
    /// <param name="wire">Whether messages and records travel as bytes.</param>
    /// <param name="outcomesOnly">Judge only what is final, not how it came about.</param>
    /// <param name="trace">Receives what happens, a line each.</param>
    public ConsensusWorld(WorldPlan plan, Mutation mutation, Signatures keys, bool wire, bool outcomesOnly, List<string>? trace)
    {
        _plan = plan;
        _mutation = mutation;
        _wire = wire;
        _trace = trace;
        _keys = keys;
        _dice = new(plan.Seed ^ 0xC0FFEE);
        _options = new(WorldPlan.Delta, plan.MostOperations);
        _operations = [.. plan.Submissions.Select((_, i) => new LedgerOperation(new(1 + ((ulong)i % 2), 1 + ((ulong)i / 2)), BitConverter.GetBytes(i)))];
        foreach (int liar in plan.Liars) _plot.Liars[liar] = true;
        (_plot.Split, _plot.Garbage, _plot.Withhold) = (plan.Split, plan.Garbage, plan.Withhold);
        _judge = new(plan, _operations, keys, outcomesOnly);
        for (int i = 0; i < _nodes.Length; i++) _nodes[i] = new(i) { Lies = _plot.Liars[i] };
    }

    /// <summary>Messages delivered, timers run out and submissions made.</summary>
    public long Steps { get; private set; }

    /// <summary>Blocks that became final.</summary>
    public long Blocks => _judge.Height;

    /// <summary>Evidence found by honest validators.</summary>
    public int EvidenceFound { get; private set; }

    /// <summary>Virtual time from healing to the end.</summary>
    public int Finished { get; private set; }

    /// <summary>Lives it to its end.</summary>
    /// <returns>What went wrong, or null.</returns>
    public Violation? Run()
    {
        try
        {
            foreach (Node node in _nodes) Begin(node);
            for (int i = 0; i < _operations.Length; i++) At(_plan.Submissions[i], new() { Kind = What.Submission, To = i });
            foreach (WorldPlan.Crash crash in _plan.Crashes)
            {
                if (!_plot.Liars[crash.Validator]) At(crash.At, new() { Kind = What.Crash, To = crash.Validator, Payload = crash });
            }

            At(_plan.Heal, new() { Kind = What.Heal });
            while (_queue.TryTake(out Happening happening))
            {
                _now = _queue.Now;
                if (_now > _plan.Heal + Bound) break;
                Steps++;
                Happen(happening);
                if (_now >= _plan.Heal && _judge.AllFinal(_nodes)) break;
            }

            Finished = Math.Max(0, _now - _plan.Heal);
            if (_plan.MustFinish && !_judge.AllFinal(_nodes)) throw new Violation("liveness", _judge.Missing(_nodes));
            return null;
        }
        catch (Violation violation)
        {
            _trace?.Add(FormattableString.Invariant($"{_now,5} ms  VIOLATION of {violation.Invariant}: {violation.Message}"));
            return violation;
        }
        catch (Exception e) when (e is System.Diagnostics.UnreachableException or ArgumentException or InvalidOperationException or NullReferenceException or IndexOutOfRangeException)
        {
            return new("no-exception", e.ToString());
        }
    }

    private void Happen(Happening happening)
    {
        Node node = _nodes[happening.Kind is What.Heal or What.Submission ? 0 : happening.To];
        switch (happening.Kind)
        {
            case What.Message when node.Up:
                Deliver(node, happening.From, (Message)happening.Payload!);
                break;
            case What.Timer when node.Up && node.Life == happening.Life:
                if (node.Liar is { } liar) liar.Elapsed(happening.Timer, happening.Id);
                else node.Validator!.Elapsed(happening.Timer, happening.Id);
                Carry(node);
                break;
            case What.Operation when node.Up:
                node.Liar?.Submit((LedgerOperation)happening.Payload!);
                node.Validator?.Submit((LedgerOperation)happening.Payload!);
                node.Validator?.Settle();
                Carry(node);
                break;
            case What.Submission:
                Offer(happening.To);
                break;
            case What.Crash when node.Up && node.Dying is null && _now < _plan.Heal:
                node.Dying = (WorldPlan.Crash)happening.Payload!;
                break;
            case What.Restart when !node.Up:
                Begin(node);
                break;
            case What.Heal:
                Trace("the network heals");
                foreach (Node other in _nodes)
                {
                    other.Dying = null;
                    if (!other.Up) Begin(other);
                }

                break;
        }
    }

    private void Deliver(Node node, int from, Message message)
    {
        if (node.Liar is { } liar)
        {
            liar.Receive(from, message);
        }
        else
        {
            _judge.Delivered(node, from, message);
            node.Validator!.Receive(from, message);
            _judge.AfterReceive(node);
        }

        Carry(node);
    }

    private void Begin(Node node)
    {
        node.Up = true;
        node.Life++;
        node.Outbox.Clear();
        _judge.Begins(node);
        if (node.Lies)
        {
            node.Liar = new(node.Number, _options, _keys, new(_plan.Seed + (ulong)node.Number), _plot, node.Outbox);
            node.Liar.Start();
        }
        else
        {
            bool forgets = (_mutation & Mutation.Amnesia) != 0 || ((_mutation & Mutation.AmnesiaOfOne) != 0 && node.Number == Forgetful());
            if (forgets) node.Journal.Clear();
            if (node.Life > 1) Trace(FormattableString.Invariant($"{ValidatorNames.Of(node.Number)} starts again{(forgets ? " and has forgotten its votes" : "")}"));
            node.Validator = new(node.Number, _options, _keys, node.Chain, node.Journal, node.Outbox, _mutation);
            node.Validator.Start();
        }

        Carry(node);
    }

    private int Forgetful() => Enumerable.Range(0, SimplexOptions.Validators).First(v => !_plot.Liars[v]);

    /// <summary>Does what a step asked for, in the order a host does it, unless the node dies in between.</summary>
    private void Carry(Node node)
    {
        Outbox step = node.Outbox;
        if (node.Lies)
        {
            foreach ((int to, Message message) in step.Messages) Post(node.Number, to, message);
            SetTimers(node);
            step.Clear();
            return;
        }

        EvidenceFound += step.Evidence.Count;
        foreach (Evidence evidence in step.Evidence) Trace(FormattableString.Invariant($"{ValidatorNames.Of(node.Number)} has evidence: {evidence.Reason}"));
        _judge.Accusations(step);
        int point = node.Dying is { } crash && (step.Journal.Count > 0 || crash.Point == 3) ? crash.Point : -1;
        bool early = (_mutation & Mutation.SendBeforePersist) != 0;
        if (point != 0) Write(node, step);
        if (point is not 0 and not 1 || (early && point == 0)) Say(node, step, point == 2);
        SetTimers(node);
        step.Clear();
        if (point >= 0) Die(node);
    }

    private void Write(Node node, Outbox step)
    {
        foreach (JournalRecord record in step.Journal)
        {
            if (_trace is not null && record.Ballot is { } ballot) Trace(ballot.ToString());
            node.Journal.Add(_wire ? Bytes(record) : record);
        }

        foreach (FinalisedBlock block in step.Finalised)
        {
            Trace(FormattableString.Invariant($"{ValidatorNames.Of(node.Number)} has block {block.Block.Hash.ToString()[..8]} of round {block.Block.Round} final at height {block.Block.Height}, {block.Block.Operations.Count} operations"));
            node.Chain.Add(block);
            _judge.Final(node, block);
        }

        if (step.Finalised.Count > 0) node.Journal.RemoveAll(r => r.Round <= node.Chain.Read(node.Chain.Height).Block.Round);
    }

    private void Say(Node node, Outbox step, bool half)
    {
        foreach ((int to, Message message) in step.Messages)
        {
            _judge.Says(node, message);
            if (to != Outbox.Everyone)
            {
                Post(node.Number, to, message);
                continue;
            }

            for (int other = 0; other < _nodes.Length; other++)
            {
                if (other != node.Number && !(half && _dice.Next(2) == 0)) Post(node.Number, other, message);
            }
        }
    }

    private void SetTimers(Node node)
    {
        foreach ((TimerKind kind, long id, int milliseconds) in node.Outbox.Timers)
        {
            At(_now + milliseconds, new() { Kind = What.Timer, To = node.Number, Timer = kind, Id = id, Life = node.Life });
        }
    }

    private void Die(Node node)
    {
        int downFor = node.Dying!.DownFor;
        Trace(FormattableString.Invariant($"{ValidatorNames.Of(node.Number)} dies for {downFor} ms"));
        node.Dying = null;
        node.Up = false;
        node.Validator = null;
        At(_now + downFor, new() { Kind = What.Restart, To = node.Number });
    }

    /// <summary>A client offers its operation to everyone until all the honest have it final.</summary>
    private void Offer(int index)
    {
        if (_judge.FinalEverywhere(_operations[index].Id, _nodes)) return;
        _judge.Submitted(index);
        for (int to = 0; to < _nodes.Length; to++)
        {
            if (_now < _plan.Heal && _dice.PerMille(_plan.Loss)) continue;
            At(_now + Delay(), new() { Kind = What.Operation, To = to, Payload = _operations[index] });
        }

        At(_now + Resubmit, new() { Kind = What.Submission, To = index });
    }

    private void Post(int from, int to, Message message)
    {
        if (_now < _plan.Heal)
        {
            foreach (WorldPlan.Partition partition in _plan.Partitions)
            {
                if (_now >= partition.At && _now < partition.At + partition.For && ((partition.Side >> from) & 1) != ((partition.Side >> to) & 1)) return;
            }

            if (_plan.Loss > 0 && _dice.PerMille(_plan.Loss)) return;
            if (_plan.Doubled > 0 && _dice.PerMille(_plan.Doubled)) At(_now + Delay(), new() { Kind = What.Message, To = to, From = from, Payload = message });
        }

        At(_now + Delay(), new() { Kind = What.Message, To = to, From = from, Payload = _wire ? Bytes(message) : message });
    }

    private int Delay() => 1 + _dice.Next(_now < _plan.Heal ? _plan.LongestDelay : WorldPlan.Delta);

    private Message Bytes(Message message)
    {
        _writer.Clear();
        WireCodec.Write(_writer, message);
        return WireCodec.DecodeMessage(_writer.Written.ToArray());
    }

    private JournalRecord Bytes(JournalRecord record)
    {
        _writer.Clear();
        WireCodec.Write(_writer, record);
        return WireCodec.DecodeRecord(_writer.Written.ToArray());
    }

    private void At(int time, in Happening happening) => _queue.Enter(time, happening);

    private void Trace(string line) => _trace?.Add(string.Create(CultureInfo.InvariantCulture, $"{_now,5} ms  {line}"));

    private enum What : byte
    {
        Message,
        Timer,
        Operation,
        Submission,
        Crash,
        Restart,
        Heal,
    }

    private struct Happening
    {
        public What Kind;
        public TimerKind Timer;
        public int To;
        public int From;
        public int Life;
        public long Id;
        public object? Payload;
    }

    /// <summary>A machine of the world: its disk survives its deaths, its validator does not.</summary>
    internal sealed class Node(int number)
    {
        public int Number { get; } = number;

        public bool Lies { get; init; }

        public bool Up { get; set; }

        public int Life { get; set; }

        public Outbox Outbox { get; } = new();

        public List<JournalRecord> Journal { get; } = [];

        public ListChain Chain { get; } = new();

        public SimplexValidator? Validator { get; set; }

        public Liar? Liar { get; set; }

        public WorldPlan.Crash? Dying { get; set; }
    }
}
