using System.Globalization;
using System.Threading.Channels;
using Spectre.Console;
using Unum.Node.Reporting;

namespace Unum.Node.Terminal;

/// <summary>
/// The terminal of a person: nodes, sensors with sparklines and coherence by lag, what moves together, events as they happen,
/// and the emergence meter. Draws five times a second at most, whatever the beat.
/// </summary>
internal sealed class LiveView : IBeatView
{
    private const int FramesPerSecond = 5;
    private const int EventsShown = 8;
    private const int SensorsShown = 16;
    private const int NodesShown = 12;

    private readonly Channel<BeatReport> _newest = Channel.CreateBounded<BeatReport>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest });
    private readonly Queue<EventReport> _events = [];
    private readonly Dictionary<string, Sparkline> _sparklines = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();
    private readonly LastLine _said = new();
    private IReadOnlyList<TogetherReport> _together = [];
    private IReadOnlyList<WeReport> _we = [];
    private string _dashboard = "";
    private Task _drawing = Task.CompletedTask;

    /// <inheritdoc/>
    public TextWriter Terminal => _said;

    /// <inheritdoc/>
    public void Begin(string dashboard, string summary)
    {
        _dashboard = dashboard;
        AnsiConsole.MarkupLineInterpolated($"[bold]{summary}[/]");
        _drawing = AnsiConsole.Live(new Markup("listening…")).AutoClear(false).Overflow(VerticalOverflow.Crop).StartAsync(DrawAsync);
    }

    /// <inheritdoc/>
    public void Show(BeatReport beat)
    {
        lock (_gate)
        {
            foreach (EventReport happened in beat.Events)
            {
                if (_events.Count == EventsShown) _events.Dequeue();
                _events.Enqueue(happened);
            }

            foreach (SensorReport sensor in beat.Sensors)
            {
                if (sensor.Value is not { } value) continue;
                string key = Key(sensor);
                if (!_sparklines.TryGetValue(key, out Sparkline? line)) _sparklines[key] = line = new Sparkline();
                line.Add(value);
            }

            _together = beat.Together ?? _together;
            _we = beat.We ?? _we;
        }

        _newest.Writer.TryWrite(beat);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _newest.Writer.TryComplete();
        await _drawing;
        await _said.DisposeAsync();
    }

    private static string Key(SensorReport sensor) => $"{sensor.Node}/{sensor.Id}";

    private static string F(double value, string format = "0.00") => value.ToString(format, CultureInfo.InvariantCulture);

    private async Task DrawAsync(LiveDisplayContext context)
    {
        using PeriodicTimer frame = new(TimeSpan.FromSeconds(1.0 / FramesPerSecond));
        while (await _newest.Reader.WaitToReadAsync())
        {
            if (_newest.Reader.TryRead(out BeatReport? beat))
            {
                lock (_gate) context.UpdateTarget(Draw(beat));
            }

            await frame.WaitForNextTickAsync();
        }
    }

    private Rows Draw(BeatReport beat) => new(
        Meter(beat),
        Nodes(beat),
        Sensors(beat),
        Together(),
        We(),
        Events(),
        new Markup(Markup.Escape(_said.ToString())),
        new Markup($"[dim]{Markup.Escape(_dashboard)}   Ctrl-C stops[/]"));

    private static Panel Meter(BeatReport beat)
    {
        const int width = 40;
        OneReport one = beat.One;
        string Bar(double value, string colour)
        {
            int full = (int)Math.Round(Math.Clamp(value, 0, 1) * width);
            return $"[{colour}]{new string('█', full)}[/][dim]{new string('·', width - full)}[/] {F(value)}";
        }

        string verdict = one.Emerged
            ? FormattableString.Invariant($"[bold green]THE ONE has emerged[/] [dim]since {one.Since:HH:mm:ss}[/]")
            : $"[yellow]not one[/] [dim]{Markup.Escape(one.Reason ?? "")}[/]";
        string mission = one.MissionEmerged ? "yes" : "no";
        return new Panel(new Markup(string.Join('\n',
            $"[{one.Colour}]██[/] {verdict}",
            $"C  coherence {Bar(one.Coherence, "blue")}",
            $"R  order     {Bar(one.Order, "green")}",
            FormattableString.Invariant($"[dim]effective nodes {one.EffectiveNodes:0.0} · the mission's own test (C > .75) says {mission} · beat {beat.Beat} · speed {beat.Speed:0.#}[/]"))))
        {
            Header = new PanelHeader(FormattableString.Invariant($" {beat.Time:HH:mm:ss} ")),
            Expand = true,
        };
    }

    private static Table Nodes(BeatReport beat)
    {
        Table table = new Table().Border(TableBorder.Simple).Expand().AddColumns("node", "class", "phase", "coherence", "weight", "surprise", "status");
        foreach (NodeReport node in beat.Nodes.Take(NodesShown))
        {
            double degrees = double.RadiansToDegrees(Math.Atan2(node.Phase.Imag, node.Phase.Real));
            table.AddRow(
                Markup.Escape(node.Id), node.Class ?? "", F(degrees, "0") + "°", F(node.Coherence), F(node.Weight), node.Surprise is { } s ? F(s, "0.0") + " bit" : "", Status(node.Status, node.Reason));
        }

        if (beat.Nodes.Count > NodesShown) table.AddRow(FormattableString.Invariant($"[dim]… and {beat.Nodes.Count - NodesShown} more[/]"));
        return table;
    }

    private static string Status(string status, string? reason)
    {
        string colour = status switch { "live" => "green", "absent" => "grey", "fading" => "yellow", _ => "red" };
        return $"[{colour}]{status}[/]{(reason is null ? "" : $" [dim]{Markup.Escape(reason)}[/]")}";
    }

    /// <summary>Coherence at each lag as a shade, shortest lag first.</summary>
    private static string Shades(IReadOnlyList<double>? coherence)
    {
        const string shades = " ░▒▓█";
        return string.Concat((coherence ?? []).Select(c => shades[(int)Math.Clamp(Math.Ceiling(c * (shades.Length - 1)), 0, shades.Length - 1)]));
    }

    private Table Sensors(BeatReport beat)
    {
        Table table = new Table().Border(TableBorder.Simple).Expand().AddColumns("sensor", "node", "value", "last seconds", "coherence", "by lag", "anomaly", "status");
        SensorReport[] live = [.. beat.Sensors.Where(s => s.Status != "absent")];
        foreach (SensorReport sensor in live.Take(SensorsShown))
        {
            string spark = _sparklines.TryGetValue(Key(sensor), out Sparkline? line) ? line.ToString() : "";
            table.AddRow(
                Markup.Escape(sensor.Id),
                Markup.Escape(sensor.Node),
                sensor.Value is { } v ? Markup.Escape(Quantity.Text(v, sensor.Unit)) : "",
                spark,
                F(sensor.Coherence),
                Shades(sensor.LagCoherence),
                sensor.Anomaly >= 0.5 ? $"[red]{F(sensor.Anomaly)}[/]" : F(sensor.Anomaly),
                Status(sensor.Status, sensor.Reason));
        }

        if (live.Length > SensorsShown) table.AddRow(FormattableString.Invariant($"[dim]… and {live.Length - SensorsShown} more[/]"));
        string absent = string.Join(", ", beat.Sensors.Where(s => s.Status == "absent").Select(s => s.Id));
        if (absent.Length > 0) table.Caption = new TableTitle(Markup.Escape($"absent here: {absent}"), new Style(Color.Grey));
        return table;
    }

    private Markup Together() => _together.Count == 0
        ? new Markup("[dim]nothing moves together yet[/]")
        : new Markup("moves together: " + string.Join("   ", _together.Take(4).Select(t =>
            $"{Markup.Escape(t.A)} ~ {Markup.Escape(t.B)} [dim]{(t.Lag == 0 ? "at once" : $"{F(Math.Abs(t.Lag), "0.##")} s, {Markup.Escape(t.Lag > 0 ? t.B : t.A)} first")}, {F(t.Strength)}[/]")));

    private Markup We()
    {
        WeReport[] ties = [.. _we.Where(w => w.Leads is not null).OrderByDescending(w => w.Strength).Take(3)];
        return new Markup(ties.Length == 0
            ? "[dim]no node foretells another[/]"
            : "WE: " + string.Join("   ", ties.Select(w => FormattableString.Invariant(
                $"{Markup.Escape(w.A)} ~ {Markup.Escape(w.B)} [dim]{w.Strength:0.00} bit a beat, {Markup.Escape(w.Leads == "both" ? "each foretells the other" : w.Leads + " leads")}[/]"))));
    }

    private Rows Events() => new(_events.Select(e => new Markup(FormattableString.Invariant($"[dim]{e.Time:HH:mm:ss}[/] [blue]{e.Kind}[/] {Markup.Escape(e.Text)}"))));
}
