using System.Globalization;
using System.Text.Json;
using Microsoft.Playwright;
using Unum.Node.Tests.Konomi;
using static Microsoft.Playwright.Assertions;

namespace Unum.Node.Tests.Dashboard;

/// <summary>The grid page with the real server behind it, in a real browser: what a person would do, click by click.</summary>
[Collection(BrowserTests.Name)]
public sealed class GridPageTests(BrowserFixture chromium, KonomiNode node) : IClassFixture<KonomiNode>
{
    [Fact]
    public async Task An_empty_instance_says_what_to_do_and_a_block_of_it_can_be_seen_clicked_changed_and_proven()
    {
        await using Visit visit = await OpenAsync();
        IPage page = visit.Page;
        foreach (string axis in new[] { "x", "y", "z" }) await page.Locator($"#template input[name={axis}]").FillAsync("12");
        await page.Locator("#template button").ClickAsync();
        await page.GetByRole(AriaRole.Listitem).Filter(new() { HasText = "12 × 12 × 12" }).GetByRole(AriaRole.Button, new() { Name = "New instance of" }).First.ClickAsync();
        await Expect(page.Locator("#first")).ToContainTextAsync("Nothing is awake here yet.");

        await page.GetByRole(AriaRole.Button, new() { Name = "A diagonal, as in the mission" }).ClickAsync();
        await Expect(page.Locator("#showing")).ToHaveTextAsync("Showing all 12 active blocks");
        await Expect(page.Locator("#first")).ToBeHiddenAsync();
        Assert.True(await ColoursInAsync(page.Locator("#space-canvas")) > 12, "the blocks and the frame must be seen on the canvas");

        await GoAsync(page, 5, 5, 5);
        await Expect(page.Locator("#block-state")).ToHaveTextAsync("active");
        await page.Locator("[aria-label='Which neighbours']").SelectOptionAsync("26");
        await Expect(page.Locator("[aria-label='Active neighbours'] button")).ToHaveTextAsync(["4, 4, 4", "6, 6, 6"]);
        await page.Locator("[aria-label='Active neighbours'] button").Last.ClickAsync();
        await Expect(page.Locator("#block-title")).ToHaveTextAsync("Block (6, 6, 6)");
        await GoAsync(page, 0, 0, 11);
        await Expect(page.Locator("#block-state")).ToContainTextAsync("not active");

        // What stands in the middle of the view is what a click there takes, and Enter too.
        await GoAsync(page, 7, 7, 7);
        LocatorBoundingBoxResult box = (await page.Locator("#space-canvas").BoundingBoxAsync())!;
        await GoAsync(page, 0, 0, 11, look: false);
        await page.Mouse.ClickAsync(box.X + box.Width / 2, box.Y + box.Height / 2);
        await Expect(page.Locator("#block-title")).ToHaveTextAsync("Block (7, 7, 7)");

        string before = await page.Locator("[data-is=hash]").InnerTextAsync();
        await page.Locator("[aria-label='Set the value'] input").FillAsync("2.5");
        await page.Locator("[aria-label='Set the value'] button[type=submit]").ClickAsync();
        await Expect(page.Locator("[data-is=hash]")).Not.ToHaveTextAsync(before);
        await page.GetByRole(AriaRole.Button, new() { Name = "Prove it" }).ClickAsync();
        await Expect(page.Locator(".verdict-line")).ToHaveTextAsync("Proven: it holds 2.5");
        await Expect(page.Locator(".path li").First).ToContainTextAsync(await page.Locator("[data-is=hash]").InnerTextAsync());
        await Expect(page.Locator(".path li").Last).ToContainTextAsync("Root");
        visit.HasNoErrors();
    }

    [Fact]
    public async Task A_forged_proof_is_not_believed()
    {
        await using Visit visit = await OpenAsync();
        await node.PostAsync("value", new { x = 9, y = 8, z = 7, value = 1.5 });
        (_, JsonElement proof) = await node.GetAsync("ledger/proof?x=9&y=8&z=7");

        string[] verdicts = await visit.Page.EvaluateAsync<string[]>("""
            async text => {
              const { checkProof } = await import('/js/grid/proof.js');
              const say = async change => {
                const proof = JSON.parse(text);
                change(proof);
                const { good, why } = await checkProof(proof, [9, 8, 7]);
                return good ? 'good' : why;
              };
              const flip = hash => (hash[0] === '0' ? '1' : '0') + hash.slice(1);
              return [
                await say(() => {}),
                await say(p => { p.value = 2; }),
                await say(p => { p.value = 2; for (const b of p.brick) b.value = 2; }),
                await say(p => { p.brick[0].kappa += .1; }),
                await say(p => { p.root = flip(p.root); }),
                await say(p => { p.blocks += 1; }),
                await say(p => { p.active = false; }),
                await say(p => { p.brick = []; p.active = false; }),
                await say(p => { p.steps.pop(); }),
                await say(p => { p.minds = flip(p.minds); }),
                await say(p => { p.coordinate = [9, 8, 6]; }),
                await say(p => { delete p.steps; }),
              ];
            }
            """, proof.GetRawText());

        Assert.Equal("good", verdicts[0]);
        Assert.All(verdicts[1..], verdict => Assert.NotEqual("good", verdict));
        Assert.Equal("the hashes lead to another root", verdicts[2]);
    }

