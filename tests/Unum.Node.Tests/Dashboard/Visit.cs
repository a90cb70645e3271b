using Microsoft.Playwright;
using Unum.Tests;

namespace Unum.Node.Tests.Dashboard;

/// <summary>One visitor: a browser context with a page on the dashboard, and everything that page complained about.</summary>
internal sealed class Visit : IAsyncDisposable
{
    private readonly IBrowserContext _context;
    private readonly List<string> _complaints = [];

    private Visit(IBrowserContext context, IPage page)
    {
        _context = context;
        Page = page;
        page.Console += (_, message) =>
        {
            // A picture of a WebGL canvas reads pixels back, which the driver remarks on.
            if (message.Type is "error" or "warning" && !message.Text.Contains("GPU stall due to ReadPixels", StringComparison.Ordinal))
                _complaints.Add(message.Text);
        };
        page.PageError += (_, error) => _complaints.Add(error);
        page.RequestFailed += (_, request) =>
        {
            // The page gives up a reading itself when a newer view needs another one.
            if (request.Failure != "net::ERR_ABORTED") _complaints.Add($"{request.Url}: {request.Failure}");
        };
    }

    /// <summary>The page.</summary>
    public IPage Page { get; }

    /// <summary>Opens the page and waits until it has heard hello; the window is so high by default that every panel is on screen and drawn.</summary>
    public static async Task<Visit> OpenAsync(BrowserFixture chromium, DashboardServer server, string theme = "light", int width = 1440, int height = 6000)
    {
        Visit visit = await OpenAsync(chromium, server.Address, theme, width, height);
        await server.PageConnectsAsync();
        return visit;
    }

    /// <summary>Opens the page of a running program.</summary>
    public static async Task<Visit> OpenAsync(BrowserFixture chromium, string address, string theme = "light", int width = 1440, int height = 6000)
    {
        IBrowserContext context = await chromium.Browser.NewContextAsync(new()
        {
            ColorScheme = theme == "dark" ? ColorScheme.Dark : ColorScheme.Light,
            ViewportSize = new() { Width = width, Height = height },
            DeviceScaleFactor = width < 500 ? 2 : 1,
            ReducedMotion = ReducedMotion.Reduce,
            TimezoneId = "UTC",
        });
        Visit visit = new(context, await context.NewPageAsync());
        await visit.Page.GotoAsync(address);
        return visit;
    }

    /// <summary>That nothing went wrong in the browser: no error, no warning, no request failed or refused by the policy.</summary>
    public void HasNoErrors() => Assert.Empty(_complaints);

    /// <summary>Until what a canvas says to a screen reader contains the words.</summary>
    public Task HasWordsAsync(string id, string words) =>
        Assertions.Expect(Page.Locator($"#{id}[aria-label*='{words}']")).ToHaveCountAsync(1);

    /// <summary>Makes the window as high as the page, so that every panel is on screen and drawn.</summary>
    public async Task SeeAllAsync()
    {
        int height = await Page.EvaluateAsync<int>("document.documentElement.scrollHeight");
        await Page.SetViewportSizeAsync(Page.ViewportSize!.Width, Math.Max(900, height));
    }

    /// <summary>Keeps a picture of the whole page in artifacts/screenshots.</summary>
    public Task<byte[]> KeepPictureAsync(string name) => Page.ScreenshotAsync(new()
    {
        FullPage = true,
        Path = Path.Combine(Repository.Root, "artifacts", "screenshots", $"dashboard-{name}.png"),
    });

    public ValueTask DisposeAsync() => _context.DisposeAsync();
}
