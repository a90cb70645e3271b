using System.Text.Json;

namespace Unum.Node.Tests.Processes;

/// <summary>`unum up` as scripts use it.</summary>
public sealed class UpTests
{
    [Fact]
    public async Task It_prints_a_json_object_for_every_beat_and_stops_by_itself()
    {
        (int code, string[] lines, string errors) = await UnumProgram.RunAsync("up", "--nodes", "3", "--for", "4s", "--json", "--port", Text(UnumProgram.FreePort()));

        Assert.True(code == 0, errors);
        Assert.True(lines.Length >= 10, $"Only {lines.Length} beats in four seconds.");
        foreach (string line in lines)
        {
            using JsonDocument beat = JsonDocument.Parse(line);
            JsonElement one = beat.RootElement.GetProperty("one");
            Assert.Equal(3, beat.RootElement.GetProperty("nodes").GetArrayLength());
            Assert.True(beat.RootElement.GetProperty("sensors").GetArrayLength() > 5);
            Assert.True(beat.RootElement.GetProperty("time").TryGetDateTimeOffset(out _));
            Assert.InRange(one.GetProperty("coherence").GetDouble(), one.GetProperty("order").GetDouble(), 1);
            Assert.InRange(one.GetProperty("effective_nodes").GetDouble(), 0, 3);
            Assert.Equal(one.GetProperty("emerged").GetBoolean(), one.GetProperty("identity").ValueKind != JsonValueKind.Null);
        }
    }

    [Fact]
    public async Task The_pi_mesh_becomes_one_because_it_is_coupled()
    {
        await using UnumProgram mesh = UnumProgram.Start("up", "--scenario", "pi-mesh", "--speed", "200", "--json", "--port", Text(UnumProgram.FreePort()));

        JsonElement beat = await mesh.WaitForBeatAsync(b => b.GetProperty("one").GetProperty("emerged").GetBoolean(), "THE ONE emerge");

        Assert.Equal(34, beat.GetProperty("nodes").GetArrayLength());
        Assert.True(beat.GetProperty("one").GetProperty("order").GetDouble() > 0.7);
    }

    [Fact]
    public async Task The_same_mesh_without_coupling_does_not_become_one_though_each_node_is_coherent()
    {
        await using UnumProgram mesh = UnumProgram.Start("up", "--scenario", "laboratory", "--coupling", "0", "--speed", "500", "--json", "--port", Text(UnumProgram.FreePort()));
        bool emerged = false;

        JsonElement late = await mesh.WaitForBeatAsync(
            b =>
            {
                emerged |= b.GetProperty("one").GetProperty("emerged").GetBoolean();
                return b.GetProperty("beat").GetInt64() >= 12_000;
            },
            "beat 12,000");

        Assert.False(emerged, "An uncoupled mesh was shown as one.");
        Assert.True(late.GetProperty("one").GetProperty("mission_emerged").GetBoolean(), "The mission's own test is fooled by it; if not, the world changed.");
    }

    [Fact]
    public async Task A_seed_replays_its_world()
    {
        async Task<double[]> OrdersAsync(string seed)
        {
            await using UnumProgram mesh = UnumProgram.Start("up", "--scenario", "robot", "--speed", "1000", "--seed", seed, "--json", "--port", Text(UnumProgram.FreePort()));
            List<double> orders = [];
            await mesh.WaitForBeatAsync(
                b =>
                {
                    orders.Add(b.GetProperty("one").GetProperty("order").GetDouble());
                    return orders.Count == 300;
                },
                "300 beats");
            return [.. orders];
        }

        double[] first = await OrdersAsync("7");

        Assert.Equal(first, await OrdersAsync("7"));
        Assert.NotEqual(first, await OrdersAsync("8"));
    }

