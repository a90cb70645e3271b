using System.Text.Json.Nodes;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Unum.Node.Tests.Dashboard;

/// <summary>What the page shows of a mesh that speaks.</summary>
[Collection(BrowserTests.Name)]
public sealed class DashboardTests(BrowserFixture chromium)
{
    [Fact]
    public async Task It_loads_without_a_complaint_and_says_what_it_hears()
    {
        ScriptedMesh mesh = new();
        await using DashboardServer server = await DashboardServer.StartAsync(mesh.Hello);
        await using Visit visit = await Visit.OpenAsync(chromium, server);

        await Expect(visit.Page.Locator("#connection-text")).ToHaveTextAsync("Live");
        server.Say(mesh.Beat());

        await Expect(visit.Page.Locator("#vitals")).ToHaveTextAsync("3 nodes · 12 live sensors · 10 beats a second");
        await Expect(visit.Page.Locator("#colophon")).ToContainTextAsync("Unum 0.1.0 · seen from mac-mini · beat 1 · 19 Feb 2026, 22:58:00");
        visit.HasNoErrors();
    }

    [Fact]
    public async Task Every_beat_changes_what_is_shown()
    {
        ScriptedMesh mesh = new();
        await using DashboardServer server = await DashboardServer.StartAsync(mesh.Hello);
        await using Visit visit = await Visit.OpenAsync(chromium, server);

        foreach ((double order, double cpu, string shownOrder, string shownCpu) in new[] { (.314, 12.34, "0.314", "12.3 %"), (.892, 87.6, "0.892", "87.6 %") })
        {
            JsonObject beat = mesh.Beat();
            beat["one"]!["order"] = order;
            beat["sensors"]![0]!["value"] = cpu;
            server.Say(beat);

            await Expect(visit.Page.Locator("#gauge-order [data-role=number]")).ToHaveTextAsync(shownOrder);
            await Expect(Row(visit, "sensors", "cpu")).ToContainTextAsync(shownCpu);
        }

        visit.HasNoErrors();
    }

    [Fact]
    public async Task An_injected_collapse_is_seen_in_the_list_on_the_timeline_and_by_keyboard()
    {
        ScriptedMesh mesh = new() { Quiet = true };
        await using DashboardServer server = await DashboardServer.StartAsync(mesh.Hello);
        await using Visit visit = await Visit.OpenAsync(chromium, server);
        server.Say(mesh.Beat());
        server.Say(mesh.Beat(mesh.Event("collapse", "memory", "memory collapsed at 2 s", lag: 2, strength: .93)));
        server.Say(mesh.Beat(mesh.Event("anomaly", "cpu", "cpu is unusual", strength: .7)));

        ILocator collapse = visit.Page.Locator("#events li").Filter(new() { HasText = "memory collapsed at 2 s" });
        await Expect(collapse).ToHaveCountAsync(1);
        await Expect(collapse.Locator(".figures")).ToHaveTextAsync("lag 2 s · 0.93");
        await visit.HasWordsAsync("timeline", "1 collapses, 1 anomalies");

        await visit.Page.Locator("#timeline").FocusAsync();
        await visit.Page.Keyboard.PressAsync("ArrowLeft");
        await visit.Page.Keyboard.PressAsync("ArrowLeft");
        await Expect(visit.Page.Locator("#timeline-readout")).ToHaveTextAsync("22:58:00 · memory collapsed at 2 s · lag 2 s · 0.93");

        await visit.Page.GetByRole(AriaRole.Radio, new() { Name = "Anomalies" }).CheckAsync();
        await Expect(visit.Page.Locator("#events li")).ToHaveCountAsync(1);
        await Expect(visit.Page.Locator("#events li")).ToContainTextAsync("cpu is unusual");
        visit.HasNoErrors();
    }

    [Fact]
    public async Task The_mission_and_we_may_disagree_and_the_page_says_why_in_plain_words()
    {
        ScriptedMesh mesh = new();
        await using DashboardServer server = await DashboardServer.StartAsync(mesh.Hello);
        await using Visit visit = await Visit.OpenAsync(chromium, server);

        server.Say(Verdict(mesh.Beat(), order: .31, coherence: .95, emerged: false, reason: "order .31 <= .75"));
        await Expect(visit.Page.Locator("#statement")).ToHaveTextAsync("Not yet one");
        await Expect(visit.Page.Locator("#reason")).ToHaveTextAsync(
            "Each node is steady, but they point different ways: order is 0.31 and must exceed 0.75. By the mission’s number alone it would already count.");
        await Expect(visit.Page.Locator("#reason-detail")).ToHaveTextAsync("Measured: order .31 <= .75");
        await Expect(visit.Page.Locator("#gauge-order [data-role=opinion]")).ToContainTextAsync("Not yet");
        await Expect(visit.Page.Locator("#gauge-coherence [data-role=opinion]")).ToContainTextAsync("Emerged");
        await Expect(visit.Page.Locator("#fact-identity")).ToHaveTextAsync("none");

        server.Say(Verdict(mesh.Beat(), order: .91, coherence: .95, emerged: true, reason: null));
        await Expect(visit.Page.Locator("#statement")).ToHaveTextAsync("THE ONE has emerged");
        await Expect(visit.Page.Locator("#announcer")).ToHaveTextAsync("THE ONE has emerged.");
        await Expect(visit.Page.Locator("#fact-identity")).ToHaveTextAsync("0.50 at 90°");
        await Expect(visit.Page).ToHaveTitleAsync("● One · Unum");

        server.Say(Verdict(mesh.Beat(), order: .2, coherence: .5, emerged: false, reason: null));
        await Expect(visit.Page.Locator("#reason")).ToContainTextAsync("not steady enough");
        await Expect(visit.Page.Locator("#announcer")).ToHaveTextAsync("THE ONE has dissolved.");
        visit.HasNoErrors();
    }

