using System.Diagnostics;
using System.Net;
using System.Text;
using System.Text.Json;
using Unum.Fabric.Storage;
using Unum.Hive.Content;
using Unum.Hive.History;
using Unum.Node.Hive;
using Unum.Node.Tests.Konomi;
using Unum.Tests;

namespace Unum.Node.Tests.Hive;

/// <summary>The gateway of a running node, asked by curl's kind of client and by a real IPFS implementation.</summary>
public sealed class GatewayTests(NodeWithHistory place) : IClassFixture<NodeWithHistory>
{
    private readonly KonomiNode _node = place.Node;

    [Fact]
    public async Task A_real_ipfs_client_fetches_verifies_and_decodes_the_history()
    {
        Cid head = place.Head;

        using JsonDocument json = JsonDocument.Parse(await RunAsync("node", [Repository.At("tests/Unum.Node.Tests/Hive/clients/gateway.mjs"), _node.Rest.ToString().TrimEnd('/'), head.ToString()]));

        JsonElement said = json.RootElement;
        using FileContentView store = new(HivePlace.Blocks(_node.Folder));
        BasinHistory history = new(store);
        LoggedVersion[] log = [.. history.Log(head)];
        Assert.Equal(history.Verify(head).Blocks, said.GetProperty("blocks").GetInt32());
        Assert.Equal(said.GetProperty("blocks").GetInt32(), said.GetProperty("carBlocks").GetInt32());
        Assert.Equal(head.ToString(), said.GetProperty("carRoots")[0].GetString());
        Assert.StartsWith("application/vnd.ipld.car; version=1", said.GetProperty("carType").GetString(), StringComparison.Ordinal);
        Assert.Equal(log.Length, said.GetProperty("versions").GetArrayLength());
        foreach (JsonElement version in said.GetProperty("versions").EnumerateArray())
        {
            BasinVersion ours = log.Single(l => version.GetProperty("cid").ValueEquals(l.Cid.ToString())).Version;
            Assert.Equal(ours.Author.ToString(), version.GetProperty("author").GetString());
            Assert.Equal(ours.Lamport, version.GetProperty("lamport").GetUInt32());
            Assert.Equal(ours.Parents.Select(p => p.ToString()), version.GetProperty("parents").EnumerateArray().Select(p => p.GetString()!));
            Assert.Equal(ours.Deltas.Select(d => d.ToString()), version.GetProperty("deltas").EnumerateArray().Select(d => d.GetString()!));
        }
    }

