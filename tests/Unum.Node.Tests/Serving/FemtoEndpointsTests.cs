using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Unum.Femto;
using Unum.Node.Serving;
using Unum.Tensors.Threads;
using Unum.Tests;

namespace Unum.Node.Tests.Serving;

/// <summary>POST /femto/complete on a real server: whole and streamed, refused with reasons, stopped when nobody listens.</summary>
public sealed class FemtoEndpointsTests
{
    private static readonly BirthModel Birth = BirthModel.Train(File.ReadAllBytes(Repository.At("data/text/shakespeare.txt")).AsSpan(0, 60_000), CancellationToken.None);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_answer_is_what_the_model_says()
    {
        await using FemtoServer server = await Start(Voice());
        using HttpClient client = new();

        JsonElement answer = await Post(client, server, """{"prompt": "First Citizen:\n", "bytes": 40, "seed": 7, "temperature": 0.5, "top_p": 0.9}""");

        byte[] said = [.. new Completion(.5, .9, 7).Draw(Birth.NewReader(), Encoding.UTF8.GetBytes("First Citizen:\n"), 40, Stop)];
        Assert.Equal(Encoding.UTF8.GetString(said), answer.GetProperty("text").GetString());
        double surprise = Birth.NewReader().Read(Encoding.UTF8.GetBytes("First Citizen:\n")) / 15;
        Assert.Equal(surprise, answer.GetProperty("surprise").GetDouble(), 4);
        Assert.Equal(1 - (.4 * .01), answer.GetProperty("kappa").GetDouble(), 4);
        Assert.InRange(answer.GetProperty("model_bytes").GetInt64(), Birth.Bytes, Birth.Bytes + 10_000);
    }

    [Fact]
    public async Task A_request_may_leave_everything_out()
    {
        await using FemtoServer server = await Start(Voice());
        using HttpClient client = new();

        JsonElement answer = await Post(client, server, "{}");

        Assert.Equal(80, Encoding.UTF8.GetByteCount(answer.GetProperty("text").GetString()!));
        Assert.Equal(0, answer.GetProperty("surprise").GetDouble());
    }

    [Fact]
    public async Task The_pieces_of_a_stream_are_the_whole_answer()
    {
        await using FemtoServer server = await Start(Voice());
        using HttpClient client = new();
        const string ask = """{"prompt": "Speak", "bytes": 150, "seed": 3, "stream": STREAM}""";
        JsonElement whole = await Post(client, server, ask.Replace("STREAM", "false", StringComparison.Ordinal));

        using HttpResponseMessage response = await client.PostAsync(Route(server), Body(ask.Replace("STREAM", "true", StringComparison.Ordinal)), Stop);
        string[] events = (await response.Content.ReadAsStringAsync(Stop)).Split("\n\n", StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal("text/event-stream", response.Content.Headers.ContentType!.MediaType);
        Assert.All(events, e => Assert.StartsWith("data: ", e, StringComparison.Ordinal));
        Assert.Equal("data: [DONE]", events[^1]);
        JsonElement[] pieces = [.. events[..^1].Select(e => JsonDocument.Parse(e[6..]).RootElement)];
        Assert.True(pieces.Length > 3);
        Assert.Equal(whole.GetProperty("text").GetString(), string.Concat(pieces.Select(p => p.GetProperty("text").GetString())));
        Assert.Equal(whole.GetProperty("surprise").GetDouble(), pieces[^1].GetProperty("surprise").GetDouble());
    }

    [Theory]
    [InlineData("{\"prompt\": 3}", 400, "prompt")]
    [InlineData("{\"promt\": \"a\"}", 400, "promt")]
    [InlineData("not json", 400, "Known: prompt")]
    [InlineData("null", 400, "object")]
    [InlineData("{\"prompt\": null}", 400, "text")]
    [InlineData("{\"bytes\": 65537}", 422, "bytes")]
    [InlineData("{\"bytes\": -1}", 422, "bytes")]
    [InlineData("{\"temperature\": 0}", 422, "temperature")]
    [InlineData("{\"top_p\": 1.5}", 422, "top_p")]
    public async Task What_makes_no_sense_is_refused_with_the_reason(string body, int status, string reason)
    {
        await using FemtoServer server = await Start(Voice());
        using HttpClient client = new();

        await Refused(await client.PostAsync(Route(server), Body(body), Stop), status, reason);
    }

    [Fact]
    public async Task What_is_too_long_or_no_json_is_refused()
    {
        await using FemtoServer server = await Start(Voice());
        using HttpClient client = new();

        await Refused(await client.PostAsync(Route(server), JsonContent.Create(new { prompt = new string('a', FemtoRequest.LongestPrompt + 1) }), Stop), 422, "prompt");
        await Refused(await client.PostAsync(Route(server), Body(new string(' ', 200_000)), Stop), 413, "at most");
        await Refused(await client.PostAsync(Route(server), new StringContent("{}"), Stop), 415, "application/json");
        using HttpResponseMessage read = await client.GetAsync(Route(server), Stop);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, read.StatusCode);
    }

