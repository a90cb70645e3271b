using System.Diagnostics;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace Unum.Benchmarks.Grid;

/// <summary>The Konomi API of a whole running node, over loopback: requests, cube-to-cube messages, a thousand cubes, memory. The load comes from the same machine.</summary>
public static class ApiBenchmarks
{
    private const int Callers = 16;
    private const int Messages = 500;
    private const int Cubes = 1000;
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(3);

    /// <summary>Runs them.</summary>
    public static IEnumerable<Comparison> Run()
    {
        using ApiNode node = ApiNode.Start();
        Task.Delay(TimeSpan.FromSeconds(5)).GetAwaiter().GetResult();
        yield return Comparison.Cost("unum up at rest, resident memory", node.ResidentMegabytes, 200, "the target", "MB");
        yield return Comparison.Rate($"REST: read one block, {Callers} callers", RequestsAsync(node, static (http, i, stopping) => http.GetAsync($"value?x={i % 1000}&y=1&z=1", stopping)).GetAwaiter().GetResult(), null, null, "requests/s");
        yield return Comparison.Rate($"REST: set one block, each durable, {Callers} callers", RequestsAsync(node, static (http, i, stopping) => http.PostAsync($"value?x={i % 1000}&y=1&z=1&value={i}", null, stopping)).GetAwaiter().GetResult(), null, null, "requests/s");
        double[] times = LatencyAsync(node).GetAwaiter().GetResult();
        yield return Comparison.Cost("WebSocket: cube to cube, half of the messages within", times[times.Length / 2], 10, "the mission's", "ms");
        yield return Comparison.Cost("WebSocket: cube to cube, 99 % within", times[times.Length * 99 / 100], 10, "the mission's", "ms");
        double before = node.ResidentMegabytes;
        (double made, double processed) = CrowdAsync(node).GetAwaiter().GetResult();
        yield return Comparison.Cost($"WebSocket: {Cubes} connections, a cube each", made, 10, "the mission's", "s");
        yield return Comparison.Cost($"WebSocket: {Cubes} texts at {Cubes} cubes at once", processed, 10, "the mission's", "s");
        yield return Comparison.Cost($"memory of {Cubes} connected cubes that read a text", node.ResidentMegabytes - before, null, null, "MB");
    }

    private static async Task<double> RequestsAsync(ApiNode node, Func<HttpClient, int, CancellationToken, Task<HttpResponseMessage>> ask)
    {
        using HttpClient http = new() { BaseAddress = node.Rest };
        int done = 0;
        long start = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, Callers).Select(async caller =>
        {
            for (int i = caller; Stopwatch.GetElapsedTime(start) < Long; i += Callers)
            {
                using HttpResponseMessage answer = await ask(http, i, CancellationToken.None);
                answer.EnsureSuccessStatusCode();
                Interlocked.Increment(ref done);
            }
        }));
        return done / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    /// <summary>From sending a text to one cube until the watcher of the cube it leads to hears that it came there; milliseconds, ascending.</summary>
    private static async Task<double[]> LatencyAsync(ApiNode node)
    {
        using ClientWebSocket speaker = await ConnectAsync(node), watcher = await ConnectAsync(node);
        await AskAsync(speaker, """{"action":"initialize","cube_id":"here"}""");
        await AskAsync(watcher, """{"action":"initialize","cube_id":"there"}""");
        await AskAsync(speaker, """{"action":"connect","source":"SED","target":"NWU","target_cube":"there"}""");
        await AskAsync(watcher, """{"action":"subscribe","topic":"cube"}""");
        double[] times = new double[Messages];
        for (int i = -50; i < Messages; i++)
        {
            long start = Stopwatch.GetTimestamp();
            await SayAsync(speaker, """{"action":"process","vertex":"SED","text":"ping","bytes":0}""");
            while (!(await HearAsync(watcher)).GetProperty("event").ValueEquals("thinking"))
            {
                // State changes come too.
            }

            if (i >= 0) times[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            await HearAsync(speaker);
        }

        Array.Sort(times);
        return times;
    }

    private static async Task<(double Made, double Processed)> CrowdAsync(ApiNode node)
    {
        ClientWebSocket[] sockets = new ClientWebSocket[Cubes];
        try
        {
            long start = Stopwatch.GetTimestamp();
            await Parallel.ForEachAsync(Enumerable.Range(0, Cubes), new ParallelOptions { MaxDegreeOfParallelism = 32 }, async (i, _) => sockets[i] = await ConnectAsync(node));
            await Task.WhenAll(sockets.Select(static s => AskAsync(s, """{"action":"initialize"}""")));
            double made = Stopwatch.GetElapsedTime(start).TotalSeconds;
            start = Stopwatch.GetTimestamp();
            await Task.WhenAll(sockets.Select(static s => AskAsync(s, """{"action":"process","vertex":"NEU","text":"test"}""")));
            return (made, Stopwatch.GetElapsedTime(start).TotalSeconds);
        }
        finally
        {
            foreach (ClientWebSocket? socket in sockets) socket?.Dispose();
        }
    }

    private static async Task<ClientWebSocket> ConnectAsync(ApiNode node)
    {
        ClientWebSocket socket = new();
        await socket.ConnectAsync(node.Socket, CancellationToken.None);
        return socket;
    }

    private static async Task<JsonElement> AskAsync(ClientWebSocket socket, string message)
    {
        await SayAsync(socket, message);
        return await HearAsync(socket);
    }

    private static Task SayAsync(ClientWebSocket socket, string message) => socket.SendAsync(Encoding.UTF8.GetBytes(message), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);

    private static async Task<JsonElement> HearAsync(ClientWebSocket socket)
    {
        byte[] buffer = new byte[1 << 16];
        int length = 0;
        ValueWebSocketReceiveResult got;
        do
        {
            got = await socket.ReceiveAsync(buffer.AsMemory(length), CancellationToken.None);
            length += got.Count;
        }
        while (!got.EndOfMessage);

        using JsonDocument json = JsonDocument.Parse(buffer.AsMemory(0, length));
        JsonElement said = json.RootElement.Clone();
        return said.TryGetProperty("error", out _) ? throw new InvalidOperationException(said.GetRawText()) : said;
    }
}
