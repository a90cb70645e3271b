using System.Globalization;
using Microsoft.Playwright;
using Unum.Node.Tests.Processes;
using static Microsoft.Playwright.Assertions;

namespace Unum.Node.Tests.Dashboard;

/// <summary>The page of the real program, in a real browser.</summary>
[Collection(BrowserTests.Name)]
public sealed class LivingDashboardTests(BrowserFixture chromium)
{
    [Fact]
    public async Task It_shows_this_computer_updates_and_survives_a_restart()
    {
        int port = UnumProgram.FreePort();
        string[] up = ["up", "--name", "desk", "--json", "--port", port.ToString(CultureInfo.InvariantCulture)];
        UnumProgram program = UnumProgram.Start(up);
        await program.WaitForBeatAsync(_ => true, "the first beat");
        await using Visit visit = await Visit.OpenAsync(chromium, string.Create(CultureInfo.InvariantCulture, $"http://localhost:{port}/"));

        await Expect(visit.Page.Locator("#connection-text")).ToHaveTextAsync("Live");
        await Expect(visit.Page.Locator("#vitals")).ToContainTextAsync("3 nodes");
        await Expect(visit.Page.Locator("#colophon")).ToContainTextAsync("seen from desk.1");
        ILocator cpu = visit.Page.Locator("#sensors").GetByText("cpu", new() { Exact = true }).First;
        await Expect(cpu).ToBeVisibleAsync();
        string before = await visit.Page.Locator("#colophon").InnerTextAsync();
        await Expect(visit.Page.Locator("#colophon")).Not.ToHaveTextAsync(before);
        visit.HasNoErrors();

        await program.DisposeAsync();
        await Expect(visit.Page.Locator("#connection-text")).Not.ToHaveTextAsync("Live");
        await using UnumProgram again = UnumProgram.Start(up);
        await Expect(visit.Page.Locator("#connection-text")).ToHaveTextAsync("Live", new() { Timeout = 60_000 });
    }

    [Fact]
    public async Task A_sensor_that_repeats_itself_is_shown_as_a_collapse()
    {
        int port = UnumProgram.FreePort();
        await using UnumProgram program = UnumProgram.Start(
            "up", "--nodes", "1", "--sensors", "synthetic:tone?hz=1&noise=0.05&id=hum", "--json", "--port", port.ToString(CultureInfo.InvariantCulture));
        await using Visit visit = await VisitWhenUpAsync(program, port);

        await Expect(visit.Page.GetByText("hum moves as it did").First).ToBeVisibleAsync(new() { Timeout = 60_000 });
        visit.HasNoErrors();
    }

    private async Task<Visit> VisitWhenUpAsync(UnumProgram program, int port)
    {
        await program.WaitForBeatAsync(_ => true, "the first beat");
        return await Visit.OpenAsync(chromium, string.Create(CultureInfo.InvariantCulture, $"http://localhost:{port}/"));
    }
}
