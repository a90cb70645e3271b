using Unum.Node.Konomi.Api;

namespace Unum.Node.Konomi.Live;

/// <summary>One action of the WebSocket interface.</summary>
/// <param name="Name">What stands in "action".</param>
/// <param name="Fields">What else may stand in the message.</param>
/// <param name="Handle">Does it; its answer is written as JSON.</param>
internal sealed record SocketAction(string Name, IReadOnlyList<ApiField> Fields, Func<SocketCall, Task<object>> Handle);
