using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Unum.Node.Settings;

namespace Unum.Node.Serving;

/// <summary>A server with nothing but POST /femto/complete, behind the same gate as all of Unum's ports.</summary>
internal sealed class FemtoServer : IAsyncDisposable
{
    private const int LargestBody = 256 * 1024;
    private readonly WebApplication _app;

    private FemtoServer(WebApplication app, Uri address)
    {
        _app = app;
        Address = address;
    }

    /// <summary>Where it listens.</summary>
    public Uri Address { get; }

    /// <summary>Opens the port.</summary>
    /// <param name="bind">Address to listen on.</param>
    /// <param name="port">Port; 0 takes any that is free.</param>
    /// <param name="key">What callers from other computers must show.</param>
    /// <param name="voice">Who answers.</param>
    /// <param name="stopping">Ends the opening.</param>
    /// <exception cref="SettingsException">The port cannot be opened.</exception>
    public static async Task<FemtoServer> StartAsync(IPAddress bind, int port, string? key, FemtoVoice voice, CancellationToken stopping)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddProblemDetails();
        builder.Services.Configure<HostOptions>(o => o.ShutdownTimeout = TimeSpan.FromSeconds(2));
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = LargestBody;
            kestrel.Limits.MaxConcurrentConnections = 4096;
            kestrel.Listen(bind, port);
        });
        WebApplication app = builder.Build();
        app.UseExceptionHandler();
        app.UseStatusCodePages();
        app.Use(next => new KeyGate(next, key).InvokeAsync);
        FemtoEndpoints.Map(app, voice);
        try
        {
            await app.StartAsync(stopping);
        }
        catch (IOException e) when (e.InnerException is AddressInUseException)
        {
            await app.DisposeAsync();
            throw new SettingsException(FormattableString.Invariant($"Port {port} is taken. Choose another with --port, or stop what runs there."));
        }

        string address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        return new FemtoServer(app, new Uri(address));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
    }
}
