using Unum.Node.Konomi.Api;

namespace Unum.Node.Konomi.Live;

/// <summary>One message of a WebSocket, its fields read and checked.</summary>
internal sealed class SocketCall(SocketSession session, IReadOnlyDictionary<string, object> values, CancellationToken stopping) : ApiValues(values)
{
    public SocketSession Session { get; } = session;

    /// <summary>The caller left or the node stops.</summary>
    public CancellationToken Stopping { get; } = stopping;
}
