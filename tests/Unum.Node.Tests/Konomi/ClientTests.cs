using System.Diagnostics;
using System.Text.Json;
using Unum.Tests;

namespace Unum.Node.Tests.Konomi;

/// <summary>Clients that are not ours: curl, a WebSocket of Node.js, and a TypeScript client generated from the OpenAPI document.</summary>
public sealed class ClientTests(KonomiNode node) : IClassFixture<KonomiNode>
{
    private static string Clients => Repository.At("tests/Unum.Node.Tests/Konomi/clients");

    [Fact]
    public async Task Curl_sets_and_gets_as_the_docs_say()
    {
        string set = await RunAsync("curl", ["-sS", "--fail-with-body", $"{node.Rest}value", "-H", "Content-Type: application/json", "-d", """{"x":7,"y":8,"z":9,"value":0.25}"""]);
        string got = await RunAsync("curl", ["-sS", "--fail-with-body", $"{node.Rest}value?x=7&y=8&z=9"]);

        Assert.Equal("set", Json(set).GetProperty("status").GetString());
        Assert.Equal(0.25, Json(got).GetProperty("value").GetDouble());
    }

    [Fact]
    public async Task A_websocket_of_node_js_speaks_the_missions_protocol()
    {
        JsonElement said = Json(await RunAsync("node", [Path.Combine(Clients, "socket.mjs"), node.Socket.ToString()]));

        Assert.Equal("initialized", said.GetProperty("initialized").GetProperty("status").GetString());
        Assert.Equal(8, said.GetProperty("initialized").GetProperty("vertices").GetArrayLength());
        Assert.Equal("NEU", said.GetProperty("processed").GetProperty("vertex").GetString());
        Assert.Equal(7, said.GetProperty("processed").GetProperty("id").GetInt32());
        Assert.NotEmpty(said.GetProperty("processed").GetProperty("result").GetString()!);
        Assert.Equal("NEU↔SWD", said.GetProperty("connected").GetProperty("edge").GetString());
        Assert.Equal(9, said.GetProperty("status").EnumerateObject().Count());
        Assert.Equal(5, said.GetProperty("status").GetProperty("NEU").GetProperty("connections").GetInt32());
        Assert.InRange(said.GetProperty("thought").GetProperty("consensus").GetProperty("probability").GetDouble(), 1e-9, 1);
        Assert.Equal(0.6, said.GetProperty("thought").GetProperty("κ_field").GetDouble(), 2);
        Assert.Contains("not JSON", said.GetProperty("broken").GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal(1000, said.GetProperty("code").GetInt32());
    }

    [Fact]
    public async Task A_client_generated_from_the_openapi_document_compiles_and_works()
    {
        string bin = Path.Combine(Clients, "node_modules", ".bin");
        string work = Directory.CreateTempSubdirectory("unum-client-").FullName;
        try
        {
            foreach (string file in new[] { "client.ts", "tsconfig.json", "package.json", "globals.d.ts" }) File.Copy(Path.Combine(Clients, file), Path.Combine(work, file));
            Directory.CreateSymbolicLink(Path.Combine(work, "node_modules"), Path.Combine(Clients, "node_modules"));
            await RunAsync(Path.Combine(bin, "openapi-typescript"), [$"{node.Rest}openapi/v1.json", "-o", Path.Combine(work, "schema.d.ts")]);
            await RunAsync(Path.Combine(bin, "tsc"), ["-p", work]);
            JsonElement said = Json(await RunAsync("node", [Path.Combine(work, "client.js"), node.Rest.ToString().TrimEnd('/')]));

            Assert.Equal((0.5, 100, 101), (said.GetProperty("value").GetDouble(), said.GetProperty("processed").GetInt32(), said.GetProperty("blocks").GetInt32()));
            Assert.Equal(16, said.GetProperty("hash").GetString()!.Length);
            Assert.InRange(said.GetProperty("probability").GetDouble(), 1e-9, 1);
            Assert.Contains("outside", said.GetProperty("detail").GetString(), StringComparison.Ordinal);
            Assert.Equal(204, said.GetProperty("gone").GetInt32());
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }
    }

    private static async Task<string> RunAsync(string program, string[] args)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, args) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken), errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', args)}: {await output}{await errors}");
        return await output;
    }

    private static JsonElement Json(string text)
    {
        using JsonDocument json = JsonDocument.Parse(text);
        return json.RootElement.Clone();
    }
}
