using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Unum.Node.Tests.Konomi;
using Unum.Tests;
using static Microsoft.Playwright.Assertions;

namespace Unum.Node.Tests.Dashboard;

/// <summary>The grid page's widths, themes, words, and that it outlives its server.</summary>
[Collection(BrowserTests.Name)]
public sealed partial class GridLooksTests(BrowserFixture chromium)
{
    [Fact]
    public async Task It_looks_well_at_every_width_in_both_themes_and_names_everything()
    {
        await using KonomiNode node = new();
        await node.InitializeAsync();
        for (int i = 0; i < 40; i++) await node.PostAsync("value", new { x = 10 * i, y = 10 * i, z = 500 + (i * i % 97), value = i });
        foreach ((string theme, int width) in new[] { ("light", 1440), ("dark", 390), ("light", 320) })
        {
            await using Visit visit = await Visit.OpenAsync(chromium, Address(node.Port), theme, width, height: 900);
            IPage page = visit.Page;
            await Expect(page.Locator("#showing")).ToContainTextAsync("Showing all");
            if (width == 1440) await page.Locator("#cube-new").ClickAsync();
            await Expect(page.Locator("#cube-picture .node").First).ToBeVisibleAsync();
            string outside = await page.EvaluateAsync<string>("""
                [...document.querySelectorAll('main *, header *, footer *')].filter(e => !e.closest('.hidden, .skip, .axes, svg, .progress-line') && e.getBoundingClientRect().right > innerWidth + .5)
                  .map(e => `${e.tagName}#${e.id}.${e.className}`).join(' ')
                """);
            Assert.Equal("", outside);
            Assert.Equal(width, await page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
            visit.HasNoErrors();
            byte[] picture = await visit.KeepPictureAsync(string.Create(CultureInfo.InvariantCulture, $"grid-{theme}-{width}"));
            Assert.True(picture.Length > 50_000, "a page with all its panels drawn does not compress that far");
        }

        await using Visit named = await Visit.OpenAsync(chromium, Address(node.Port));
        foreach (string name in new[] { "The grid", "A block", "A whole face", "Instances and templates", "Metrics", "A cube of nine", "What the nine think", "Ledger" })
            await Expect(named.Page.GetByRole(AriaRole.Region, new() { Name = name, Exact = true })).ToHaveCountAsync(1);
        string unnamed = await named.Page.EvaluateAsync<string>("""
            [...document.querySelectorAll('button, input, select, textarea, canvas, svg[role], progress')].filter(e => !e.closest('[aria-hidden]')
              && !e.labels?.length && !(e.getAttribute('aria-label') ?? e.textContent).trim()).map(e => e.outerHTML.slice(0, 80)).join('\n')
            """);
        Assert.Equal("", unnamed);
        Assert.Equal(1, await named.Page.Locator("h1").CountAsync());
        await named.Page.Locator(".pages a").First.ClickAsync();
        await Expect(named.Page.Locator("#emergence-title")).ToBeVisibleAsync();
        await named.Page.Locator(".pages a[href='grid.html']").ClickAsync();
        await Expect(named.Page.Locator("#awake-title")).ToContainTextAsync("awake");
    }

    [Fact]
    public async Task It_reads_everything_anew_when_its_server_comes_back()
    {
        KonomiNode first = new();
        await first.InitializeAsync();
        await using Visit visit = await Visit.OpenAsync(chromium, Address(first.Port), height: 1000);
        await Expect(visit.Page.Locator("#connection-text")).ToHaveTextAsync("Live");
        await first.DisposeAsync();
        await Expect(visit.Page.Locator("#connection-text")).ToHaveTextAsync("Connection lost, reconnecting…");

        await using KonomiNode second = new() { Port = first.Port };
        await second.InitializeAsync();
        await second.PostAsync("value", new { x = 1, y = 2, z = 3, value = 1 });
        await Expect(visit.Page.Locator("#connection-text")).ToHaveTextAsync("Live");
        await Expect(visit.Page.Locator("#showing")).ToHaveTextAsync("Showing all 1 active block");
        await Expect(visit.Page.Locator("#awake-title")).ToHaveTextAsync("1 block awake");
    }

    [Fact]
    public async Task Mistakes_are_told_in_the_servers_own_words()
    {
        await using KonomiNode node = new();
        await node.InitializeAsync();
        await using Visit visit = await Visit.OpenAsync(chromium, Address(node.Port), height: 1000);
        await Expect(visit.Page.Locator("#showing")).ToHaveTextAsync("No active block");

        await visit.Page.Locator("#block-go").EvaluateAsync("form => { form.noValidate = true; }");
        foreach (string axis in new[] { "x", "y", "z" }) await visit.Page.Locator($"#block-go input[name={axis}]").FillAsync("1001");
        await visit.Page.Locator("#block-go button").ClickAsync();

        await Expect(visit.Page.Locator("#block-fault")).ToContainTextAsync("is outside");
    }

    [Fact]
    public void The_page_needs_no_exception_in_a_strict_policy_and_names_no_other_host()
    {
        Assert.DoesNotMatch(InlineCode(), File.ReadAllText(Path.Combine(Repository.WebRoot, "grid.html")));
    }

    private static string Address(int port) => string.Create(CultureInfo.InvariantCulture, $"http://localhost:{port}/grid.html");

    [GeneratedRegex("""\sstyle=|\son\w+=|<style|<script(?![^>]*\ssrc=)|https?://""", RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 1000)]
    private static partial Regex InlineCode();
}
