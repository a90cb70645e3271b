using System.Net;
using System.Net.Sockets;
using System.Reflection;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.FileProviders;
using Unum.Fabric.Storage;
using Unum.Node.Hive;
using Unum.Node.Konomi;
using Unum.Node.Konomi.Live;
using Unum.Node.Running;
using Unum.Node.Settings;

namespace Unum.Node.Serving;

/// <summary>
/// The ports of a process. Base: dashboard and its feed; +1: REST; +2: WebSocket. The routes are the same on each, so that a
/// person who mixes them up is answered all the same.
/// </summary>
internal sealed class UnumServer : IAsyncDisposable
{
    private const int LargestBody = 64 * 1024;

    private const string ContentSecurityPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self'; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

    private readonly WebApplication _app;

    private UnumServer(WebApplication app, Uri dashboard)
    {
        _app = app;
        Dashboard = dashboard;
    }

    /// <summary>Version of this program.</summary>
    public static string Version { get; } = typeof(UnumServer).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    /// <summary>Where a person looks.</summary>
    public Uri Dashboard { get; }

    /// <summary>Opens the ports.</summary>
    /// <exception cref="SettingsException">A port cannot be opened; says which and what to do.</exception>
    public static async Task<UnumServer> StartAsync(UnumSettings settings, LivingMesh mesh, LiveFeed feed, KonomiService konomi, HiveService hive, DhtService dht, CancellationToken cancellationToken)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions
        {
            ContentRootPath = AppContext.BaseDirectory,
            WebRootPath = Path.Combine(AppContext.BaseDirectory, "wwwroot"),
        });
        builder.Logging.ClearProviders();
        builder.Services.AddProblemDetails();
        builder.Services.Configure<HostOptions>(o => o.ShutdownTimeout = TimeSpan.FromSeconds(2));
        builder.WebHost.ConfigureKestrel(kestrel => Listen(kestrel, settings));

        WebApplication app = builder.Build();
        app.UseExceptionHandler();
        app.UseStatusCodePages();
        app.UseWebSockets(new WebSocketOptions { KeepAliveInterval = TimeSpan.FromSeconds(5), KeepAliveTimeout = TimeSpan.FromSeconds(10) });
        app.Use(next => new KeyGate(next, settings.Key).InvokeAsync);
        SocketHall sockets = new(konomi, hive);
        KonomiEndpoints.UseSockets(app, sockets);
        ServePage(app);
        KonomiEndpoints.UseDocs(app);
        MeshEndpoints.Map(app, mesh, feed);
        FemtoVoice voice = FemtoVoice.Of(konomi.Births.Model.GetAsync);
        KonomiEndpoints.Map(app, konomi, hive, sockets, Version, new DhtRoutes(dht, voice).All());
        FemtoEndpoints.Map(app, voice);
        FileContentView blocks = new(HivePlace.Blocks(settings.Data));
        app.Lifetime.ApplicationStopped.Register(blocks.Dispose);
        GatewayEndpoints.Map(app, blocks);

        try
        {
            await app.StartAsync(cancellationToken);
        }
        catch (IOException e) when (e.InnerException is AddressInUseException)
        {
            await app.DisposeAsync();
            throw new SettingsException(FormattableString.Invariant($"A port of {settings.Port}-{settings.Port + 2} is taken. Choose another with --port BASE, or stop what runs there."));
        }
        catch (Exception e) when (e is SocketException or IOException or UnauthorizedAccessException)
        {
            await app.DisposeAsync();
            throw new SettingsException(FormattableString.Invariant($"Ports {settings.Port}-{settings.Port + 2} on {settings.Bind} cannot be opened: {e.Message}"));
        }

        string host = settings.LoopbackOnly || settings.Bind.Equals(IPAddress.Any) ? "localhost" : settings.Bind.ToString();
        return new UnumServer(app, new Uri(FormattableString.Invariant($"http://{host}:{settings.Port}")));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
    }

    private static void Listen(KestrelServerOptions kestrel, UnumSettings settings)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = LargestBody;
        kestrel.Limits.MaxConcurrentConnections = 4096;
        for (int offset = 0; offset < 3; offset++) kestrel.Listen(settings.Bind, settings.Port + offset, o => o.Protocols = HttpProtocols.Http1AndHttp2);
    }

    private static void ServePage(WebApplication app)
    {
        app.Use(async (context, next) =>
        {
            IHeaderDictionary headers = context.Response.Headers;
            headers.XContentTypeOptions = "nosniff";
            headers.ContentSecurityPolicy = context.Request.Path.StartsWithSegments("/docs", StringComparison.Ordinal) ? KonomiEndpoints.DocsPolicy : ContentSecurityPolicy;
            headers["Referrer-Policy"] = "no-referrer";
            await next(context);
        });
        PhysicalFileProvider files = new(app.Environment.WebRootPath);
        app.UseDefaultFiles(new DefaultFilesOptions { FileProvider = files });
        app.UseStaticFiles(new StaticFileOptions
        {
            FileProvider = files,
            OnPrepareResponse = c => c.Context.Response.Headers.CacheControl = "no-cache",
        });
    }
}