    [Fact]
    public async Task Thirty_four_nodes_and_sixty_sensors_are_all_there()
    {
        ScriptedMesh mesh = new(nodes: 34, sensors: 60);
        await using DashboardServer server = await DashboardServer.StartAsync(mesh.Hello);
        await using Visit visit = await Visit.OpenAsync(chromium, server);
        server.Say(mesh.Beat());

        await Expect(visit.Page.Locator("#nodes tr")).ToHaveCountAsync(34);
        await Expect(visit.Page.Locator("#sensors tr")).ToHaveCountAsync(60);
        await visit.HasWordsAsync("locks", "between 92.");
        await visit.HasWordsAsync("heat", "of 58 sensors");
        await visit.HasWordsAsync("circle", "34 nodes, 58 live sensors");
        await Expect(Row(visit, "nodes", "pi2-12")).ToContainTextAsync("its clock is 42 s ahead");
        await Expect(Row(visit, "nodes", "pi2-12")).ToContainTextAsync("quarantined");
        await Expect(Row(visit, "sensors", "temperature.cpu")).ToContainTextAsync("no hwmon, thermal zone or 1-wire device was found");

        // The absent stand last: what works comes first.
        await Expect(visit.Page.Locator("#sensors tr").Last).ToHaveAttributeAsync("data-status", "absent");
        visit.HasNoErrors();
    }

    [Fact]
    public async Task What_moves_together_is_told_with_the_leader_and_the_lag()
    {
        ScriptedMesh mesh = new();
        await using DashboardServer server = await DashboardServer.StartAsync(mesh.Hello);
        await using Visit visit = await Visit.OpenAsync(chromium, server);
        server.Say(mesh.Beat());

        // b leads when lag > 0: the script's ("memory", "cpu", 1.3) means that cpu goes first.
        await Expect(visit.Page.Locator("#together li")).ToHaveTextAsync(
        [
            "network.in and interruptsat once0.91", "disk.write leads pressure.ioby 400 ms0.78", "cpu leads memoryby 1.3 s0.66",
            "microphone.default leads context.switchesby 5 s0.41",
        ]);
        visit.HasNoErrors();
    }

    [Fact]
    public async Task The_heat_map_and_the_matrix_can_be_read_with_the_arrow_keys()
    {
        ScriptedMesh mesh = new();
        await using DashboardServer server = await DashboardServer.StartAsync(mesh.Hello);
        await using Visit visit = await Visit.OpenAsync(chromium, server);
        JsonObject beat = mesh.Beat();
        beat["sensors"]![1]!["lag_coherence"]![2] = .678;
        server.Say(beat);

        await Expect(visit.Page.Locator("#heat")).ToBeVisibleAsync();
        await visit.Page.Locator("#heat").FocusAsync();
        foreach (string key in new[] { "ArrowRight", "ArrowDown", "ArrowRight", "ArrowRight" })
            await visit.Page.Keyboard.PressAsync(key);
        await Expect(visit.Page.Locator("#heat-readout")).ToHaveTextAsync("memory, lag 300 ms: 0.678");

        await Expect(visit.Page.Locator("#locks")).ToBeVisibleAsync();
        await visit.Page.Locator("#locks").FocusAsync();
        await visit.Page.Keyboard.PressAsync("ArrowRight");
        await visit.Page.Keyboard.PressAsync("ArrowRight");
        await Expect(visit.Page.Locator("#locks-readout")).ToContainTextAsync(" and ");
        visit.HasNoErrors();
    }

    private static ILocator Row(Visit visit, string list, string name) =>
        visit.Page.Locator($"#{list} tr").Filter(new() { Has = visit.Page.GetByText(name, new() { Exact = true }) });

    private static JsonObject Verdict(JsonObject beat, double order, double coherence, bool emerged, string? reason)
    {
        JsonNode one = beat["one"]!;
        one["order"] = order;
        one["coherence"] = coherence;
        one["emerged"] = emerged;
        one["mission_emerged"] = coherence > .75;
        one["effective_nodes"] = 2.9;
        one["identity"] = emerged ? new JsonObject { ["real"] = 0, ["imag"] = .5 } : null;
        one["reason"] = reason;
        return beat;
    }
}
