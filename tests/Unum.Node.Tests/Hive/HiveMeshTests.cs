using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Unum.Node.Tests.Konomi;
using Unum.Node.Tests.Processes;

namespace Unum.Node.Tests.Hive;

/// <summary>Real processes that learn from each other over their ports.</summary>
public sealed class HiveMeshTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task What_one_process_observed_another_recognises_and_the_killed_and_the_late_reach_the_same_basin()
    {
        (float[] Pixels, int Digit)[] digits = Digits();
        string left = await FolderAsync(), right = await FolderAsync(), late = await FolderAsync();
        int a = UnumProgram.FreePort(), b = UnumProgram.FreePort(), c = UnumProgram.FreePort();
        using HttpClient toA = Client(a), toB = Client(b), toC = Client(c);
        await using UnumProgram first = UnumProgram.Start(left, Up("left", a));
        await first.WaitForBeatAsync(static _ => true, "left's first beat");
        UnumProgram second = UnumProgram.Start(right, Up("right", b, join: a));
        await second.WaitForBeatAsync(static _ => true, "right's first beat");

        foreach ((float[] pixels, int digit) in digits[..600]) await ObserveAsync(digit < 4 ? toA : toB, pixels, digit);
        Assert.Equal(0, await RightAsync(toB, digits[1200..1300], static d => d < 4));
        JsonElement shared = await PostAsync(toB, "hive/share", null);
        Assert.Equal(2, shared.GetProperty("cids").GetArrayLength()); // six digits of three modes each
        await PostAsync(toA, "hive/share", null);
        string basin = await AgreeAsync(4, toA, toB);
        await UntilAsync(async () => await RightAsync(toB, digits[1200..1260], static d => d < 4) > .8, "right recognise what only left saw");
        Assert.InRange(await RightAsync(toB, digits[1200..1400], static d => d >= 4), .75, 1);

        byte[] forged = [.. Enumerable.Repeat((byte)1, 100)];
        (int status, JsonElement problem) = await DeltaAsync(toA, forged);
        Assert.Equal((422, "refused: malformed"), (status, problem.GetProperty("title").GetString()));
        Assert.Equal(1, (await GetAsync(toA, "hive")).GetProperty("refused").GetProperty("malformed").GetInt64());
        Assert.Equal("malformed", (await GetAsync(toA, "hive/refusals")).GetProperty("refusals")[0].GetProperty("reason").GetString());

        second.Kill();
        await second.DisposeAsync();
        await using UnumProgram again = UnumProgram.Start(right, Up("right", b, join: a));
        await again.WaitForBeatAsync(static _ => true, "right come back");
        Assert.Equal(basin, (await GetAsync(toB, "hive")).GetProperty("basin").GetString());
        await using UnumProgram third = UnumProgram.Start(late, Up("late", c, join: a));
        await third.WaitForBeatAsync(static _ => true, "the late one's first beat");
        Assert.Equal(basin, await AgreeAsync(4, toA, toB, toC));
        await UntilAsync(async () => await RightAsync(toC, digits[1200..1300], static _ => true) > .75, "the late one recognise everything");
    }

    private static IEnumerable<string> Up(string name, int port, int? join = null) =>
        ["up", "--nodes", "1", "--name", name, "--sensors", "host:load", "--json", "--port", Text(port), .. join is { } mesh ? (string[])["--join", $"ws://127.0.0.1:{Text(mesh + 2)}"] : []];

    private static async Task<string> FolderAsync()
    {
        string folder = Directory.CreateTempSubdirectory("unum-hive-").FullName;
        await SharedBirth.LayIntoAsync(Path.Combine(folder, "data"));
        return folder;
    }

    private static HttpClient Client(int port) => new() { BaseAddress = new Uri($"http://127.0.0.1:{Text(port + 1)}/"), Timeout = Patience };

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static (float[] Pixels, int Digit)[] Digits()
    {
        (float[], int)[] all = [.. File.ReadLines(Unum.Tests.Repository.At("data/digits/digits.csv")).Select(static l => l.Split(',')).Select(static f => (f[..^1].Select(static x => float.Parse(x, CultureInfo.InvariantCulture)).ToArray(), int.Parse(f[^1], CultureInfo.InvariantCulture)))];
        new Random(1).Shuffle(all);
        return all;
    }

    private static string Name(int digit) => FormattableString.Invariant($"digit {digit}");

    private static Task<JsonElement> ObserveAsync(HttpClient node, float[] pixels, int digit) => PostAsync(node, "hive/observe", new { concept = Name(digit), vector = pixels });

    private static async Task<double> RightAsync(HttpClient node, (float[] Pixels, int Digit)[] asked, Predicate<int> which)
    {
        int right = 0, count = 0;
        foreach ((float[] pixels, int digit) in asked)
        {
            if (!which(digit)) continue;
            count++;
            JsonElement answer = await PostAsync(node, "hive/recognise", new { vector = pixels });
            if (answer.GetProperty("concept").GetString() == Name(digit)) right++;
        }

        return (double)right / count;
    }

    private static async Task<string> AgreeAsync(int deltas, params HttpClient[] nodes)
    {
        string[] basins = [];
        await UntilAsync(
            async () =>
            {
                JsonElement[] states = await Task.WhenAll(nodes.Select(static n => GetAsync(n, "hive")));
                basins = [.. states.Select(static s => s.GetProperty("basin").GetString()!).Distinct(StringComparer.Ordinal)];
                return basins.Length == 1 && states.All(s => s.GetProperty("deltas").GetInt32() == deltas);
            },
            "all agree on the basin");
        return basins[0];
    }

    private static async Task UntilAsync(Func<Task<bool>> condition, string what)
    {
        long start = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(start) < Patience, $"Never saw {what}.");
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }
    }

    private static Task<JsonElement> GetAsync(HttpClient node, string path) => node.GetFromJsonAsync<JsonElement>(path, TestContext.Current.CancellationToken);

    private static async Task<JsonElement> PostAsync(HttpClient node, string path, object? body)
    {
        using HttpResponseMessage answer = await node.PostAsync(path, body is null ? null : JsonContent.Create(body), TestContext.Current.CancellationToken);
        string text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(answer.IsSuccessStatusCode, $"{path}: {text}");
        using JsonDocument json = JsonDocument.Parse(text);
        return json.RootElement.Clone();
    }

    private static async Task<(int Status, JsonElement Body)> DeltaAsync(HttpClient node, byte[] delta)
    {
        using ByteArrayContent content = new(delta);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        using HttpResponseMessage answer = await node.PostAsync("hive/deltas", content, TestContext.Current.CancellationToken);
        return ((int)answer.StatusCode, await answer.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken));
    }
}
