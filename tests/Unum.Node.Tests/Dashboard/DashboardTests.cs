using System.Text.Json.Nodes;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Unum.Node.Tests.Dashboard;

[Collection(BrowserTests.Name)]
public sealed class DashboardTests(BrowserFixture chromium)
{
    [Theory]
    [InlineData("light", 1440, 3, 14)]
    [InlineData("dark", 1440, 3, 14)]
    [InlineData("light", 390, 3, 14)]
    [InlineData("dark", 390, 34, 60)]
    [InlineData("dark", 1440, 34, 60)]
    public async Task A_picture_of_each_theme_and_width_is_kept(string theme, int width, int nodes, int sensors)
    {
        ScriptedMesh mesh = new(nodes, sensors) { Coupling = .02 };
        for (int i = 0; i < 600; i++)
        {
            if (i == 220)
                mesh.Coupling = 2.2;
            mesh.Beat();
        }

        await using DashboardServer server = await DashboardServer.StartAsync(mesh.Hello);
        await using Visit visit = await Visit.OpenAsync(chromium, server, theme, width);
        for (int i = 0; i < 12; i++)
        {
            server.Say(mesh.Beat());
            await visit.Page.WaitForTimeoutAsync(60);
        }

        await visit.KeepPictureAsync($"{theme}-{width}-{nodes}-nodes");
        visit.HasNoErrors();
    }
}
