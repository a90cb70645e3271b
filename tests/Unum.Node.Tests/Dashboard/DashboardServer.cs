using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Logging;
using Unum.Tests;

namespace Unum.Node.Tests.Dashboard;

/// <summary>
/// The page's other half for tests: Kestrel with the real wwwroot and a /live that says what the test tells it to say.
/// Each page that connects hears <c>hello</c> first, then everything that <see cref="Say(string)"/> is given.
/// </summary>
internal sealed class DashboardServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<Channel<string>, bool> _pages = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<JsonObject?> _hello;
    private readonly SemaphoreSlim _arrivals = new(0);

    private DashboardServer(int port, Func<JsonObject?> hello)
    {
        _hello = hello;
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port));
        _app = builder.Build();
        _app.Use((context, next) =>
        {
            context.Response.Headers.ContentSecurityPolicy =
                "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self'; connect-src 'self'; frame-ancestors 'none'";
            return next(context);
        });
        PhysicalFileProvider files = new(Repository.WebRoot);
        _app.UseDefaultFiles(new DefaultFilesOptions { FileProvider = files });
        _app.UseStaticFiles(new StaticFileOptions { FileProvider = files });
        _app.UseWebSockets();
        _app.Map("/live", ServeAsync);
    }

    /// <summary>The port that it listens on.</summary>
    public int Port { get; private set; }

    /// <summary>The page's address.</summary>
    public string Address => string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{Port}/");

    /// <summary>Listens; answers once pages can connect.</summary>
    /// <param name="hello">The first message for each page; null says none.</param>
    /// <param name="port">0 takes any that is free.</param>
    public static async Task<DashboardServer> StartAsync(Func<JsonObject?> hello, int port = 0)
    {
        DashboardServer server = new(port, hello);
        await server._app.StartAsync(TestContext.Current.CancellationToken);
        ICollection<string> addresses = server._app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
        server.Port = new Uri(addresses.Single()).Port;
        return server;
    }

    /// <summary>Until one more page has connected and been greeted.</summary>
    public async Task PageConnectsAsync()
    {
        Assert.True(await _arrivals.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken), "no page connected to /live");
    }

    /// <summary>Says it to every page, in order.</summary>
    public void Say(JsonObject message) => Say(message.ToJsonString());

    /// <summary>Says any text to every page.</summary>
    public void Say(string text)
    {
        foreach (Channel<string> page in _pages.Keys)
            page.Writer.TryWrite(text);
    }

    /// <summary>Cuts every connection and frees the port, as a process that dies.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
        _stop.Dispose();
        _arrivals.Dispose();
    }

    private async Task ServeAsync(HttpContext context)
    {
        if (!context.WebSockets.IsWebSocketRequest)
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }

        using WebSocket socket = await context.WebSockets.AcceptWebSocketAsync();
        Channel<string> page = Channel.CreateUnbounded<string>();
        if (_hello() is { } hello)
            page.Writer.TryWrite(hello.ToJsonString());
        _pages[page] = true;
        _arrivals.Release();
        try
        {
            await foreach (string text in page.Reader.ReadAllAsync(_stop.Token))
                await socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, endOfMessage: true, _stop.Token);
        }
        catch (Exception gone) when (gone is OperationCanceledException or WebSocketException)
        {
            context.Abort();
        }
        finally
        {
            _pages.TryRemove(page, out _);
        }
    }
}
