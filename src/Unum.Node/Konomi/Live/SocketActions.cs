using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json.Serialization;
using System.Threading.RateLimiting;
using Unum.Grid.Cubes;
using Unum.Grid.Instances;
using Unum.Grid.Space;
using Unum.Node.Hive;
using Unum.Node.Konomi.Api;
using Unum.Node.Konomi.Rest;

namespace Unum.Node.Konomi.Live;

/// <summary>The actions of the WebSocket interface: the mission's five, subscribe and unsubscribe.</summary>
[SuppressMessage("Design", "CA1001", Justification = "Lives as long as the server; a limiter of concurrency has no timer to stop.")]
internal sealed class SocketActions(KonomiService konomi, HiveService hive)
{
    private static readonly ApiField Cube = ApiField.Id("cube_id", "Which cube; the one of initialize when left out.");

    /// <summary>Thinking over WebSockets waits in a queue of its own: every caller has at most one thought under way.</summary>
    private readonly Throttle _thinking = new(heavyWaiting: SocketHall.Most);

    public IEnumerable<SocketAction> All()
    {
        yield return new("initialize", [ApiField.Text("template_id", "Kept with the cube.", ApiField.LongestName), ApiField.Id("cube_id", "An existing cube, or the name of a new one."), CubeRoutes.PositionField], Initialize);
        yield return new("process", [Cube, .. CubeRoutes.ProcessFields], ProcessAsync);
        yield return new("connect", [Cube, .. CubeRoutes.ConnectFields], Connect);
        yield return new("status", [Cube], Status);
        yield return new("collective_think", [Cube, ApiField.Text("query", "What the nine think about.").Needed()], ThinkAsync);
        yield return new("command", [Cube, ApiField.OneOf("command", "Of PackML.", Enum.GetNames<PackCommand>()).Needed()], call =>
            Task.FromResult<object>(konomi.Cubes.Command(Entry(call), Enum.Parse<PackCommand>(call.Text("command")!))));
        yield return new("subscribe", [.. Topic(), ApiField.Triple("low", "Lowest corner of a region.", 0, Dimensions.Most - 1), ApiField.Triple("high", "Highest corner, included.", 0, Dimensions.Most - 1)], Subscribe);
        yield return new("unsubscribe", [.. Topic()], Unsubscribe);
    }

    private static IEnumerable<ApiField> Topic() =>
        [ApiField.OneOf("topic", "region when left out.", "region", "cube", "ledger", "hive"), Cube, KonomiService.InstanceField];

    private CubeEntry Entry(SocketCall call)
    {
        string? id = call.Text("cube_id") ?? call.Session.State.CubeId;
        return id is null
            ? throw ApiProblem.Conflict("This connection has no cube yet: send {\"action\":\"initialize\"} first, or name one with \"cube_id\".")
            : konomi.Cubes.Get(id);
    }

    private Task<object> Initialize(SocketCall call)
    {
        string? id = call.Text("cube_id");
        CubeEntry entry = id is not null && konomi.Cubes.Find(id) is { } known ? known : konomi.Cubes.Create(id, call.Text("template_id"), call.Triple("position") ?? default);
        call.Session.State.Take(entry);
        return Task.FromResult<object>(new InitializedReply("initialized", entry.Cube.Id, [.. CubeShape.Corners.Select(static v => v.ToString())], entry.TemplateId));
    }

    private async Task<object> ProcessAsync(SocketCall call)
    {
        CubeEntry entry = Entry(call);
        using RateLimitLease turn = await _thinking.EnterAsync(heavy: true, call.Stopping);
        return await konomi.Cubes.ProcessAsync(entry, CubeShape.Parse(call.Text("vertex")!), call.Text("text")!, CubeRoutes.Options(call), call.Stopping);
    }

    private Task<object> Connect(SocketCall call) => Task.FromResult<object>(CubeRoutes.Connect(konomi, Entry(call), call));

    private Task<object> Status(SocketCall call) => Task.FromResult<object>(Entry(call).Describe().Vertices);

    private async Task<object> ThinkAsync(SocketCall call)
    {
        CubeEntry entry = Entry(call);
        using RateLimitLease turn = await _thinking.EnterAsync(heavy: true, call.Stopping);
        return await konomi.Cubes.ThinkAsync(entry, call.Text("query")!, call.Stopping);
    }

    [SuppressMessage("Reliability", "CA2000", Justification = "The session keeps what it watches and ends it.")]
    private Task<object> Subscribe(SocketCall call)
    {
        (string topic, string key) = Key(call);
        IDisposable subscription = topic switch
        {
            "cube" => Entry(call).Watch(call.Session.Tell),
            "ledger" => konomi.Ledger.Watch(happened => call.Session.Tell(happened)),
            "hive" => hive.Watch(happened => call.Session.Tell(happened)),
            _ => Region(call),
        };
        if (!call.Session.State.Keep(key, subscription))
        {
            subscription.Dispose();
            throw ApiProblem.Overloaded(FormattableString.Invariant($"A connection has at most {SocketState.MostSubscriptions} subscriptions; end one with unsubscribe."));
        }

        return Task.FromResult<object>(new SubscribedReply("subscribed", topic));
    }

    private RegionWatch Region(SocketCall call)
    {
        GridInstance grid = konomi.Instance(call);
        Coordinate low = KonomiService.Within(grid, call.Triple("low") ?? default, "low");
        Coordinate high = KonomiService.Within(grid, call.Triple("high") ?? new(grid.Dimensions.X - 1, grid.Dimensions.Y - 1, grid.Dimensions.Z - 1), "high");
        if (low.X > high.X || low.Y > high.Y || low.Z > high.Z) throw ApiProblem.Invalid(string.Create(CultureInfo.InvariantCulture, $"The box is empty: {low} must not lie beyond {high} on any axis."));
        return new RegionWatch(grid, low, high, call.Session.Tell, konomi.Time);
    }

    private Task<object> Unsubscribe(SocketCall call)
    {
        (string topic, string key) = Key(call);
        return call.Session.State.Drop(key)
            ? Task.FromResult<object>(new SubscribedReply("unsubscribed", topic))
            : throw ApiProblem.Missing("subscription", $"This connection does not watch that {topic}.");
    }

    /// <summary>A connection watches one region of an instance, each cube once, the ledger and the hive once.</summary>
    private static (string Topic, string Key) Key(SocketCall call)
    {
        string topic = call.Text("topic") ?? "region";
        return (topic, topic switch
        {
            "cube" => $"cube {call.Text("cube_id") ?? call.Session.State.CubeId}",
            "ledger" or "hive" => topic,
            _ => $"region {call.Text("instance_id") ?? KonomiService.Main}",
        });
    }

    private sealed record InitializedReply(string Status, string CubeId, IReadOnlyList<string> Vertices, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? TemplateId);

    private sealed record SubscribedReply(string Status, string Topic);
}
