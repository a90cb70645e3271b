using Unum.Kairos.Mesh;

namespace Unum.Fabric.Mesh;

/// <summary>
/// One process in a mesh of processes: its own nodes, and links to others over which every message is flooded, hop by hop, so
/// that any connected graph of links carries every node's word to every other.
/// </summary>
/// <remarks>
/// <para>A message that comes in is decoded and authenticated once, handed to the nodes here, and, if it is news
/// (<see cref="NewsLedger"/>), passed on unchanged to every link but the one that it came by. So each message crosses each link
/// at most once in each direction, and there are no loops. A message that cannot be right (malformed, forged, out of range) is
/// neither delivered nor passed on; one that a node here refuses for its time or place in order is passed on all the same,
/// because others may know its sender better.</para>
/// <para>Thread-safe. Links and members are copied when they change; a message takes one short lock. Allocation: one array for
/// a message that is passed on, shared by all links.</para>
/// </remarks>
public sealed class MeshGossip : IMeshTransport
{
    /// <summary>Most nodes whose messages are passed on.</summary>
    public const int MaxNodes = 65_536;

    private readonly Lock _gate = new();
    private readonly InProcessMesh _here = new();
    private readonly NewsLedger _ledger = new(MaxNodes);
    private readonly long[] _refused = new long[Enum.GetValues<RefusalReason>().Length];
    private readonly PhaseMessageCodec _codec;
    private readonly TimeProvider _time;
    private volatile IMeshLink[] _links = [];
    private long _duplicates;
    private long _passedOn;

    /// <summary>A process without nodes and links.</summary>
    /// <param name="codec">Of the mesh, with its key.</param>
    /// <param name="time">The clock of this process.</param>
    public MeshGossip(PhaseMessageCodec codec, TimeProvider time)
    {
        _codec = codec;
        _time = time;
    }

    /// <summary>The nodes of this process.</summary>
    public IReadOnlyList<string> NodeIds => _here.NodeIds;

    /// <summary>Messages that came again by another way and were dropped: the normal price of flooding.</summary>
    public long Duplicates => Interlocked.Read(ref _duplicates);

    /// <summary>Messages passed on to other links.</summary>
    public long PassedOn => Interlocked.Read(ref _passedOn);

    /// <summary>Frames refused here for <paramref name="reason"/>, before any node saw them.</summary>
    public long Refused(RefusalReason reason) => Interlocked.Read(ref _refused[(int)reason]);

    /// <inheritdoc/>
    public IDisposable Join(string nodeId, PhaseReceiver receiver) => _here.Join(nodeId, receiver);

    /// <summary>Adds a link.</summary>
    public void AddLink(IMeshLink link)
    {
        lock (_gate) _links = [.. _links, link];
    }

    /// <summary>Removes a link; nothing happens when it is not there.</summary>
    public void RemoveLink(IMeshLink link)
    {
        lock (_gate) _links = Array.FindAll(_links, other => other != link);
    }

    /// <inheritdoc/>
    public void Broadcast(in PhaseMessage message)
    {
        IsNews(message, null, out _);
        _here.Deliver(message);
        if (_links.Length > 0) Forward(message.NodeId, _codec.Encode(message), null);
    }

    /// <summary>Takes a frame that came by a link. Never throws, whatever the bytes.</summary>
    /// <returns>What became of it; a duplicate that came by another way counts as accepted.</returns>
    public Admission Receive(ReadOnlySpan<byte> frame, IMeshLink from)
    {
        Admission admission = _codec.Decode(frame, out PhaseMessage message);
        return admission.Accepted ? Take(message, frame, default, from) : CountRefusal(admission);
    }

    /// <summary>
    /// Takes the body of a request (POST /mesh/phase) and answers what became of it: accepted when a node here accepted it. A
    /// message that was seen before is refused as a replay, because a request comes by one way only.
    /// </summary>
    /// <param name="body">The JSON; never throws, whatever it is.</param>
    public Admission Submit(ReadOnlySpan<byte> body)
    {
        Admission admission = _codec.Decode(body, out PhaseMessage message);
        if (!admission.Accepted) return CountRefusal(admission);
        if (_here.Has(message.NodeId)) return CountRefusal(Admission.Refuse(RefusalReason.Self, "a node of this process bears that name"));
        bool news = IsNews(message, null, out _);
        admission = _here.Deliver(message);
        if (news && _links.Length > 0) Forward(message.NodeId, body.ToArray(), null);
        return admission;
    }

    /// <summary>Takes a message that was decoded already, with its frame; simulations of large meshes decode each once.</summary>
    internal Admission Receive(in PhaseMessage message, ReadOnlyMemory<byte> frame, IMeshLink from) =>
        Take(message, frame.Span, frame, from);

    private Admission Take(in PhaseMessage message, ReadOnlySpan<byte> frame, ReadOnlyMemory<byte> shared, IMeshLink from)
    {
        // Our own word, come back by a loop of links.
        if (_here.Has(message.NodeId))
        {
            Interlocked.Increment(ref _duplicates);
            return Admission.Accept;
        }

        if (!IsNews(message, from, out bool sameWay))
        {
            // Twice by one way is no echo: the nodes here judge and count it.
            if (sameWay) return _here.Deliver(message);
            Interlocked.Increment(ref _duplicates);
            return Admission.Accept;
        }

        Admission admission = _here.Deliver(message);
        if (_links.Length > 1) Forward(message.NodeId, shared.IsEmpty ? frame.ToArray() : shared, from);
        return admission;
    }

    private bool IsNews(in PhaseMessage message, IMeshLink? from, out bool sameWay)
    {
        long now = _time.GetUtcNow().UtcTicks;
        lock (_gate) return _ledger.Pass(message.NodeId, message.Timestamp.UtcTicks, message.Seq, from, now, out sameWay);
    }

    private void Forward(string nodeId, ReadOnlyMemory<byte> frame, IMeshLink? except)
    {
        Interlocked.Increment(ref _passedOn);
        foreach (IMeshLink link in _links)
        {
            if (link != except) link.Send(nodeId, frame);
        }
    }

    /// <summary>Counts a refusal of a frame, for instance by a link.</summary>
    internal Admission CountRefusal(Admission admission)
    {
        Interlocked.Increment(ref _refused[(int)admission.Reason]);
        return admission;
    }
}