    [Fact]
    public async Task A_block_comes_with_the_headers_of_the_specification()
    {
        Cid head = place.Head;
        using HttpResponseMessage got = await AskAsync(HttpMethod.Get, $"ipfs/{head}?format=raw");

        Assert.Equal(HttpStatusCode.OK, got.StatusCode);
        Assert.Equal("application/vnd.ipld.raw", got.Content.Headers.ContentType!.ToString());
        Assert.Equal($"attachment; filename=\"{head}.bin\"", got.Content.Headers.ContentDisposition!.ToString());
        Assert.Equal($"\"{head}.raw\"", got.Headers.ETag!.ToString());
        Assert.Equal("public, max-age=29030400, immutable", Assert.Single(got.Headers.GetValues("Cache-Control")));
        Assert.Equal("nosniff", Assert.Single(got.Headers.GetValues("X-Content-Type-Options")));
        Assert.Equal($"/ipfs/{head}", Assert.Single(got.Headers.GetValues("X-Ipfs-Path")));
        Assert.True(head.Matches(await got.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)));
    }

    [Fact]
    public async Task Head_says_the_length_and_sends_nothing()
    {
        Cid head = place.Head;
        foreach (string format in new[] { "raw", "car" })
        {
            using HttpResponseMessage whole = await AskAsync(HttpMethod.Get, $"ipfs/{head}?format={format}"), only = await AskAsync(HttpMethod.Head, $"ipfs/{head}?format={format}");
            byte[] body = await whole.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);

            Assert.Equal(body.Length, only.Content.Headers.ContentLength);
            Assert.Equal(body.Length, whole.Content.Headers.ContentLength);
            Assert.Empty(await only.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
            Assert.Equal(whole.Headers.ETag, only.Headers.ETag);
        }
    }

    [Fact]
    public async Task Who_has_it_already_is_told_so()
    {
        Cid head = place.Head;
        using HttpResponseMessage known = await AskAsync(HttpMethod.Get, $"ipfs/{head}?format=raw", ("If-None-Match", $"W/\"x\", \"{head}.raw\""));
        using HttpResponseMessage other = await AskAsync(HttpMethod.Get, $"ipfs/{head}?format=car", ("If-None-Match", $"\"{head}.raw\""));

        Assert.Equal(HttpStatusCode.NotModified, known.StatusCode);
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
    }

    [Fact]
    public async Task The_accept_header_chooses_too_and_the_query_wins()
    {
        Cid head = place.Head;
        Assert.Equal("application/vnd.ipld.raw", await TypeAsync($"ipfs/{head}", "text/html, application/vnd.ipld.raw;q=0.9"));
        Assert.StartsWith("application/vnd.ipld.car", await TypeAsync($"ipfs/{head}", "application/vnd.ipld.raw;q=0.5, application/vnd.ipld.car;version=1;order=dfs;dups=n"), StringComparison.Ordinal);
        Assert.Equal("application/vnd.ipld.raw", await TypeAsync($"ipfs/{head}?format=raw", "application/vnd.ipld.car"));
    }

    [Fact]
    public async Task A_car_file_of_scope_block_holds_one_block()
    {
        Cid head = place.Head;
        using HttpResponseMessage one = await AskAsync(HttpMethod.Get, $"ipfs/{head}?format=car&dag-scope=block"), all = await AskAsync(HttpMethod.Get, $"ipfs/{head}?format=car");
        using FileContentView store = new(HivePlace.Blocks(_node.Folder));
        Assert.True(store.TryGet(head, out ReadOnlyMemory<byte> block));

        Assert.Equal(CarFile.Header(head).Length + CarFile.SectionLength(block.Length), one.Content.Headers.ContentLength);
        Assert.NotEqual(one.Headers.ETag, all.Headers.ETag);
    }

    [Theory]
    [InlineData("ipfs/QmYwAPJzv5CZsnA625s3Xf2nemtYgPpHdWEz79ojWnPbdG?format=raw", 400, "CIDv1")]
    [InlineData("ipfs/nonsense?format=raw", 400, "CIDv1")]
    [InlineData("ipfs/HEAD/parents/0?format=raw", 400, "without a path")]
    [InlineData("ipfs/HEAD?format=car&dag-scope=moon", 400, "dag-scope")]
    [InlineData("ipfs/bafkreiaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa?format=raw", 404, "does not have")]
    [InlineData("ipfs/HEAD", 406, "?format=raw")]
    [InlineData("ipfs/HEAD?format=json", 406, "?format=raw")]
    [InlineData("ipfs/HEAD?format=car&car-version=2", 406, "version 1")]
    public async Task What_cannot_be_answered_is_a_problem_that_says_why(string path, int status, string why)
    {
        using HttpResponseMessage answer = await AskAsync(HttpMethod.Get, path.Replace("HEAD", place.Head.ToString(), StringComparison.Ordinal));
        using JsonDocument problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType!.MediaType);
        Assert.Contains(why, problem.RootElement.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.DoesNotContain("Cache-Control", answer.Headers.Select(h => h.Key));
    }

    [Fact]
    public async Task The_probe_of_clients_is_answered_with_an_empty_block()
    {
        using HttpResponseMessage answer = await AskAsync(HttpMethod.Get, "ipfs/bafkqaaa?format=raw");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(0, answer.Content.Headers.ContentLength);
    }

    [Fact]
    public async Task A_history_with_a_gap_is_not_sent_as_if_it_were_whole()
    {
        using HttpResponseMessage car = await AskAsync(HttpMethod.Get, $"ipfs/{place.Gap}?format=car"), raw = await AskAsync(HttpMethod.Get, $"ipfs/{place.Gap}?format=raw");

        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.OK), (car.StatusCode, raw.StatusCode));
        Assert.Contains(place.Lost.ToString(), Encoding.UTF8.GetString(await car.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)), StringComparison.Ordinal);
    }

    private async Task<string> TypeAsync(string path, string accept)
    {
        using HttpResponseMessage answer = await AskAsync(HttpMethod.Get, path, ("Accept", accept));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return answer.Content.Headers.ContentType!.ToString();
    }

    private async Task<HttpResponseMessage> AskAsync(HttpMethod method, string path, params (string Name, string Value)[] headers)
    {
        using HttpRequestMessage request = new(method, new Uri(_node.Rest, path));
        foreach ((string name, string value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        return await _node.Http.SendAsync(request, TestContext.Current.CancellationToken);
    }

    private static async Task<string> RunAsync(string program, string[] args)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, args) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken), errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', args)}: {await output}{await errors}");
        return await output;
    }
}
