using System.Text.Json.Nodes;
using Microsoft.Playwright;
using static System.FormattableString;
using static Microsoft.Playwright.Assertions;

namespace Unum.Node.Tests.Dashboard;

/// <summary>What the page does with a server that dies, lies, floods or falls silent.</summary>
[Collection(BrowserTests.Name)]
public sealed class DashboardTrustTests(BrowserFixture chromium)
{
    [Fact]
    public async Task It_survives_a_restart_of_the_server_and_doubles_nothing()
    {
        ScriptedMesh mesh = new();
        for (int i = 0; i < 50; i++)
            mesh.Beat();
        DashboardServer first = await DashboardServer.StartAsync(mesh.Hello);
        int port = first.Port;
        await using Visit visit = await Visit.OpenAsync(chromium, first);
        first.Say(mesh.Beat(mesh.Event("collapse", "memory", "memory collapsed once", lag: 2, strength: .9)));
        ILocator told = visit.Page.Locator("#events li").Filter(new() { HasText = "memory collapsed once" });
        await Expect(told).ToHaveCountAsync(1);
        await visit.HasWordsAsync("coherence", "; 51 beats shown");

        await first.DisposeAsync();
        await Expect(visit.Page.Locator("#connection-text")).ToHaveTextAsync("Connection lost, reconnecting…");
        await Expect(visit.Page.Locator("html")).ToHaveAttributeAsync("data-connection", "reconnecting");

        // The second server remembers the last 10 of these 51 beats and the collapse, and goes on with one more.
        await using DashboardServer second = await DashboardServer.StartAsync(() =>
        {
            JsonObject hello = mesh.Hello();
            hello["history"] = new JsonArray([.. hello["history"]!.AsArray().TakeLast(10).Select(point => point!.DeepClone())]);
            return hello;
        }, port);
        await second.PageConnectsAsync();
        second.Say(mesh.Beat());

        await Expect(visit.Page.Locator("#connection-text")).ToHaveTextAsync("Live");
        await Expect(visit.Page.Locator("#colophon")).ToContainTextAsync("beat 52");
        await visit.HasWordsAsync("coherence", "; 52 beats shown");
        await Expect(told).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task A_server_whose_clock_went_back_begins_a_new_world()
    {
        ScriptedMesh old = new(), young = new(seed: 2);
        for (int i = 0; i < 300; i++)
            old.Beat();
        DashboardServer first = await DashboardServer.StartAsync(old.Hello);
        int port = first.Port;
        await using Visit visit = await Visit.OpenAsync(chromium, first);
        first.Say(old.Beat(old.Event("refused", "pi4-bridge", "a thing of the past")));
        await Expect(visit.Page.Locator("#events")).ToContainTextAsync("a thing of the past");
        await first.DisposeAsync();

        await using DashboardServer second = await DashboardServer.StartAsync(young.Hello, port);
        await second.PageConnectsAsync();
        second.Say(young.Beat());

        await visit.HasWordsAsync("coherence", "; 1 beats shown");
        await Expect(visit.Page.Locator("#events")).Not.ToContainTextAsync("a thing of the past");
    }

    [Fact]
    public async Task The_line_of_coherence_breaks_where_beats_were_missed_and_only_there()
    {
        ScriptedMesh mesh = new();
        await using DashboardServer server = await DashboardServer.StartAsync(mesh.Hello);
        await using Visit visit = await Visit.OpenAsync(chromium, server);

        // Beats at these seconds, the first three of them as history; answered is how often the line is broken.
        int[] breaks = await visit.Page.EvaluateAsync<int[]>("""
            import('/js/state.js').then(({ State }) => {
              const at = s => new Date(1e12 + 1000 * s).toISOString();
              const broken = seconds => {
                const state = new State();
                state.receive({ type: 'hello', history: seconds.slice(0, 3).map(s => ({ time: at(s), coherence: .9, order: .5 })) });
                for (const s of seconds.slice(3)) state.receive({ type: 'beat', time: at(s), one: { coherence: .9, order: .5 } });
                return state.series.order.filter(v => v === null).length;
              };
              const every = (step, n, from = 0) => Array.from({ length: n }, (_, i) => from + i * step);
              return [broken(every(.1, 50)), broken(every(6, 50)), broken([...every(.1, 50), ...every(.1, 50, 20)]), broken([...every(6, 20), ...every(6, 20, 900)])];
            })
            """);

        Assert.Equal([0, 0, 1, 1], breaks);
    }

    [Fact]
    public async Task Hostile_text_stays_text()
    {
        const string Hostile = "<img src=x onerror=\"window.broken=1\"><script>window.broken=1</script>";
        ScriptedMesh mesh = new();
        await using DashboardServer server = await DashboardServer.StartAsync(() =>
        {
            JsonObject hello = mesh.Hello();
            hello["version"] = Hostile;
            hello["node_id"] = Hostile;
            return hello;
        });
        await using Visit visit = await Visit.OpenAsync(chromium, server);
        JsonObject beat = mesh.Beat(mesh.Event(Hostile, Hostile, Hostile), mesh.Event("__proto__", "constructor", "toString"));
        beat["one"]!["reason"] = Hostile;
        beat["one"]!["emerged"] = false;
        foreach (string field in new[] { "id", "class", "status", "reason" })
            beat["nodes"]![0]![field] = Hostile;
        foreach (string field in new[] { "id", "node", "kind", "unit", "reason" })
            beat["sensors"]![0]![field] = Hostile;
        beat["sensors"]![1]!["status"] = "__proto__";
        beat["locks"]!["ids"]![0] = Hostile;
        beat["together"]![0]!["a"] = Hostile;
        server.Say(beat);

        foreach (string list in new[] { "nodes", "sensors", "events", "together", "reason-detail", "colophon" })
            await Expect(visit.Page.Locator($"#{list}")).ToContainTextAsync(Hostile);
        Assert.Equal(0, await visit.Page.Locator("img").CountAsync());
        Assert.True(await visit.Page.EvaluateAsync<bool>("window.broken === undefined && ({}).polluted === undefined"), "the text was run");
        await Expect(visit.Page.Locator("#sensors tr")).ToHaveCountAsync(14);
        visit.HasNoErrors();
    }

    [Fact]
    public async Task Messages_that_make_no_sense_are_counted_and_ignored()
    {
        ScriptedMesh mesh = new();
        await using DashboardServer server = await DashboardServer.StartAsync(() => null);
        await using Visit visit = await Visit.OpenAsync(chromium, server);
        string[] nonsense =
        [
            "", "{", "null", "42", "[]", "\"beat\"", "{}", """{"type":"unknown"}""", """{"type":{"type":"beat"}}""",
        ];
        string[] poor =
        [
            """{"type":"hello"}""", """{"type":"beat"}""",
            """{"type":"hello","beat_hz":-1,"threshold":"high","history":[null,{"time":"never"},7],"events":{"kind":1}}""",
            """{"type":"beat","time":"yesterday","one":7,"nodes":"many","sensors":[null,[],{"id":null}],"locks":{"ids":["a"],"plv":[[]]},"events":[null]}""",
            """{"type":"beat","one":{"phase":{"real":"NaN","imag":1},"coherence":"NaN","order":1e999},"nodes":[{"id":"lonely","phase":null,"weight":"NaN"}],"sensors":[{"id":"odd","status":"dancing","lags":[0,-1,"x",null,2],"lag_coherence":[5]}],"locks":{"ids":["a","b"],"plv":[[1],[null,"x"]]},"together":[{"a":1,"b":"b"},{"b":2}]}""",
        ];
        foreach (string text in nonsense.Concat(poor))
            server.Say(text);

        await Expect(visit.Page.Locator("#colophon")).ToContainTextAsync($"{nonsense.Length} messages not understood");
        await Expect(visit.Page.Locator("#nodes")).ToContainTextAsync("lonely");
        await Expect(visit.Page.Locator("#sensors")).ToContainTextAsync("dancing");
        await Expect(visit.Page.Locator("#reason")).ToHaveTextAsync("There is not enough to judge yet.");

        server.Say(mesh.Beat());
        await Expect(visit.Page.Locator("#vitals")).ToContainTextAsync("3 nodes");
        visit.HasNoErrors();
    }

    [Fact]
    public async Task A_flood_does_not_make_the_page_grow()
    {
        ScriptedMesh mesh = new();
        await using DashboardServer server = await DashboardServer.StartAsync(mesh.Hello);
        await using Visit visit = await Visit.OpenAsync(chromium, server);
        for (int i = 0; i < 1500; i++)
            server.Say(mesh.Beat(mesh.Event("collapse", "cpu", Invariant($"collapse {i}"), .1, .5), mesh.Event("anomaly", "cpu", Invariant($"anomaly {i}"))));

        await Expect(visit.Page.Locator("#colophon")).ToContainTextAsync("beat 1500");
        await Expect(visit.Page.Locator("#events li").First).ToContainTextAsync("anomaly 1499");
        await Expect(visit.Page.Locator("#events li")).ToHaveCountAsync(150);
        await visit.HasWordsAsync("coherence", "; 600 beats shown");
        visit.HasNoErrors();
    }

    [Fact]
    public async Task A_hidden_page_draws_nothing_and_catches_up_when_seen()
    {
        ScriptedMesh mesh = new();
        await using DashboardServer server = await DashboardServer.StartAsync(mesh.Hello);
        await using Visit visit = await Visit.OpenAsync(chromium, server);
        server.Say(mesh.Beat());
        await Expect(visit.Page.Locator("#colophon")).ToContainTextAsync("beat 1 ");

        await visit.Page.EvaluateAsync("""
            window.drawn = 0;
            const clear = CanvasRenderingContext2D.prototype.clearRect;
            CanvasRenderingContext2D.prototype.clearRect = function (...box) { window.drawn++; clear.apply(this, box); };
            Object.defineProperty(document, 'hidden', { get: () => !window.seen, configurable: true });
            """);
        // What was asked for before the page was hidden may still be drawn.
        await visit.Page.WaitForTimeoutAsync(300);
        await visit.Page.EvaluateAsync("window.drawn = 0");
        server.Say(mesh.Beat());
        await visit.Page.WaitForTimeoutAsync(300);
        Assert.Equal(0, await visit.Page.EvaluateAsync<int>("window.drawn"));

        await visit.Page.EvaluateAsync("window.seen = true; document.dispatchEvent(new Event('visibilitychange'))");
        await Expect(visit.Page.Locator("#colophon")).ToContainTextAsync("beat 2 ");
        Assert.True(await visit.Page.EvaluateAsync<int>("window.drawn") > 0, "it must draw again once seen");
        visit.HasNoErrors();
    }
}
