using System.Buffers;
using System.Net.WebSockets;
using Unum.Kairos.Mesh;
using Unum.Node.Reporting;
using Unum.Node.Running;

namespace Unum.Node.Serving;

/// <summary>The routes of the mesh: what a node hears (POST /mesh/phase, WebSocket /mesh) and what it knows (GET).</summary>
internal static class MeshEndpoints
{
    private const int LargestMessage = 4096;

    public static void Map(WebApplication app, LivingMesh mesh, LiveFeed feed)
    {
        app.MapGet("/health", () => Results.Json(new { Status = "alive", mesh.Latest.Beat, Watchers = feed.Watchers }, Wire.Json));
        app.MapGet("/one", () => Results.Json(mesh.Latest.One, Wire.Json));
        app.MapGet("/sensors", () => Results.Json(mesh.Latest.Sensors, Wire.Json));
        app.MapGet("/nodes", () => Results.Json(mesh.Latest.Nodes, Wire.Json));
        app.MapGet("/memory", (int? most) => Results.Json(mesh.Recall(Math.Clamp(most ?? 20, 1, 1000)), Wire.Json));
        app.MapPost("/nodes/{id}/stop", (string id) => Switch(mesh, id, run: false));
        app.MapPost("/nodes/{id}/start", (string id) => Switch(mesh, id, run: true));
        app.MapPost("/mesh/phase", context => PostPhase(context, mesh));
        app.Map("/mesh", context => context.WebSockets.IsWebSocketRequest
            ? Link(context, (socket, ended) => mesh.ServePeerAsync(socket, context.Connection.RemoteIpAddress?.ToString() ?? "unknown", ended))
            : Results.Json(mesh.DescribeMesh(), Wire.Json).ExecuteAsync(context));
        app.Map("/live", context => context.WebSockets.IsWebSocketRequest
            ? Link(context, feed.ServeAsync)
            : Results.Problem("/live speaks WebSocket only.", statusCode: StatusCodes.Status426UpgradeRequired).ExecuteAsync(context));
    }

    private static IResult Switch(LivingMesh mesh, string id, bool run) => mesh.Switch(id, run)
        ? Results.NoContent()
        : Results.Problem($"No node '{id}' runs in this process; it has {string.Join(", ", mesh.LocalIds)}.", statusCode: StatusCodes.Status404NotFound);

    /// <summary>A node without a WebSocket: curl, a microcontroller. Answers 202, or why the message was refused.</summary>
    private static async Task PostPhase(HttpContext context, LivingMesh mesh)
    {
        byte[] body = ArrayPool<byte>.Shared.Rent(LargestMessage + 1);
        try
        {
            int length = await context.Request.Body.ReadAtLeastAsync(body.AsMemory(0, LargestMessage + 1), LargestMessage + 1, throwOnEndOfStream: false, context.RequestAborted);
            Admission answer = mesh.Submit(body.AsSpan(0, length));
            if (answer.Accepted)
            {
                context.Response.StatusCode = StatusCodes.Status202Accepted;
                return;
            }

            int status = answer.Reason switch
            {
                RefusalReason.Unauthenticated => StatusCodes.Status401Unauthorized,
                RefusalReason.Oversized => StatusCodes.Status413PayloadTooLarge,
                RefusalReason.Malformed => StatusCodes.Status400BadRequest,
                _ => StatusCodes.Status409Conflict,
            };
            await Results.Problem(answer.Detail ?? answer.Reason.ToString(), title: $"refused: {answer.Reason}", statusCode: status).ExecuteAsync(context);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(body);
        }
    }

    private static async Task Link(HttpContext context, Func<WebSocket, CancellationToken, Task> serve)
    {
        using WebSocket socket = await context.WebSockets.AcceptWebSocketAsync();
        IHostApplicationLifetime life = context.RequestServices.GetRequiredService<IHostApplicationLifetime>();
        using CancellationTokenSource ended = CancellationTokenSource.CreateLinkedTokenSource(life.ApplicationStopping, context.RequestAborted);
        await serve(socket, ended.Token);
    }
}