    [Fact]
    public async Task When_too_many_ask_at_once_the_next_is_asked_to_come_again()
    {
        FemtoVoice voice = new(_ => Task.FromResult(((IByteModel)new SlowMind(), 0L)), FixedThreadBudget.One) { MostOpen = 1 };
        await using FemtoServer server = await Start(voice);
        using HttpClient client = new();
        using HttpResponseMessage first = await client.SendAsync(Streaming(server), HttpCompletionOption.ResponseHeadersRead, Stop);

        using HttpResponseMessage second = await client.PostAsync(Route(server), Body("{}"), Stop);

        Assert.Equal("1", second.Headers.GetValues("Retry-After").Single());
        await Refused(second, 429, "open already");
    }

    [Fact]
    public async Task When_the_client_leaves_the_mind_stops_speaking()
    {
        SlowMind mind = new();
        FemtoVoice voice = new(_ => Task.FromResult(((IByteModel)mind, 0L)), FixedThreadBudget.One);
        await using FemtoServer server = await Start(voice);
        using (HttpClient client = new())
        {
            using HttpResponseMessage first = await client.SendAsync(Streaming(server), HttpCompletionOption.ResponseHeadersRead, Stop);
            Assert.Equal(1, voice.Open);
        }

        using CancellationTokenSource patience = new(Patience);
        while (voice.Open > 0) await Task.Delay(10, patience.Token);
        Assert.True(mind.Said < FemtoRequest.MostDrawn, "It spoke to its end although nobody listened.");
    }

    [Fact]
    public async Task Curl_hears_it_speak()
    {
        await using FemtoServer server = await Start(Voice());
        using Process curl = Process.Start(new ProcessStartInfo("curl", ["-sS", "-N", "--fail-with-body", Route(server).ToString(), "--json", """{"prompt": "ROMEO:", "bytes": 64, "stream": true}"""])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
        })!;

        string heard = await curl.StandardOutput.ReadToEndAsync(Stop);
        await curl.WaitForExitAsync(Stop);

        Assert.Equal(0, curl.ExitCode);
        Assert.StartsWith("data: {\"text\":", heard, StringComparison.Ordinal);
        Assert.EndsWith("data: [DONE]\n\n", heard, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_hundred_at_once_hear_what_each_would_alone()
    {
        await using FemtoServer server = await Start(Voice());
        using HttpClient client = new();

        JsonElement[] answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(i =>
            Post(client, server, string.Create(CultureInfo.InvariantCulture, $$"""{"prompt": "KING", "bytes": 50, "seed": {{i % 10}}}"""))));

        for (int i = 0; i < 100; i++) Assert.Equal(answers[i % 10].GetProperty("text").GetString(), answers[i].GetProperty("text").GetString());
        Assert.Equal(10, answers.Select(a => a.GetProperty("text").GetString()).Distinct(StringComparer.Ordinal).Count());
    }

    private static FemtoVoice Voice() => FemtoVoice.Of(_ => Task.FromResult(Birth));

    private static Task<FemtoServer> Start(FemtoVoice voice) => FemtoServer.StartAsync(IPAddress.Loopback, 0, null, voice, Stop);

    private static Uri Route(FemtoServer server) => new(server.Address, "/femto/complete");

    private static StringContent Body(string json) => new(json, Encoding.UTF8, "application/json");

    private static HttpRequestMessage Streaming(FemtoServer server) =>
        new(HttpMethod.Post, Route(server)) { Content = Body(FormattableString.Invariant($$"""{"bytes": {{FemtoRequest.MostDrawn}}, "stream": true}""")) };

    private static async Task<JsonElement> Post(HttpClient client, FemtoServer server, string body)
    {
        using HttpResponseMessage response = await client.PostAsync(Route(server), Body(body), Stop);
        string text = await response.Content.ReadAsStringAsync(Stop);
        Assert.True(response.IsSuccessStatusCode, text);
        return JsonDocument.Parse(text).RootElement;
    }

    private static async Task Refused(HttpResponseMessage response, int status, string reason)
    {
        using (response)
        {
            string text = await response.Content.ReadAsStringAsync(Stop);
            Assert.Equal(status, (int)response.StatusCode);
            Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
            Assert.Contains(reason, JsonDocument.Parse(text).RootElement.GetProperty("detail").GetString(), StringComparison.Ordinal);
        }
    }

    /// <summary>A mind that takes a millisecond for each byte.</summary>
    private sealed class SlowMind : IByteModel
    {
        public int Said { get; private set; }

        public long Bytes => 0;

        public bool Learning { get; set; }

        public float Kappa => 1;

        public int PredictBit() => 32768;

        public void Advance(int bit)
        {
        }

        public void NextByte(Span<float> probabilities)
        {
            Said++;
            long until = Stopwatch.GetTimestamp() + (Stopwatch.Frequency / 1000);
            while (Stopwatch.GetTimestamp() < until) Thread.SpinWait(50);
            probabilities.Fill(1f / 256);
        }

        public void Restart()
        {
        }
    }
}
