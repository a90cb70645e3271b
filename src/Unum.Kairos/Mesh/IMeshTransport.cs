namespace Unum.Kairos.Mesh;

/// <summary>Carries phase messages between nodes.</summary>
/// <remarks>
/// Contract: best effort, in any order, possibly twice; a transport never invents or alters a message. <see cref="Broadcast"/>
/// hands the message to every other node that can be reached and never waits for a slow one: the newest message of a node
/// replaces an unsent older one. Receivers are called on any thread, one call per message and node, and must return quickly.
/// A receiver's answer is what the sender of a request (POST /mesh/phase) gets to see.
/// </remarks>
public interface IMeshTransport
{
    /// <summary>Joins a node: from now on <paramref name="receiver"/> gets what all others say.</summary>
    /// <returns>Disposing it leaves the mesh.</returns>
    /// <exception cref="ArgumentException"><paramref name="nodeId"/> is not a valid name or has joined already.</exception>
    IDisposable Join(string nodeId, PhaseReceiver receiver);

    /// <summary>Sends a message of a joined node to all others.</summary>
    void Broadcast(in PhaseMessage message);
}
