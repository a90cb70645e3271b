using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Unum.Node.Tests.Konomi;
using Unum.Tests;
using static Microsoft.Playwright.Assertions;

namespace Unum.Node.Tests.Dashboard;

/// <summary>The hive page's widths, themes and words, how it reads a drawing, and where it puts versions.</summary>
[Collection(BrowserTests.Name)]
public sealed partial class HiveLooksTests(BrowserFixture chromium, KonomiNode node) : IClassFixture<KonomiNode>
{
    private const int Points = 64;

    /// <summary>The ten digits as a person may draw them, as strokes of x y pairs in a square of 100, y downward.</summary>
    private static readonly string[] Drawn =
    [
        "75 50 73 66 67 78 59 86 50 88 41 86 33 78 27 66 25 50 27 34 33 22 41 14 50 12 59 14 67 22 73 34 75 50",
        "38 30 52 15 52 85",
        "29 25 34 16 45 12 57 13 67 18 72 28 70 38 30 85 75 85",
        "28 26 35 17 46 14 57 16 65 24 66 36 60 46 47 50 60 51 68 59 69 70 64 80 54 86 40 86 28 76",
        "55 15 28 60 75 60|62 40 60 88",
        "70 15 35 15 33 45 41 42 54 42 65 49 70 61 68 74 60 83 47 85 34 77",
        "62 14 40 40 31 58 30 69 34 79 42 85 52 86 62 82 69 73 70 63 65 53 56 47 46 46 36 52 31 61",
        "28 17 74 17 45 87",
        "50 49 40 46 34 38 34 26 40 18 50 15 60 18 66 26 66 38 60 46 50 49 61 52 69 60 70 72 64 82 54 87 43 86 34 80 30 70 33 58 41 51 50 49",
        "69 34 66 45 58 52 48 53 38 49 32 41 31 30 36 20 45 15 56 16 65 23 69 34 60 87",
    ];

