namespace Unum.Grid.Consensus.Protocol;

/// <summary>
/// What a step of a validator asks of its host, to be done in this order: write the journal, append the final blocks, forget, send the messages, set the
/// timers. A host that dies in between has lost only what the next life can ask for again.
/// </summary>
internal sealed class Outbox
{
    /// <summary>Receiver of a message to all others.</summary>
    public const int Everyone = -1;

    public List<JournalRecord> Journal { get; } = [];

    public List<FinalisedBlock> Finalised { get; } = [];

    public List<(int To, Message Message)> Messages { get; } = [];

    public List<(TimerKind Kind, long Id, int Milliseconds)> Timers { get; } = [];

    public List<Evidence> Evidence { get; } = [];

    public void Clear()
    {
        Journal.Clear();
        Finalised.Clear();
        Messages.Clear();
        Timers.Clear();
        Evidence.Clear();
    }
}
