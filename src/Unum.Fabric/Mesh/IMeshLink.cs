namespace Unum.Fabric.Mesh;

/// <summary>A way to one other process of the mesh.</summary>
/// <remarks>
/// Contract: <see cref="Send"/> never waits and never throws; when the other side is slow, a newer message of the same node
/// replaces one not yet sent.
/// </remarks>
public interface IMeshLink
{
    /// <summary>Sends the frame of a message.</summary>
    /// <param name="nodeId">Whose message it is.</param>
    /// <param name="frame">Its JSON, not to be changed by anyone.</param>
    void Send(string nodeId, ReadOnlyMemory<byte> frame);
}