    [Fact]
    public async Task It_looks_well_at_every_width_in_both_themes_and_names_everything()
    {
        foreach ((string theme, int width) in new[] { ("light", 1440), ("dark", 390), ("light", 320) })
        {
            await using Visit visit = await OpenAsync(theme, width);
            string outside = await visit.Page.EvaluateAsync<string>("""
                [...document.querySelectorAll('main *, header *, footer *')].filter(e => !e.closest('.hidden, .skip, svg') && e.getBoundingClientRect().right > innerWidth + .5)
                  .map(e => `${e.tagName}#${e.id}.${e.className}`).join(' ')
                """);
            Assert.Equal("", outside);
            Assert.Equal(width, await visit.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
            byte[] picture = await visit.KeepPictureAsync(string.Create(CultureInfo.InvariantCulture, $"hive-{theme}-{width}"));
            Assert.True(picture.Length > 30_000, "a page with all its panels drawn does not compress that far");
        }

        await using Visit named = await OpenAsync();
        foreach (string name in new[] { "History", "This mind", "Who contributed what", "Accepted and refused", "Who it can reach", "Ask an expert", "Forks" })
            await Expect(named.Page.GetByRole(AriaRole.Region, new() { Name = name, Exact = true })).ToHaveCountAsync(1);
        string unnamed = await named.Page.EvaluateAsync<string>("""
            [...document.querySelectorAll('button, input, select, textarea, canvas, svg[role], [role=gridcell], fieldset')].filter(e => !e.closest('[aria-hidden]')
              && !e.labels?.length && !(e.getAttribute('aria-label') ?? e.textContent).trim()).map(e => e.outerHTML.slice(0, 80)).join('\n')
            """);
        Assert.Equal("", unnamed);
        Assert.Equal(1, await named.Page.Locator("h1").CountAsync());
        foreach (string page in new[] { "index.html", "grid.html" })
        {
            await named.Page.Locator($".pages a[href='{page}']").ClickAsync();
            await Expect(named.Page).ToHaveURLAsync(new Regex(Regex.Escape(page), RegexOptions.None, TimeSpan.FromSeconds(1)));
            await named.Page.Locator(".pages a[href='hive.html']").ClickAsync();
            await Expect(named.Page.Locator("#known-title")).Not.ToHaveTextAsync("Listening…");
        }
    }

    [Fact]
    public async Task A_digit_drawn_with_the_pointer_resembles_the_digits_that_people_wrote()
    {
        await using Visit visit = await OpenAsync();
        double[][] means = Means();
        for (int digit = 0; digit < 10; digit++)
        {
            await DrawAsync(visit.Page, digit);
            double[] seen = await SeenAsync(visit.Page);
            double norm = Math.Sqrt(seen.Sum());
            int nearest = Enumerable.Range(0, 10).MaxBy(c => Enumerable.Range(0, Points).Sum(i => means[c][i] * Math.Sqrt(seen[i]) / norm));
            Assert.Equal(digit, nearest);
        }
    }

    [Fact]
    public async Task The_points_that_it_sees_can_be_inked_with_keys_alone()
    {
        await using Visit visit = await OpenAsync();
        ILocator eye = visit.Page.Locator("#eye");
        await eye.Locator("[tabindex='0']").FocusAsync();
        foreach (string key in new[] { "ArrowDown", "ArrowRight", "Space", "ArrowRight", "Space", "Space", "ArrowUp", "ArrowUp", "End", "Space" }) await visit.Page.Keyboard.PressAsync(key);
        double[] seen = await SeenAsync(visit.Page);
        Assert.Equal((8, 16, 8, 32), ((int)seen[9], (int)seen[10], (int)seen[7], (int)seen.Sum()));
        await Expect(eye.Locator("[tabindex='0']")).ToHaveAttributeAsync("aria-label", "row 1, column 8: 8");

        await visit.Page.Locator("#pad-clear").ClickAsync();
        Assert.Equal(0, (await SeenAsync(visit.Page)).Sum());
        await visit.Page.Locator("#recognise button").ClickAsync();
        await Expect(visit.Page.Locator("#mind-fault")).ToHaveTextAsync("Draw a digit first.");
    }

    [Fact]
    public async Task A_version_stands_behind_its_parents_in_its_authors_lane_and_one_that_is_its_own_ancestor_is_left_out()
    {
        await using Visit visit = await OpenAsync();
        string placed = await visit.Page.EvaluateAsync<string>("""
            async () => {
              const { layout, ancestry } = await import('/js/hive/dag.js');
              const of = (cid, author, ...parents) => ({ cid, author, parents });
              const versions = [of('join', 'A', 'left', 'right'), of('root', 'A'), of('left', 'A', 'root'), of('right', 'B', 'root'), of('twin', 'B', 'root'), of('late', 'C', 'unknown'),
                of('loop', 'A', 'pool'), of('pool', 'A', 'loop'), of('twice', 'B', 'join', 'join')];
              const { places, edges, heads } = layout(versions, ['A', 'B', null]);
              const cells = [...places].map(([cid, p]) => `${cid} ${p.column} ${p.lane}`).join(', ');
              return `${cells}; edges ${edges.length}; heads ${[...heads].sort()}; of join ${[...ancestry('join', places)].sort()}`;
            }
            """);
        Assert.Equal(
            "root 0 0, left 1 0, right 2 1, join 3 0, twin 4 1, late 5 2, twice 6 1; edges 6; heads late,twice,twin; of join join,left,right,root",
            placed);
    }

    [Fact]
    public void The_page_needs_no_exception_in_a_strict_policy_and_names_no_other_host()
    {
        Assert.DoesNotMatch(InlineCode(), File.ReadAllText(Path.Combine(Repository.WebRoot, "hive.html")));
        Assert.All(Directory.EnumerateFiles(Path.Combine(Repository.WebRoot, "js", "hive")), file => Assert.DoesNotContain("innerHTML", File.ReadAllText(file), StringComparison.Ordinal));
    }

    /// <summary>Draws a digit on the page's pad with the mouse.</summary>
    internal static async Task DrawAsync(IPage page, int digit)
    {
        await page.Locator("#pad-clear").ClickAsync();
        await page.Locator("#pad").ScrollIntoViewIfNeededAsync();
        LocatorBoundingBoxResult box = (await page.Locator("#pad").BoundingBoxAsync())!;
        foreach (string stroke in Drawn[digit].Split('|'))
        {
            float[] at = [.. stroke.Split(' ').Select(static n => float.Parse(n, CultureInfo.InvariantCulture) / 100)];
            for (int i = 0; i < at.Length; i += 2)
            {
                await page.Mouse.MoveAsync(box.X + (box.Width * at[i]), box.Y + (box.Height * at[i + 1]));
                if (i == 0) await page.Mouse.DownAsync();
            }

            await page.Mouse.UpAsync();
        }
    }

    /// <summary>What the page says the mind sees: 64 numbers, as a screen reader hears them.</summary>
    private static Task<double[]> SeenAsync(IPage page) =>
        page.EvaluateAsync<double[]>("[...document.querySelectorAll('#eye [role=gridcell]')].map(cell => Number(cell.getAttribute('aria-label').split(': ')[1]))");

    /// <summary>The direction of each written digit's mean on the sphere.</summary>
    private static double[][] Means()
    {
        double[][] means = [.. Enumerable.Range(0, 10).Select(static _ => new double[Points])];
        foreach (string line in File.ReadLines(Path.Combine(Repository.Root, "data", "digits", "digits.csv")))
        {
            double[] fields = [.. line.Split(',').Select(static n => double.Parse(n, CultureInfo.InvariantCulture))];
            double sum = fields[..Points].Sum();
            for (int i = 0; i < Points; i++) means[(int)fields[Points]][i] += Math.Sqrt(fields[i] / sum);
        }

        foreach (double[] mean in means)
        {
            double norm = Math.Sqrt(mean.Sum(static x => x * x));
            for (int i = 0; i < Points; i++) mean[i] /= norm;
        }

        return means;
    }

    private async Task<Visit> OpenAsync(string theme = "light", int width = 1440)
    {
        Visit visit = await Visit.OpenAsync(chromium, string.Create(CultureInfo.InvariantCulture, $"http://localhost:{node.Port}/hive.html"), theme, width, height: 1000);
        await Expect(visit.Page.Locator("#connection-text")).ToHaveTextAsync("Live");
        await Expect(visit.Page.Locator("#known-title")).Not.ToHaveTextAsync("Listening…");
        await Expect(visit.Page.Locator("#history-empty")).Not.ToHaveTextAsync("Not read yet.");
        return visit;
    }

    [GeneratedRegex("""\sstyle=|\son\w+=|<style|<script(?![^>]*\ssrc=)|https?://""", RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 1000)]
    private static partial Regex InlineCode();
}
