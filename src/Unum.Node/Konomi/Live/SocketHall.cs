using System.Net.WebSockets;
using Unum.Node.Hive;
using Unum.Node.Konomi.Api;

namespace Unum.Node.Konomi.Live;

/// <summary>The WebSockets of cubes: lets them in while there is room, and counts them.</summary>
internal sealed class SocketHall
{
    /// <summary>Most at once.</summary>
    public const int Most = 4000;

    private readonly IReadOnlyDictionary<string, SocketAction> _actions;
    private readonly TimeProvider _time;
    private int _count;

    public SocketHall(KonomiService konomi, HiveService hive)
    {
        _actions = new SocketActions(konomi, hive).All().ToDictionary(static a => a.Name, StringComparer.Ordinal);
        _time = konomi.Time;
    }

    /// <summary>How many are open.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Serves one from its upgrade to its end.</summary>
    public async Task ServeAsync(HttpContext context)
    {
        if (Interlocked.Increment(ref _count) > Most)
        {
            Interlocked.Decrement(ref _count);
            await ApiServer.RefuseAsync(context, ApiProblem.Overloaded(FormattableString.Invariant($"{Most} WebSockets are open, which is all there is room for.")));
            return;
        }

        try
        {
            using WebSocket socket = await context.WebSockets.AcceptWebSocketAsync();
            IHostApplicationLifetime life = context.RequestServices.GetRequiredService<IHostApplicationLifetime>();
            using CancellationTokenSource ended = CancellationTokenSource.CreateLinkedTokenSource(life.ApplicationStopping, context.RequestAborted);
            await new SocketSession(socket, _actions, _time).ServeAsync(ended.Token);
        }
        finally
        {
            Interlocked.Decrement(ref _count);
        }
    }
}
