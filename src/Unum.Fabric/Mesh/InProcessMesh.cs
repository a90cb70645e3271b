using Unum.Kairos.Mesh;

namespace Unum.Fabric.Mesh;

/// <summary>The mesh of one process: what a node says is handed to every other node at once, in memory.</summary>
/// <remarks>Any number of nodes; the list of members is copied when one joins or leaves, so a broadcast takes no lock.</remarks>
public sealed class InProcessMesh : IMeshTransport
{
    private readonly Lock _gate = new();
    private volatile Member[] _members = [];

    /// <summary>The nodes that have joined, in their order.</summary>
    public IReadOnlyList<string> NodeIds => Array.ConvertAll(_members, member => member.Id);

    /// <inheritdoc/>
    public IDisposable Join(string nodeId, PhaseReceiver receiver)
    {
        if (!NodeId.IsValid(nodeId)) throw new ArgumentException("A node's name must be 1-64 printable characters.", nameof(nodeId));
        Member member = new(this, nodeId, receiver);
        lock (_gate)
        {
            if (Array.Exists(_members, other => other.Id == nodeId))
                throw new ArgumentException($"A node named {nodeId} has joined already.", nameof(nodeId));
            _members = [.. _members, member];
        }

        return member;
    }

    /// <inheritdoc/>
    public void Broadcast(in PhaseMessage message) => Deliver(message);

    /// <summary>Hands a message to every member but its sender.</summary>
    /// <returns>Accepted when one of them accepted it, else the first one's answer; accepted when nobody listens.</returns>
    internal Admission Deliver(in PhaseMessage message)
    {
        Admission answer = Admission.Accept;
        bool first = true;
        foreach (Member member in _members)
        {
            if (member.Id == message.NodeId) continue;
            Admission one = member.Receiver(message);
            if (first || (one.Accepted && !answer.Accepted)) answer = one;
            first = false;
        }

        return answer;
    }

    /// <summary>Whether a node of this name has joined here.</summary>
    internal bool Has(string nodeId)
    {
        foreach (Member member in _members)
        {
            if (member.Id == nodeId) return true;
        }

        return false;
    }

    private sealed class Member(InProcessMesh mesh, string id, PhaseReceiver receiver) : IDisposable
    {
        public string Id => id;

        public PhaseReceiver Receiver => receiver;

        public void Dispose()
        {
            lock (mesh._gate) mesh._members = Array.FindAll(mesh._members, other => other != this);
        }
    }
}
