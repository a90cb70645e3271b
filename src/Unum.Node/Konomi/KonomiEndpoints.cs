using System.Text;
using System.Text.Json.Nodes;
using Unum.Node.Hive;
using Unum.Node.Konomi.Api;
using Unum.Node.Konomi.Live;
using Unum.Node.Konomi.Rest;

namespace Unum.Node.Konomi;

/// <summary>The Konomi API on a server: REST routes, the OpenAPI document and its page, the WebSocket on /ws and /.</summary>
internal static class KonomiEndpoints
{
    /// <summary>The document's page brings its styles and pictures inline; scripts stay those of this node.</summary>
    public const string DocsPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; font-src 'self'; img-src 'self' data:; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'";

    /// <summary>All calls of the REST interface.</summary>
    public static IReadOnlyList<ApiRoute> Routes(KonomiService konomi, HiveService hive, SocketHall sockets) =>
    [
        .. new GridRoutes(konomi).All(), .. new MindRoutes(konomi).All(), .. new CubeRoutes(konomi).All(), .. new LedgerRoutes(konomi).All(),
        .. new MetricsRoutes(konomi, sockets).All(), .. new HiveRoutes(hive).All(), .. new SkillRoutes(hive).All(),
    ];

    /// <summary>A WebSocket that asks for / or /ws is a cube's; must stand before the page, which / is for everybody else.</summary>
    public static void UseSockets(WebApplication app, SocketHall sockets) => app.Use((context, next) =>
        context.WebSockets.IsWebSocketRequest && context.Request.Path.Value is "/" or "/ws" or "" ? sockets.ServeAsync(context) : next(context));

    public static void Map(WebApplication app, KonomiService konomi, HiveService hive, SocketHall sockets, string version, IEnumerable<ApiRoute> more)
    {
        IReadOnlyList<ApiRoute> routes = [.. Routes(konomi, hive, sockets), .. more];
        new ApiServer(routes, konomi.Throttle, konomi.Idempotency, konomi.Calls, konomi.Time).Map(app);
        JsonObject document = OpenApiDocument.Of(routes, version);
        byte[] bytes = Encoding.UTF8.GetBytes(document.ToJsonString());
        app.MapGet("/openapi/v1.json", () => Results.Bytes(bytes, "application/json"));
        app.MapGet("/ws", () => Results.Problem("/ws speaks WebSocket only; the actions are described in docs/api.md.", statusCode: StatusCodes.Status426UpgradeRequired));
    }

    /// <summary>The page that shows the OpenAPI document and lets one try it.</summary>
    public static void UseDocs(WebApplication app) => app.UseSwaggerUI(page =>
    {
        page.RoutePrefix = "docs";
        page.DocumentTitle = "Unum: the Konomi API";
        page.SwaggerEndpoint("/openapi/v1.json", "Konomi");
    });
}