    [Fact]
    public async Task A_million_blocks_are_seen_as_an_even_sample_and_a_slice_whole()
    {
        string id = await NewInstanceAsync(1000, 1000, 20);
        await using Visit visit = await OpenAsync();
        IPage page = visit.Page;
        await page.Locator("#instance").SelectOptionAsync(id);
        await page.Locator("#face select[name=plane]").SelectOptionAsync("z");
        await page.Locator("#face input[name=index]").FillAsync("10");
        await page.Locator("#face button[type=submit]").ClickAsync();

        await Expect(page.Locator("#face-said")).ToContainTextAsync("Done: 1,000,000 blocks");
        await Expect(page.Locator("#showing")).ToContainTextAsync("Showing 100,000 of 1,000,000 active blocks");
        await Expect(page.Locator("#awake-title")).ToHaveTextAsync("1,000,000 blocks awake");

        await page.Locator("#slice-x").CheckAsync();
        await page.GetByLabel("Index of the slice along x").FillAsync("300");
        await page.GetByLabel("Index of the slice along x").PressAsync("Enter");
        await Expect(page.Locator("#showing")).ToHaveTextAsync("Showing all 1,000 active blocks of the slice");
        visit.HasNoErrors();
    }

    [Fact]
    public async Task What_others_change_appears_by_itself()
    {
        string id = await NewInstanceAsync(10, 10, 10);
        await using Visit visit = await OpenAsync();
        await visit.Page.Locator("#instance").SelectOptionAsync(id);
        await Expect(visit.Page.Locator("#first")).ToBeVisibleAsync();

        await node.PostAsync("value", new { x = 1, y = 2, z = 3, value = .5, instance_id = id });

        await Expect(visit.Page.Locator("#showing")).ToHaveTextAsync("Showing all 1 active block");
        await node.SendAsync(HttpMethod.Delete, $"value?x=1&y=2&z=3&instance_id={id}");
        await Expect(visit.Page.Locator("#showing")).ToHaveTextAsync("No active block");
        visit.HasNoErrors();
    }

    [Fact]
    public async Task A_cube_thinks_with_nine_minds_and_obeys_the_commands_that_are_possible()
    {
        await using Visit visit = await OpenAsync();
        IPage page = visit.Page;
        await page.Locator("#cube-new").ClickAsync();
        await Expect(page.Locator("#cube-picture .node")).ToHaveCountAsync(9);
        await Expect(page.Locator("#cube-picture line")).ToHaveCountAsync(20);   // twelve edges and eight spokes
        await page.EvaluateAsync("""
            () => {
              const lit = new Set();
              new MutationObserver(all => {
                for (const { target } of all) if (target.dataset.vertex && /thinking|voted/.test(target.getAttribute('class'))) lit.add(target.dataset.vertex);
                document.documentElement.dataset.lit = lit.size;
              }).observe(document.getElementById('cube-picture'), { subtree: true, attributeFilter: ['class'] });
            }
            """);

        await page.Locator("#connect button").ClickAsync();
        await Expect(page.Locator("#cube-picture line.custom")).ToHaveCountAsync(1);
        await page.Locator("#think button").ClickAsync();
        await Expect(page.Locator("#answer-rows tr")).ToHaveCountAsync(9);
        await Expect(page.Locator("#consensus")).ToContainTextAsync("Probability");
        await Expect(page.Locator("html[data-lit='9']")).ToHaveCountAsync(1);

        await Expect(page.Locator("[data-command=Stop]")).ToBeVisibleAsync();
        await page.Locator("[data-command=Stop]").ClickAsync();
        await Expect(page.Locator(".states [aria-current]")).ToHaveTextAsync("Stopped");
        await Expect(page.Locator("[data-command=Reset]")).ToBeVisibleAsync();
        visit.HasNoErrors();
    }