    [Fact]
    public async Task Ctrl_C_is_a_clean_end()
    {
        await using UnumProgram program = UnumProgram.Start("up", "--json", "--port", Text(UnumProgram.FreePort()));
        await program.WaitForBeatAsync(_ => true, "the first beat");

        program.Interrupt();

        Assert.Equal(0, await program.WaitForExitAsync());
        Assert.Equal("", program.Errors);
    }

    [Theory]
    [InlineData("'port' must", "up", "--port", "0")]
    [InlineData("--nodes must be a whole number from 1 to 1000", "up", "--nodes", "many")]
    [InlineData("'bind' 0.0.0.0 is reachable from other computers, so a 'key' is required", "up", "--bind", "0.0.0.0")]
    [InlineData("'key' must have at least 16 characters", "up", "--key", "short")]
    [InlineData("--scenario must be one of pi-mesh, home, laboratory, robot", "up", "--scenario", "moon")]
    [InlineData("'speed' needs a 'scenario'", "up", "--speed", "2")]
    [InlineData("is no kind of sensor", "up", "--sensors", "telepathy:you")]
    [InlineData("'outputs':", "up", "--outputs", "bell:")]
    [InlineData("is not a duration", "up", "--for", "soon")]
    [InlineData("must be an address like ws://host:3002", "join", "http://host")]
    [InlineData("there is no measure", "sense", "connect", "x", "--rate", "1", "--channels", "2", "--band", "1-2", "--measures", "love")]
    [InlineData("There is no recording", "sense", "replay", "nowhere.csv")]
    [InlineData("There is no file or folder", "sense", "detect", "nowhere.csv", "--out", "x.csv")]
    public async Task A_wrong_input_is_answered_with_what_was_wrong(string expected, params string[] args)
    {
        (int code, string[] lines, string errors) = await UnumProgram.RunAsync(args);

        Assert.Equal(2, code);
        Assert.Empty(lines);
        Assert.Contains(expected.Replace("'port' must", "--port must", StringComparison.Ordinal), errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_taken_port_is_named()
    {
        string port = Text(UnumProgram.FreePort());
        await using UnumProgram first = UnumProgram.Start("up", "--json", "--port", port);
        await first.WaitForBeatAsync(_ => true, "the first beat");

        (int code, _, string errors) = await UnumProgram.RunAsync("up", "--for", "1s", "--port", port);

        Assert.Equal(2, code);
        Assert.Contains("is taken", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_settings_file_is_read_and_its_errors_name_the_key()
    {
        string folder = Directory.CreateTempSubdirectory("unum-test-").FullName;
        string file = Path.Combine(folder, "unum.json");
        await File.WriteAllTextAsync(file, $$"""{ "nodes": 5, "name": "desk", "port": {{UnumProgram.FreePort()}} }""", TestContext.Current.CancellationToken);
        await using (UnumProgram good = UnumProgram.Start(folder, ["up", "--json", "--for", "2s"]))
        {
            JsonElement beat = await good.WaitForBeatAsync(_ => true, "the first beat");
            Assert.Equal(5, beat.GetProperty("nodes").GetArrayLength());
            Assert.StartsWith("desk.", beat.GetProperty("nodes")[0].GetProperty("id").GetString(), StringComparison.Ordinal);
        }

        await File.WriteAllTextAsync(file, """{ "nodes": "three" }""", TestContext.Current.CancellationToken);
        await using UnumProgram wrongType = UnumProgram.Start(folder, ["up"]);
        Assert.Equal(2, await wrongType.WaitForExitAsync());
        Assert.Contains("'nodes' must be a whole number", wrongType.Errors, StringComparison.Ordinal);

        await File.WriteAllTextAsync(file, """{ "node": 3 }""", TestContext.Current.CancellationToken);
        await using UnumProgram unknown = UnumProgram.Start(folder, ["up"]);
        Assert.Equal(2, await unknown.WaitForExitAsync());
        Assert.Contains("unknown key 'node'", unknown.Errors, StringComparison.Ordinal);
    }

    private static string Text(int port) => port.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
