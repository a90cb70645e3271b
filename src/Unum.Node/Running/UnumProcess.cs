using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Numerics;
using Unum.Devices.Driving;
using Unum.Devices.Sensing;
using Unum.Fabric.Mesh;
using Unum.Femto.Births;
using Unum.Hive.Identity;
using Unum.Kairos.Mesh;
using Unum.Kairos.Time;
using Unum.Node.Hive;
using Unum.Node.Konomi;
using Unum.Node.Reporting;
using Unum.Node.Scenarios;
using Unum.Node.Serving;
using Unum.Node.Settings;
using Unum.Node.Terminal;

namespace Unum.Node.Running;

/// <summary>One run of <c>unum up</c>: nodes, ports, outputs and a view, held together by the heartbeat.</summary>
internal sealed class UnumProcess : IAsyncDisposable
{
    private const double MissionThreshold = 0.75;
    private static readonly DateTimeOffset ScenarioStart = new(2026, 1, 5, 8, 0, 0, TimeSpan.Zero);

    private readonly UnumSettings _settings;
    private readonly TimeProvider _realTime;
    private readonly VirtualClock? _virtual;
    private readonly LivingMesh _mesh;
    private readonly WebSocketMesh _links;
    private readonly LiveFeed _feed;
    private readonly KonomiService _konomi;
    private readonly HiveService _hive;
    private readonly HiveExchange _exchange;
    private readonly DhtService _dht;
    private readonly UnumServer _server;
    private readonly IReadOnlyList<IOutput> _outputs;
    private readonly IBeatView _view;
    private readonly CancellationTokenSource _dialling = new();
    private readonly Task _dials;

    private UnumProcess(
        UnumSettings settings, TimeProvider realTime, VirtualClock? virtualClock, LivingMesh mesh, WebSocketMesh links,
        LiveFeed feed, KonomiService konomi, HiveService hive, DhtService dht, UnumServer server, IReadOnlyList<IOutput> outputs, IBeatView view)
    {
        _settings = settings;
        _realTime = realTime;
        _virtual = virtualClock;
        _mesh = mesh;
        _links = links;
        _feed = feed;
        _konomi = konomi;
        _hive = hive;
        _exchange = new HiveExchange(hive, () => [.. links.Addresses.Select(static a => a.Address)], settings.Key, realTime);
        _dht = dht;
        _server = server;
        _outputs = outputs;
        _view = view;
        _dials = links.RunAsync(_dialling.Token);
    }

    /// <summary>Builds and opens everything.</summary>
    /// <exception cref="SettingsException">Something cannot be opened as the settings ask.</exception>
    public static async Task<UnumProcess> StartAsync(UnumSettings settings, IBeatView view, CancellationToken cancellationToken)
    {
        TimeProvider realTime = TimeProvider.System;
        VirtualClock? virtualClock = settings.Scenario is null ? null : new VirtualClock(ScenarioStart);
        TimeProvider clock = (TimeProvider?)virtualClock ?? new SteadyClock(realTime);
        IReadOnlyList<IOutput> outputs = OpenOutputs(settings, realTime, view.Terminal);
        MeshKey? key = settings.Key is null ? null : MeshKey.Parse(settings.Key);
        IReadOnlyList<LocalNode> nodes = await NodeFactory.CreateAsync(settings, clock, cancellationToken);
        MeshGossip gossip = new(new PhaseMessageCodec(key), clock);
        WebSocketMesh links = new(gossip, key, nodes[0].Id, new MeshLinkOptions { Listen = Listen(settings) }, realTime);
        foreach (Uri mesh in settings.Join) links.Join(mesh.OriginalString);

        Remembrance memory = await Remembrance.OpenAsync(settings.Scenario is null ? Path.Combine(settings.Data, settings.Name) : null, cancellationToken);
        LivingMesh living = new(nodes, clock, gossip, links, memory, settings.BeatInterval, key is not null);
        LiveFeed feed = new(nodes[0].Id, settings.BeatHz, MissionThreshold, UnumServer.Version, realTime);
        KonomiService? konomi = null;
        HiveService? hive = null;
        DhtService? dht = null;
        try
        {
            konomi = await KonomiService.OpenAsync(new KonomiOptions { Folder = settings.Scenario is null ? Path.Combine(settings.Data, settings.Name, "konomi") : null, BirthFolder = Path.Combine(settings.Data, "femto"), Time = realTime }, cancellationToken);
            hive = HiveService.Open(settings.Scenario is null ? Path.Combine(settings.Data, "hive") : null, settings.Name, realTime, HivePlace.Charters(settings.HiveCharter));
            DefaultBirth model = konomi.Births.Model;
            hive.Size = () => model.Ready ? (byte)BitOperations.Log2((ulong)model.GetAsync(CancellationToken.None).Result.Bytes) : (byte)0;
            dht = OpenTable(settings, links, hive, konomi, realTime);
            UnumServer server = await UnumServer.StartAsync(settings, living, feed, konomi, hive, dht, cancellationToken);
            dht.Announce(DhtService.Text);
            view.Begin(server.Dashboard.ToString(), Summary(settings, nodes));
            return new UnumProcess(settings, realTime, virtualClock, living, links, feed, konomi, hive, dht, server, outputs, view);
        }
        catch
        {
            if (dht is not null) await dht.DisposeAsync();
            if (hive is not null) await hive.DisposeAsync();
            if (konomi is not null) await konomi.DisposeAsync();
            await living.DisposeAsync();
            throw;
        }
    }

