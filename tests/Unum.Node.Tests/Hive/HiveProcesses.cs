using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Unum.Node.Tests.Konomi;

namespace Unum.Node.Tests.Hive;

/// <summary>What tests of real processes need to start them and to ask them.</summary>
internal static class HiveProcesses
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static IEnumerable<string> Up(string name, int port, int? join = null) =>
        ["up", "--nodes", "1", "--name", name, "--sensors", "host:load", "--json", "--port", Text(port), .. join is { } mesh ? (string[])["--join", $"ws://127.0.0.1:{Text(mesh + 2)}"] : []];

    public static async Task<string> FolderAsync()
    {
        string folder = Directory.CreateTempSubdirectory("unum-hive-").FullName;
        await SharedBirth.LayIntoAsync(Path.Combine(folder, "data"));
        return folder;
    }

    public static HttpClient Client(int port) => new() { BaseAddress = new Uri($"http://127.0.0.1:{Text(port + 1)}/"), Timeout = Patience };

    public static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    public static async Task UntilAsync(Func<Task<bool>> condition, string what)
    {
        long start = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(start) < Patience, $"Never saw {what}.");
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }
    }

    public static Task<JsonElement> GetAsync(HttpClient node, string path) => node.GetFromJsonAsync<JsonElement>(path, TestContext.Current.CancellationToken);

    public static async Task<JsonElement> PostAsync(HttpClient node, string path, object? body)
    {
        using HttpResponseMessage answer = await node.PostAsync(path, body is null ? null : JsonContent.Create(body), TestContext.Current.CancellationToken);
        string text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(answer.IsSuccessStatusCode, $"{path}: {text}");
        using JsonDocument json = JsonDocument.Parse(text);
        return json.RootElement.Clone();
    }

    public static async Task<(int Status, JsonElement Body)> DeltaAsync(HttpClient node, byte[] delta)
    {
        using ByteArrayContent content = new(delta);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        using HttpResponseMessage answer = await node.PostAsync("hive/deltas", content, TestContext.Current.CancellationToken);
        return ((int)answer.StatusCode, await answer.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken));
    }
}
