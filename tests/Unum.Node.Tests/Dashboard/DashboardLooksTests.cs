using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Unum.Tests;
using static System.FormattableString;
using static Microsoft.Playwright.Assertions;

namespace Unum.Node.Tests.Dashboard;

/// <summary>Themes, widths, words, and what a strict policy and a screen reader need.</summary>
[Collection(BrowserTests.Name)]
public sealed partial class DashboardLooksTests(BrowserFixture chromium)
{
    private const string Paper = "getComputedStyle(document.body).backgroundColor";

    [Theory]
    [InlineData("light", 1440, 3, 14)]
    [InlineData("dark", 1440, 34, 60)]
    [InlineData("dark", 390, 3, 14)]
    public async Task A_picture_of_each_theme_and_width_is_kept(string theme, int width, int nodes, int sensors)
    {
        ScriptedMesh mesh = new(nodes, sensors) { Coupling = .02 };
        Run(220);
        mesh.Coupling = width > 500 ? 2.2 : .05;   // the phone sees a mesh that is not one
        Run(80);
        await using DashboardServer server = await DashboardServer.StartAsync(mesh.Hello);
        await using Visit visit = await Visit.OpenAsync(chromium, server, theme, width, height: 900);
        Run(320, server.Say);
        await visit.SeeAllAsync();
        for (int i = 0; i < 14; i++)
        {
            if (i == 6)
                await visit.SeeAllAsync();
            Run(1, server.Say);
            await visit.Page.WaitForTimeoutAsync(50);
        }

        byte[] picture = await visit.KeepPictureAsync(Invariant($"{theme}-{width}-{nodes}-nodes"));

        Assert.True(picture.Length > 50_000, "a page with all its panels drawn does not compress that far");
        visit.HasNoErrors();

        void Run(int beats, Action<JsonObject>? hear = null)
        {
            for (int i = 0; i < beats; i++)
            {
                JsonObject beat = mesh.Beat();
                hear?.Invoke(beat);
            }
        }
    }

    [Fact]
    public async Task The_system_chooses_the_theme_until_the_person_does_and_the_choice_is_remembered()
    {
        ScriptedMesh mesh = new();
        await using DashboardServer server = await DashboardServer.StartAsync(mesh.Hello);
        await using Visit visit = await Visit.OpenAsync(chromium, server);
        ILocator button = visit.Page.Locator("#theme");
        await Expect(button).ToHaveTextAsync("Theme: system");
        string light = await visit.Page.EvaluateAsync<string>(Paper);
        await visit.Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        string dark = await visit.Page.EvaluateAsync<string>(Paper);
        Assert.NotEqual(light, dark, StringComparer.Ordinal);

        await button.ClickAsync();
        await Expect(button).ToHaveTextAsync("Theme: light");
        Assert.Equal(light, await visit.Page.EvaluateAsync<string>(Paper));
        await visit.Page.ReloadAsync();
        Assert.Equal(light, await visit.Page.EvaluateAsync<string>(Paper));
        await Expect(button).ToHaveTextAsync("Theme: light");

        await button.ClickAsync();
        await Expect(button).ToHaveTextAsync("Theme: dark");
        Assert.Equal(dark, await visit.Page.EvaluateAsync<string>(Paper));
        visit.HasNoErrors();
    }