    [Fact]
    public async Task Two_of_nine_may_fail_and_a_third_stops_the_ledger_with_its_reason()
    {
        await using Visit visit = await OpenAsync();
        IPage page = visit.Page;
        ILocator agree = page.Locator("#submit button[type=submit]");
        await agree.ClickAsync();
        await Expect(page.Locator("#ledger-said")).ToContainTextAsync("Final in block");

        await PressAsync(page, "NEU", "Stop");
        await PressAsync(page, "SWD", "Lie");
        int height = await page.Locator("#chain li").CountAsync();
        int agreed = 0;
        for (; agreed < 3 || (agreed < 30 && await page.Locator("#evidence li").CountAsync() == 0); agreed++) // how it lies is chance: some lies nobody hears both sides of
        {
            await agree.ClickAsync();
            await Expect(agree).ToBeEnabledAsync();
        }

        await Expect(page.Locator("#chain li")).ToHaveCountAsync(Math.Min(12, height + agreed));
        await Expect(page.Locator("#evidence li").First).ToContainTextAsync("SWD");
        await Expect(page.Locator("#ledger-stalled")).ToBeHiddenAsync();
        visit.HasNoErrors();

        await PressAsync(page, "NWU", "Stop");
        await Expect(page.Locator("#ledger-stalled")).ToContainTextAsync("The ledger stands still:");
        await agree.ClickAsync();
        await Expect(page.Locator("#ledger-fault")).ToBeVisibleAsync();   // the server's own words
        foreach (string name in new[] { "NEU", "NWU", "SWD" }) await PressAsync(page, name, "Honest");
        await Expect(page.Locator("#ledger-stalled")).ToBeHiddenAsync();
    }

    private static async Task PressAsync(IPage page, string validator, string what)
    {
        ILocator button = page.GetByRole(AriaRole.Button, new() { Name = $"{validator}: {what}", Exact = true });
        await button.ClickAsync();
        await Expect(button).ToHaveAttributeAsync("aria-pressed", "true");
    }

    private static async Task GoAsync(IPage page, int x, int y, int z, bool look = true)
    {
        string title = string.Create(CultureInfo.InvariantCulture, $"Block ({x}, {y}, {z})");
        foreach ((string axis, int at) in new[] { ("x", x), ("y", y), ("z", z) }) await page.Locator($"#block-go input[name={axis}]").FillAsync(at.ToString(CultureInfo.InvariantCulture));
        if (!look)
        {
            // As a click far away does: the block is chosen, the view stays.
            await page.EvaluateAsync("([x, y, z]) => import('/js/grid/main.js').then(main => main.page.block.open([x, y, z], false))", new[] { x, y, z });
        }
        else
        {
            await page.Locator("#block-go button").ClickAsync();
        }

        await Expect(page.Locator("#block-title")).ToHaveTextAsync(title);
    }

    /// <summary>How many different colours a canvas shows, by its pixels.</summary>
    private static async Task<int> ColoursInAsync(ILocator canvas)
    {
        byte[] picture = await canvas.ScreenshotAsync();
        return await canvas.Page.EvaluateAsync<int>("""
            async bytes => {
              const bitmap = await createImageBitmap(new Blob([Uint8Array.from(atob(bytes), c => c.charCodeAt(0))]));
              const canvas = new OffscreenCanvas(bitmap.width, bitmap.height), context = canvas.getContext('2d');
              context.drawImage(bitmap, 0, 0);
              return new Set(new Uint32Array(context.getImageData(0, 0, bitmap.width, bitmap.height).data.buffer)).size;
            }
            """, Convert.ToBase64String(picture));
    }

    private async Task<string> NewInstanceAsync(int x, int y, int z)
    {
        (_, JsonElement template) = await node.PostAsync("template/create", new { dimensions = new[] { x, y, z } });
        (_, JsonElement made) = await node.PostAsync("instance/create", new { template_id = template.GetProperty("template_id").GetString() });
        return made.GetProperty("instance_id").GetString()!;
    }

    private async Task<Visit> OpenAsync()
    {
        Visit visit = await Visit.OpenAsync(chromium, string.Create(CultureInfo.InvariantCulture, $"http://localhost:{node.Port}/grid.html"), height: 1000);
        await Expect(visit.Page.Locator("#connection-text")).ToHaveTextAsync("Live");
        foreach (string early in new[] { "Nothing loaded", "Loading" }) await Expect(visit.Page.Locator("#showing")).Not.ToContainTextAsync(early);
        return visit;
    }
}
