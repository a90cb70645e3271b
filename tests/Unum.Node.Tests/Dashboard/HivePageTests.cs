using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.Playwright;
using Unum.Hive.Content;
using Unum.Hive.Geometry;
using Unum.Hive.Identity;
using Unum.Hive.Instances;
using Unum.Hive.Packets;
using Unum.Hive.Trials;
using Unum.Node.Tests.Konomi;
using Unum.Tests;
using static Microsoft.Playwright.Assertions;

namespace Unum.Node.Tests.Dashboard;

/// <summary>The hive page with the real node behind it, in a real browser: what a person would do, click by click.</summary>
[Collection(BrowserTests.Name)]
public sealed class HivePageTests(BrowserFixture chromium) : IAsyncLifetime
{
    private readonly KonomiNode _node = new();

    public ValueTask InitializeAsync() => _node.InitializeAsync();

    public ValueTask DisposeAsync() => _node.DisposeAsync();

    [Fact]
    public async Task What_this_mind_learns_and_shares_makes_the_history_grow_and_its_author_appear()
    {
        await using Visit visit = await OpenAsync();
        IPage page = visit.Page;
        await Expect(page.Locator("#known-title")).ToHaveTextAsync("Nothing shared yet");
        await Expect(page.Locator("#authors-empty")).ToBeVisibleAsync();

        await TeachAsync(page, 7);
        await page.Locator("#share").ClickAsync();

        await Expect(page.Locator("#dag .mark-version")).ToHaveCountAsync(1);
        await Expect(page.Locator("#known-title")).ToHaveTextAsync("1 delta, one basin");
        await Expect(page.Locator("#author-rows tr")).ToHaveCountAsync(1);
        await Expect(page.Locator("#author-rows")).ToContainTextAsync("this node");
        await Expect(page.Locator("#stream [data-kind=accepted]")).ToHaveCountAsync(1);

        await TeachAsync(page, 1);
        await page.Locator("#share").ClickAsync();

        await Expect(page.Locator("#dag .mark-version")).ToHaveCountAsync(2);
        await Expect(page.Locator("#dag .lines path")).ToHaveCountAsync(1);
        await Expect(page.Locator("#dag .mark-version.head")).ToHaveCountAsync(1);
        await page.Locator("#dag [tabindex='0']").FocusAsync();
        await page.Keyboard.PressAsync("ArrowLeft");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("#dag .chosen")).ToHaveCountAsync(1);
        await Expect(page.Locator("#version")).ToContainTextAsync("none: a root");
        visit.HasNoErrors();
    }

    [Fact]
    public async Task A_forged_delta_is_seen_to_be_refused_with_its_reason_by_itself_and_from_a_file()
    {
        await using Visit visit = await OpenAsync();
        IPage page = visit.Page;
        using HiveKey key = HiveKey.Create();
        byte[] parcel = Learned(key, digit => digit == 3)[0];
        byte[] forged = [.. parcel];
        forged[^1] ^= 1;

        (int status, _) = await DeliverAsync(forged);

        Assert.Equal(422, status);
        await Expect(page.Locator("#stream > [data-kind=refused]")).ToHaveCountAsync(1);
        await Expect(page.Locator("#stream > [data-kind=refused] strong")).ToHaveTextAsync("Refused: bad signature");
        await Expect(page.Locator("#reasons [data-reason]")).ToHaveTextAsync("bad signature1", new() { IgnoreCase = true });
        await Expect(page.Locator("#dag .mark-version")).ToHaveCountAsync(0);

        await page.Locator("#deliver input").SetInputFilesAsync(new FilePayload { Name = "forged.delta", MimeType = "application/octet-stream", Buffer = forged });
        await page.Locator("#deliver button").ClickAsync();
        await Expect(page.Locator("#deliver-fault")).ToContainTextAsync("signature");   // the node's own words
        await Expect(page.Locator("#stream > [data-kind=refused]")).ToHaveCountAsync(2);

        await page.Locator("#deliver input").SetInputFilesAsync(new FilePayload { Name = "honest.delta", MimeType = "application/octet-stream", Buffer = parcel });
        await page.Locator("#deliver button").ClickAsync();
        await Expect(page.Locator("#deliver-said")).ToHaveTextAsync("honest.delta was accepted.");
        await Expect(page.Locator($"#author-rows [data-name='{key.Author}']")).ToHaveCountAsync(1);
        await Expect(page.Locator("#dag .mark-version")).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task Digits_drawn_here_are_recognised_once_another_minds_deltas_have_come()
    {
        await using Visit visit = await OpenAsync();
        IPage page = visit.Page;
        await HiveLooksTests.DrawAsync(page, 0);
        await page.Locator("#recognise button").ClickAsync();
        await Expect(page.Locator("#recognised")).ToBeHiddenAsync();
        await Expect(page.Locator("#mind-said")).ToHaveTextAsync("It knows nothing to compare this with.");

        using HiveKey other = HiveKey.Create();
        foreach (byte[] parcel in Learned(other, static _ => true)) Assert.Equal(202, (await DeliverAsync(parcel)).Status);
        await Expect(page.Locator($"#author-rows [data-name='{other.Author}']")).ToHaveCountAsync(1);

        int right = 0;
        for (int digit = 0; digit < 10; digit++)
        {
            await HiveLooksTests.DrawAsync(page, digit);
            await Expect(page.Locator("#recognised")).ToBeHiddenAsync();
            await page.Locator("#recognise button").ClickAsync();
            await Expect(page.Locator("#recognised")).ToBeVisibleAsync();
            if (await page.Locator("#recognised .concept").InnerTextAsync() == Name(digit)) right++;
        }

        Assert.True(right >= 9, $"{right} of the ten digits drawn were recognised");
        visit.HasNoErrors();
    }

    [Fact]
    public async Task Another_node_appears_on_the_map_answers_a_question_and_what_it_shares_comes_by_itself()
    {
        await using Visit visit = await OpenAsync();
        IPage page = visit.Page;
        await Expect(page.Locator("#dht-empty")).ToContainTextAsync("It knows no other node yet.");
        await using KonomiNode other = new() { Join = [new Uri(string.Create(CultureInfo.InvariantCulture, $"ws://127.0.0.1:{_node.Port + 2}"))] };
        await other.InitializeAsync();

        await Expect(page.Locator("#dht-map .contact")).ToHaveCountAsync(1);
        await page.Locator("#dht-map [tabindex='0']").FocusAsync();
        (_, JsonElement table) = await other.GetAsync("hive/dht");
        await Expect(page.Locator("#dht-said")).ToContainTextAsync(table.GetProperty("address").GetString()!);

        await other.PostAsync("hive/observe", new { concept = "digit 5", vector = new[] { 0, 3, 12, 9 } });
        await other.PostAsync("hive/share", new { });
        (_, JsonElement hive) = await other.GetAsync("hive");
        await Expect(page.Locator($"#author-rows [data-name='{hive.GetProperty("instance").GetString()}']")).ToHaveCountAsync(1);
        await Expect(page.Locator("#dag .mark-version")).ToHaveCountAsync(1);
        await Expect(page.Locator("#known-basin code")).ToHaveTextAsync(hive.GetProperty("basin").GetString()!);

        await page.Locator("#ask textarea").FillAsync("To be, or not to be");
        for (int i = 0; i < 20 && await page.Locator("#replies li").CountAsync() == 0; i++) // its record may still be on its way
        {
            await page.Locator("#ask button").ClickAsync();
            await Expect(page.Locator("#ask button")).ToBeEnabledAsync();
        }

        await Expect(page.Locator("#replies li")).ToHaveCountAsync(1);
        await Expect(page.Locator("#replies .figures")).ToContainTextAsync("bits per byte");
        await Expect(page.Locator("#ask-said")).ToContainTextAsync("1 expert answered");
        visit.HasNoErrors();
    }

    [Fact]
    public async Task Mistakes_are_told_in_the_nodes_own_words()
    {
        await using Visit visit = await OpenAsync();
        string name = new('ä', 64);   // the field counts characters, the node bytes
        await HiveLooksTests.DrawAsync(visit.Page, 4);
        await visit.Page.Locator("#observe input").FillAsync(name);
        await visit.Page.Locator("#observe button[type=submit]").ClickAsync();

        (int status, JsonElement answer) = await _node.PostAsync("hive/observe", new { concept = name, vector = new[] { 1, 2, 3 } });
        Assert.Equal(422, status);
        await Expect(visit.Page.Locator("#mind-fault")).ToHaveTextAsync(answer.GetProperty("detail").GetString()!);
        await Expect(visit.Page.Locator("#mind-said")).ToBeEmptyAsync();
    }

    [Fact]
    public async Task It_reads_everything_anew_when_its_node_comes_back()
    {
        KonomiNode first = new();
        await first.InitializeAsync();
        await using Visit visit = await OpenAsync(first.Port);
        await TeachAsync(visit.Page, 2);
        await visit.Page.Locator("#share").ClickAsync();
        await Expect(visit.Page.Locator("#known-title")).ToHaveTextAsync("1 delta, one basin");
        await first.DisposeAsync();
        await Expect(visit.Page.Locator("#connection-text")).ToHaveTextAsync("Connection lost, reconnecting…");

        await using KonomiNode second = new() { Port = first.Port };
        await second.InitializeAsync();
        await Expect(visit.Page.Locator("#connection-text")).ToHaveTextAsync("Live");
        await Expect(visit.Page.Locator("#known-title")).ToHaveTextAsync("Nothing shared yet");
        await Expect(visit.Page.Locator("#dag .mark-version")).ToHaveCountAsync(0);
    }

    /// <summary>The public name of a digit's concept.</summary>
    private static string Name(int digit) => string.Create(CultureInfo.InvariantCulture, $"digit {digit}");

    /// <summary>What a mind elsewhere learned from written digits: its signed parcels.</summary>
    private static List<byte[]> Learned(HiveKey key, Func<int, bool> wanted)
    {
        VectorFrame frame = new();
        HiveInstance mind = new(key, frame, new MemoryContentStore(), new HiveOptions(), TimeProvider.System);
        Labelled digits = DataSets.Digits(Path.Combine(Repository.Root, "data", "digits", "digits.csv"), seed: 1);
        uint[] taught = [.. Enumerable.Range(0, 10).Where(wanted).Select(static d => ModeId.ConceptOf(Name(d)))];
        List<byte[]> parcels = [];
        foreach ((float[] psi, uint concept) in digits.Train)
        {
            if (!taught.Contains(concept) || mind.Observe(concept, psi)) continue;
            Collect();
        }

        Collect();
        return parcels;

        void Collect()
        {
            while (mind.Share() is { } parcel) parcels.Add(parcel);
        }
    }

    private static async Task TeachAsync(IPage page, int digit)
    {
        await HiveLooksTests.DrawAsync(page, digit);
        await page.Locator("#observe input").FillAsync(Name(digit));
        await page.Locator("#observe button[type=submit]").ClickAsync();
        await Expect(page.Locator("#mind-said")).ToContainTextAsync("Learned");
    }

    private Task<(int Status, JsonElement Body)> DeliverAsync(byte[] bytes)
    {
        ByteArrayContent content = new(bytes);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        return _node.PostAsync("hive/deltas", content);
    }

    private async Task<Visit> OpenAsync(int? port = null)
    {
        Visit visit = await Visit.OpenAsync(chromium, string.Create(CultureInfo.InvariantCulture, $"http://localhost:{port ?? _node.Port}/hive.html"), height: 1000);
        await Expect(visit.Page.Locator("#connection-text")).ToHaveTextAsync("Live");
        await Expect(visit.Page.Locator("#known-title")).Not.ToHaveTextAsync("Listening…");
        return visit;
    }
}
