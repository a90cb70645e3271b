using System.Globalization;
using System.Text.Json;
using Unum.Node.Tests.Processes;

namespace Unum.Node.Tests.Konomi;

/// <summary>What was acknowledged is there again after kill -9: templates, instances, values, links, cubes, the ledger, answers under a key.</summary>
public sealed class EndureTests
{
    [Fact]
    public async Task A_node_that_was_killed_resumes_everything_it_acknowledged()
    {
        string folder = Directory.CreateTempSubdirectory("unum-endure-").FullName;
        await SharedBirth.LayIntoAsync(Path.Combine(folder, "data"));
        int port = UnumProgram.FreePort();
        string[] up = ["up", "--nodes", "1", "--name", "endure", "--sensors", "host:load", "--json", "--port", port.ToString(CultureInfo.InvariantCulture)];
        using HttpClient http = new() { BaseAddress = new Uri($"http://127.0.0.1:{port + 1}/") };
        string block, region, cube, thought, ledger, proof, made;
        await using (UnumProgram first = UnumProgram.Start(folder, up))
        {
            await first.WaitForBeatAsync(_ => true, "the first beat");
            await PostAsync(http, "template/create", """{"dimensions":[20,20,20],"template_id":"small"}""");
            await PostAsync(http, "instance/create", """{"template_id":"small","instance_id":"kept"}""");
            for (int i = 0; i < 20; i++) await PostAsync(http, "value", $$"""{"x":{{i}},"y":3,"z":4,"value":{{i}}.5,"instance_id":"kept"}""");
            await PostAsync(http, "links", """{"source":[1,3,4],"target":[2,3,4],"instance_id":"kept"}""");
            await PostAsync(http, "llm/interlock", """{"plane":"z","index":7,"operation":"activate","value":2,"instance_id":"kept"}""");
            await PostAsync(http, "llm/process", """{"x":1,"y":3,"z":4,"text":"remember me","instance_id":"kept"}""");
            await PostAsync(http, "cubes", """{"cube_id":"a"}""");
            await PostAsync(http, "cubes", """{"cube_id":"b","position":[1,0,0]}""");
            await PostAsync(http, "cubes/a/connect", """{"source":"SED","target":"NWU","target_cube":"b"}""");
            await PostAsync(http, "cubes/a/process", """{"vertex":"NEU","text":"the rain in Spain stays mainly in the plain"}""");
            await PostAsync(http, "cubes/b/command", """{"command":"Stop"}""");
            await PostAsync(http, "ledger/submit", """{"operation":"set","x":9,"y":9,"z":9,"value":9,"instance_id":"kept"}""");
            made = await PostAsync(http, "template/create", """{"dimensions":[3,3,3]}""", "made once");
            (block, region, cube, ledger, proof) = await ReadAsync(http);
            thought = await http.GetStringAsync("cubes/b", TestContext.Current.CancellationToken);
            first.Kill();
            await first.WaitForExitAsync();
        }

        await using UnumProgram second = UnumProgram.Start(folder, up);
        await second.WaitForBeatAsync(_ => true, "a beat after the restart");

        Assert.Equal((block, region, cube, ledger, proof), await ReadAsync(http));
        Assert.Equal(thought, await http.GetStringAsync("cubes/b", TestContext.Current.CancellationToken));
        Assert.Equal(made, await PostAsync(http, "template/create", """{"dimensions":[3,3,3]}""", "made once"));
        Assert.Contains("\"small\"", await http.GetStringAsync("templates", TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Equal("9", Field(await http.GetStringAsync("value?x=9&y=9&z=9&instance_id=kept", TestContext.Current.CancellationToken), "value"));
        using HttpResponseMessage sound = await http.PostAsync("ledger/verify?instance_id=kept", null, TestContext.Current.CancellationToken);
        Assert.Equal("true", Field(await sound.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), "sound"));
    }

    private static async Task<(string Block, string Region, string Cube, string Ledger, string Proof)> ReadAsync(HttpClient http)
    {
        CancellationToken stopping = TestContext.Current.CancellationToken;
        string cube = await http.GetStringAsync("cubes/a", stopping), ledger = await http.GetStringAsync("ledger?instance_id=kept", stopping);
        return (
            await http.GetStringAsync("value?x=1&y=3&z=4&instance_id=kept", stopping),
            await http.GetStringAsync("region?x0=0&y0=0&z0=0&x1=19&y1=19&z1=19&limit=1000&instance_id=kept", stopping),
            Field(cube, "vertices") + Field(cube, "edges") + Field(cube, "state"),
            Field(ledger, "height") + Field(ledger, "head"),
            Field(await http.GetStringAsync("ledger/proof?x=1&y=3&z=4&instance_id=kept", stopping), "root"));
    }

    private static async Task<string> PostAsync(HttpClient http, string path, string body, string? key = null)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, path) { Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json") };
        if (key is not null) request.Headers.Add("Idempotency-Key", key);
        using HttpResponseMessage answer = await http.SendAsync(request, TestContext.Current.CancellationToken);
        string text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(answer.IsSuccessStatusCode, $"{path} {body}: {text}");
        return text;
    }

    private static string Field(string json, string name)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        return document.RootElement.GetProperty(name).GetRawText();
    }
}
