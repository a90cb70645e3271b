using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Unum.Node.Tests.Processes;
using Unum.Tests;

namespace Unum.Node.Tests.Commands;

/// <summary>`unum femto serve` as a process of its own, and the same route of `unum up`.</summary>
public sealed class FemtoServeTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_serves_a_trained_model_and_ends_when_told()
    {
        string folder = Directory.CreateTempSubdirectory("unum-test-").FullName, mind = Path.Combine(folder, "mind");
        await UnumProgram.RunAsync("femto", "train", Repository.At("LICENSE"), "--out", mind);
        int port = UnumProgram.FreePort();
        await using UnumProgram program = UnumProgram.Start(folder, ["femto", "serve", "--model", mind, "--port", port.ToString(CultureInfo.InvariantCulture)]);

        JsonElement answer = await Ask(program, port, """{"prompt": "THE SOFTWARE ", "bytes": 7, "temperature": 0.1}""");

        Assert.Equal(7, answer.GetProperty("text").GetString()!.Length);
        program.Interrupt();
        Assert.Equal(0, await program.WaitForExitAsync());
    }

    [Fact]
    public async Task The_birth_model_is_trained_once_and_kept()
    {
        string folder = Directory.CreateTempSubdirectory("unum-test-").FullName;
        int port = UnumProgram.FreePort();
        JsonElement first, second;
        string[] args = ["up", "--nodes", "1", "--json", "--port", port.ToString(CultureInfo.InvariantCulture)];
        const string ask = """{"prompt": "ROMEO:\n", "bytes": 60, "seed": 5}""";
        await using (UnumProgram program = UnumProgram.Start(folder, args)) first = await Ask(program, port + 1, ask);
        string kept = Assert.Single(Directory.GetFiles(Path.Combine(folder, "data", "femto")));
        DateTime written = File.GetLastWriteTimeUtc(kept);

        await using (UnumProgram program = UnumProgram.Start(folder, args)) second = await Ask(program, port + 1, ask);

        Assert.Equal(first.GetProperty("text").GetString(), second.GetProperty("text").GetString());
        Assert.Equal(written, File.GetLastWriteTimeUtc(kept));
        Assert.InRange(first.GetProperty("surprise").GetDouble(), .1, 5);
    }

    [Fact]
    public async Task Beyond_this_computer_a_key_is_demanded()
    {
        (int code, _, string errors) = await UnumProgram.RunAsync("femto", "serve", "--bind", "0.0.0.0");

        Assert.Equal(2, code);
        Assert.Contains("key", errors, StringComparison.Ordinal);
    }

    /// <summary>Asks until the server listens.</summary>
    private static async Task<JsonElement> Ask(UnumProgram program, int port, string body)
    {
        using HttpClient client = new() { Timeout = TimeSpan.FromSeconds(60) };
        while (true)
        {
            try
            {
                using StringContent content = new(body, Encoding.UTF8, "application/json");
                using HttpResponseMessage response = await client.PostAsync(new Uri(FormattableString.Invariant($"http://127.0.0.1:{port}/femto/complete")), content, Stop);
                Assert.Equal(HttpStatusCode.OK, response.StatusCode);
                return JsonDocument.Parse(await response.Content.ReadAsStringAsync(Stop)).RootElement;
            }
            catch (HttpRequestException) when (!program.HasExited)
            {
                await Task.Delay(50, Stop);
            }
        }
    }
}