    [Theory]
    [InlineData(1440)]
    [InlineData(768)]
    [InlineData(390)]
    [InlineData(320)]
    public async Task Nothing_overflows_at_any_width_however_long_the_names(int width)
    {
        string endless = new('m', 64);
        ScriptedMesh mesh = new();
        await using DashboardServer server = await DashboardServer.StartAsync(mesh.Hello);
        await using Visit visit = await Visit.OpenAsync(chromium, server, width: width);
        JsonObject beat = mesh.Beat(mesh.Event("collapse", endless, endless, 123.4, .99));
        beat["nodes"]![0]!["id"] = endless;
        beat["nodes"]![1]!["reason"] = endless + endless;
        beat["nodes"]![1]!["status"] = "quarantined";
        beat["nodes"]![1]!["age_ms"] = 123_456_789;
        beat["sensors"]![0]!["id"] = endless;
        beat["sensors"]![0]!["value"] = -123456789.123;
        beat["sensors"]![12]!["reason"] = endless + endless;
        beat["together"]![0]!["a"] = endless;
        beat["one"]!["reason"] = endless + endless;
        beat["one"]!["emerged"] = false;
        server.Say(beat);
        await Expect(visit.Page.Locator("#sensors tr")).ToHaveCountAsync(14);

        string outside = await visit.Page.EvaluateAsync<string>("""
            [...document.querySelectorAll('main *, header *, footer *')].filter(e => !e.closest('.hidden, .skip') && e.getBoundingClientRect().right > innerWidth + .5)
              .map(e => `${e.tagName}#${e.id}.${e.className}`).join(' ')
            """);
        Assert.Equal("", outside);
        Assert.Equal(width, await visit.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
        visit.HasNoErrors();
    }

    [Theory]
    [InlineData("light")]
    [InlineData("dark")]
    public async Task Every_text_colour_is_legible_on_paper(string theme)
    {
        ScriptedMesh mesh = new();
        await using DashboardServer server = await DashboardServer.StartAsync(mesh.Hello);
        await using Visit visit = await Visit.OpenAsync(chromium, server, theme);
        JsonElement colours = await visit.Page.EvaluateAsync<JsonElement>("import('/js/theme.js').then(theme => theme.palette())");

        double paper = Luminance(colours.GetProperty("paper").GetString()!);
        foreach (string ink in new[] { "ink", "ink2", "ink3", "accent", "alarm" })
        {
            double text = Luminance(colours.GetProperty(ink).GetString()!);
            double contrast = (Math.Max(text, paper) + .05) / (Math.Min(text, paper) + .05);
            Assert.True(contrast >= 4.5, Invariant($"{ink} on paper in {theme}: {contrast:0.00}, WCAG 2.2 AA asks for 4.5"));
        }
    }

    [Fact]
    public async Task A_screen_reader_finds_every_panel_by_name()
    {
        ScriptedMesh mesh = new();
        await using DashboardServer server = await DashboardServer.StartAsync(mesh.Hello);
        await using Visit visit = await Visit.OpenAsync(chromium, server);
        server.Say(mesh.Beat());
        await Expect(visit.Page.Locator("#vitals")).ToContainTextAsync("3 nodes");

        foreach (string name in new[] { "Phase circle", "Coherence over time", "Sensor by lag", "Who locks with whom", "Sensors", "Nodes" })
            await Expect(visit.Page.GetByRole(AriaRole.Region, new() { Name = name, Exact = true })).ToHaveCountAsync(1);
        await Expect(visit.Page.GetByRole(AriaRole.Meter, new() { Name = "Order R, our number" }).And(visit.Page.Locator("[aria-valuenow^='0.']"))).ToHaveCountAsync(1);
        await Expect(visit.Page.GetByRole(AriaRole.Table, new() { Name = "Nodes" })).ToHaveCountAsync(1);
        Assert.Equal(0, await visit.Page.Locator("canvas:not([aria-label]):not([aria-hidden])").CountAsync());
        Assert.Equal(1, await visit.Page.Locator("h1").CountAsync());
    }

    [Fact]
    public async Task Numbers_lags_and_readings_are_written_as_a_person_would()
    {
        ScriptedMesh mesh = new();
        await using DashboardServer server = await DashboardServer.StartAsync(mesh.Hello);
        await using Visit visit = await Visit.OpenAsync(chromium, server);

        string[] said = await visit.Page.EvaluateAsync<string[]>("""
            import('/js/format.js').then(f => [
              ...[0, .0015, .01, .5, 1, 1.55, 59.99, 60, 65, 3600, 3900, 90000, null, NaN].map(f.span),
              f.reading(1240000, 'B/s'), f.reading(-3.14159, 'degC'), f.reading(0, '%'), f.reading(3120, '1'), f.reading(.00123, '1'), f.reading(Infinity, '%'), f.reading(64210.4, 'USD'), f.reading(-12345, '1'), f.reading(45.67, '1/s'),
              f.unit(.12345), f.unit(undefined), f.count(1, 'node'), f.count(2, 'node'),
            ])
            """);

        Assert.Equal(
        [
            "0 s", "1.5 ms", "10 ms", "500 ms", "1 s", "1.6 s", "1 min", "1 min", "1 min 5 s", "1 h", "1 h 5 min", "1 d 1 h", "–", "–",
            "1.24 MB/s", "−3.14 °C", "0 %", "3120", "0.0012", "–", "64,210 USD", "−12,345", "45.7 /s",
            "0.123", "–", "1 node", "2 nodes",
        ], said);
    }

    [Fact]
    public async Task Who_lock_sit_together_in_the_matrix()
    {
        ScriptedMesh mesh = new();
        await using DashboardServer server = await DashboardServer.StartAsync(mesh.Hello);
        await using Visit visit = await Visit.OpenAsync(chromium, server);

        // Three groups, dealt out in turn: 0 3 6 lock, 1 4 7 lock, 2 5 8 lock.
        int[] order = await visit.Page.EvaluateAsync<int[]>("""
            import('/js/lock-matrix.js').then(m => m.seriate(Array.from({ length: 9 }, (_, i) => Array.from({ length: 9 }, (_, j) => i % 3 === j % 3 ? .9 : .1))))
            """);

        Assert.Equal(Enumerable.Range(0, 9), order.Order());
        Assert.All(order.Chunk(3), group => Assert.Single(group.Select(i => i % 3).Distinct()));
    }

    [Fact]
    public void The_page_needs_no_exception_in_a_strict_policy_and_names_no_other_host()
    {
        string page = File.ReadAllText(Path.Combine(Repository.WebRoot, "index.html"));

        Assert.DoesNotMatch(InlineCode(), page);
        foreach (string file in Directory.EnumerateFiles(Repository.WebRoot, "*.*", SearchOption.AllDirectories).Where(file => !file.Contains("/lib/", StringComparison.Ordinal)))
            Assert.DoesNotContain("innerHTML", File.ReadAllText(file), StringComparison.Ordinal);
        string pinned = File.ReadAllText(Path.Combine(Repository.Root, "src", "Unum.Node", "package-lock.json"));
        Assert.DoesNotContain("\"resolved\"", pinned, StringComparison.Ordinal);
        Assert.Equal(4, pinned.Split("\"integrity\": \"sha512-").Length - 1);
    }

    /// <summary>Relative luminance of #rrggbb (WCAG 2.2, definition of relative luminance).</summary>
    private static double Luminance(string hex)
    {
        double[] linear = [.. Enumerable.Range(0, 3).Select(i => Convert.ToInt32(hex.Substring(1 + (2 * i), 2), 16) / 255.0)
            .Select(c => c <= .04045 ? c / 12.92 : Math.Pow((c + .055) / 1.055, 2.4))];
        return (.2126 * linear[0]) + (.7152 * linear[1]) + (.0722 * linear[2]);
    }

    [GeneratedRegex("""\sstyle=|\son\w+=|<style|<script(?![^>]*\ssrc=)|https?://""", RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 1000)]
    private static partial Regex InlineCode();
}