    /// <summary>Beats until the time is over or it is told to stop.</summary>
    /// <param name="duration">Real time; null is until told.</param>
    /// <param name="stopping">Ctrl-C or a signal.</param>
    public async Task RunAsync(TimeSpan? duration, CancellationToken stopping)
    {
        long start = _realTime.GetTimestamp();
        TimeSpan pace = _settings.BeatInterval / _settings.Speed; // real time between beats
        TimeSpan next = TimeSpan.Zero;
        double speed = _settings.Speed;
        (TimeSpan At, long Beats) measured = (TimeSpan.Zero, 0);
        long beats = 0;
        try
        {
            while (!stopping.IsCancellationRequested)
            {
                TimeSpan elapsed = _realTime.GetElapsedTime(start);
                if (elapsed >= duration) return;
                if (next > elapsed) await Task.Delay(next - elapsed, _realTime, stopping);
                else if (elapsed - next > TimeSpan.FromSeconds(1)) next = elapsed; // a machine too slow, or one that slept: no burst to catch up
                next += pace;

                elapsed = _realTime.GetElapsedTime(start);
                if (elapsed - measured.At >= TimeSpan.FromSeconds(1))
                {
                    speed = Math.Round((beats - measured.Beats) * _settings.BeatInterval / (elapsed - measured.At), 1);
                    measured = (elapsed, beats);
                }

                beats++;
                _virtual?.Advance(_settings.BeatInterval);
                await BeatAsync(_virtual is null ? 1 : speed, stopping);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Ctrl-C while waiting for the next beat: a clean end.
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _exchange.DisposeAsync();
        await _server.DisposeAsync();
        await _dht.DisposeAsync();
        await _dialling.CancelAsync();
        await _dials;
        foreach (IOutput output in _outputs) await output.DisposeAsync();
        await _mesh.DisposeAsync();
        await _konomi.DisposeAsync();
        await _hive.DisposeAsync();
        _dialling.Dispose();
    }

    [SuppressMessage("Reliability", "CA2000", Justification = "The service owns its key.")]
    private static DhtService OpenTable(UnumSettings settings, WebSocketMesh links, HiveService hive, KonomiService konomi, TimeProvider time)
    {
        string folder = Path.Combine(settings.Data, settings.Name);
        if (settings.Scenario is null) Directory.CreateDirectory(folder);
        return DhtService.Open(
            settings, settings.Scenario is null ? NodeKey.Open(Path.Combine(folder, "table.key")) : HiveKey.Create(),
            () => links.Addresses.Where(static a => a.Linked).Select(static a => a.Address), () => hive.With(HiveLine.Text, static i => i.Canonical.Id.Digest), () => hive.Availability, konomi.Births.Model, time);
    }

    private static IReadOnlyList<IOutput> OpenOutputs(UnumSettings settings, TimeProvider realTime, TextWriter terminal)
    {
        OutputServices services = new(realTime, terminal, settings.BeatInterval / settings.Speed);
        try
        {
            return [.. settings.Outputs.Select(line => OutputCatalog.Create(line, services))];
        }
        catch (FormatException e)
        {
            throw new SettingsException($"'outputs': {e.Message}");
        }
    }

    /// <summary>Where other processes reach this one.</summary>
    private static Uri Listen(UnumSettings settings)
    {
        string host = settings.Bind.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 ? FormattableString.Invariant($"[{settings.Bind}]") : settings.Bind.ToString();
        return new Uri(string.Create(CultureInfo.InvariantCulture, $"ws://{host}:{settings.Port + 2}/mesh"));
    }

    private static string Summary(UnumSettings settings, IReadOnlyList<LocalNode> nodes)
    {
        int live = nodes.Sum(n => n.Sensors.Count(s => s.Health.Status == SensorStatus.Live));
        int absent = nodes.Sum(n => n.Sensors.Count(s => s.Health.Status == SensorStatus.Absent));
        string what = settings.Scenario is { } name
            ? $"scenario {name}: {Scenario.Find(name).Summary}, simulated"
            : string.Create(CultureInfo.InvariantCulture, $"{live} sensors of this computer ({absent} kinds absent)");
        return string.Create(CultureInfo.InvariantCulture, $"Unum {UnumServer.Version}: {nodes.Count} {(nodes.Count == 1 ? "node" : "nodes")}, {what}.");
    }

    private async Task BeatAsync(double speed, CancellationToken stopping)
    {
        BeatReport beat = _mesh.Beat(speed);
        _feed.Publish(beat);
        _konomi.Sensors.Offer(beat.Events);
        _view.Show(beat);
        foreach (IOutput output in _outputs) await output.WriteAsync(_mesh.One, stopping);
    }
}
