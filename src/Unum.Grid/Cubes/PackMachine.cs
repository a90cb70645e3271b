using System.Collections.Frozen;

namespace Unum.Grid.Cubes;

/// <summary>
/// A PackML state machine (ANSI/ISA-TR88.00.02-2015): 17 states, 9 commands, and acting states that finish by themselves.
/// <para>
/// Table-driven: one table for commands, one for "state complete". A command moves to an acting state; whoever owns the machine does
/// the work of that state and calls <see cref="Finish"/>, or lets <see cref="Send"/> settle it at once when there is none.
/// Execute acts too, but only its owner can say when the work is done.
/// </para>
/// Safe to use from any thread; <see cref="Changed"/> is raised outside the lock, in order for each caller.
/// </summary>
public sealed class PackMachine
{
    private static readonly PackState[] Stoppable =
    [
        PackState.Starting, PackState.Idle, PackState.Suspended, PackState.Execute, PackState.Holding, PackState.Held, PackState.Unholding, PackState.Suspending,
        PackState.Unsuspending, PackState.Resetting, PackState.Completing, PackState.Complete,
    ];

    private static readonly FrozenDictionary<(PackState From, PackCommand Command), PackState> Commands = MakeCommands();

    private static readonly FrozenDictionary<PackState, PackState> Completed = new Dictionary<PackState, PackState>
    {
        [PackState.Resetting] = PackState.Idle,
        [PackState.Starting] = PackState.Execute,
        [PackState.Execute] = PackState.Completing,
        [PackState.Completing] = PackState.Complete,
        [PackState.Holding] = PackState.Held,
        [PackState.Unholding] = PackState.Execute,
        [PackState.Suspending] = PackState.Suspended,
        [PackState.Unsuspending] = PackState.Execute,
        [PackState.Stopping] = PackState.Stopped,
        [PackState.Aborting] = PackState.Aborted,
        [PackState.Clearing] = PackState.Stopped,
    }.ToFrozenDictionary();

    private readonly Lock _sync = new();
    private PackState _state;

    /// <summary>A machine in a state; Idle, ready for work, when left out.</summary>
    public PackMachine(PackState state = PackState.Idle) => _state = state;

    /// <summary>Every state entered, with the one left.</summary>
    public event EventHandler<PackChange>? Changed;

    /// <summary>The state now.</summary>
    public PackState State
    {
        get
        {
            lock (_sync) return _state;
        }
    }

    /// <summary>Whether a state acts, and so ends by itself.</summary>
    public static bool IsActing(PackState state) => Completed.ContainsKey(state);

    /// <summary>Commands that a state accepts, in the order of <see cref="PackCommand"/>.</summary>
    public static IReadOnlyList<PackCommand> PossibleIn(PackState state) =>
        [.. Enum.GetValues<PackCommand>().Where(c => Commands.ContainsKey((state, c)))];

    /// <summary>Where a command leads; null when the state refuses it.</summary>
    public static PackState? Next(PackState state, PackCommand command) => Commands.TryGetValue((state, command), out PackState next) ? next : null;

    /// <summary>Where an acting state leads when it is complete; null for a waiting state.</summary>
    public static PackState? Next(PackState state) => Completed.TryGetValue(state, out PackState next) ? next : null;

    /// <summary>Carries out a command, or says why not.</summary>
    /// <param name="command">The command.</param>
    /// <param name="settle">Whether acting states (Execute aside) finish at once, because nobody has work to do in them.</param>
    public PackReply Send(PackCommand command, bool settle = true)
    {
        List<PackChange> changes = [];
        PackReply reply;
        lock (_sync)
        {
            if (!Commands.TryGetValue((_state, command), out PackState next))
                return new PackReply(false, _state, [], Refusal(_state, command), PossibleIn(_state));
            Enter(next, changes);
            if (settle) Settle(changes);
            reply = new PackReply(true, _state, [.. changes.Select(static c => c.To)], "", PossibleIn(_state));
        }

        Raise(changes);
        return reply;
    }

    /// <summary>Says that the work of an acting state is done.</summary>
    /// <param name="acting">The state that was worked in; when the machine has moved on meanwhile, nothing happens.</param>
    /// <param name="settle">Whether the acting states after it finish at once too.</param>
    /// <returns>Whether the machine was still in that state, and it acts.</returns>
    public bool Finish(PackState acting, bool settle = true)
    {
        List<PackChange> changes = [];
        lock (_sync)
        {
            if (_state != acting || !Completed.TryGetValue(acting, out PackState next)) return false;
            Enter(next, changes);
            if (settle) Settle(changes);
        }

        Raise(changes);
        return true;
    }

    private static FrozenDictionary<(PackState From, PackCommand Command), PackState> MakeCommands()
    {
        Dictionary<(PackState From, PackCommand Command), PackState> table = new()
        {
            [(PackState.Stopped, PackCommand.Reset)] = PackState.Resetting,
            [(PackState.Complete, PackCommand.Reset)] = PackState.Resetting,
            [(PackState.Idle, PackCommand.Start)] = PackState.Starting,
            [(PackState.Execute, PackCommand.Hold)] = PackState.Holding,
            [(PackState.Held, PackCommand.Unhold)] = PackState.Unholding,
            [(PackState.Execute, PackCommand.Suspend)] = PackState.Suspending,
            [(PackState.Suspended, PackCommand.Unsuspend)] = PackState.Unsuspending,
            [(PackState.Aborted, PackCommand.Clear)] = PackState.Clearing,
        };
        foreach (PackState state in Stoppable) table[(state, PackCommand.Stop)] = PackState.Stopping;
        foreach (PackState state in (PackState[])[.. Stoppable, PackState.Stopping, PackState.Stopped, PackState.Clearing]) table[(state, PackCommand.Abort)] = PackState.Aborting;
        return table.ToFrozenDictionary();
    }

    private static string Refusal(PackState state, PackCommand command)
    {
        string from = string.Join(" or ", Commands.Keys.Where(k => k.Command == command).Select(static k => k.From).Order());
        IReadOnlyList<PackCommand> possible = PossibleIn(state);
        string instead = possible.Count > 0 ? string.Join(", ", possible) : "none until the state has finished by itself";
        string why = command switch
        {
            PackCommand.Stop => "the machine is at rest or coming to rest",
            PackCommand.Abort => "the machine is aborted or aborting",
            _ => $"it is possible in {from} only",
        };
        return $"{command} is not possible in {state}: {why}; possible now: {instead}.";
    }

    private void Enter(PackState next, List<PackChange> changes)
    {
        changes.Add(new PackChange(_state, next));
        _state = next;
    }

    private void Settle(List<PackChange> changes)
    {
        while (_state != PackState.Execute && Completed.TryGetValue(_state, out PackState next)) Enter(next, changes);
    }

    private void Raise(List<PackChange> changes)
    {
        if (Changed is not { } heard) return;
        foreach (PackChange change in changes) heard(this, change);
    }
}
