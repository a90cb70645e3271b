using System.IO.Compression;
using System.Text;
using Unum.Devices.Sensing;
using Unum.Devices.Sensing.Feeds;

namespace Unum.Tests.Devices.Sensing.Feeds;

public sealed class HttpFeedSensorTests
{
    private static readonly PumpOptions Quick = new()
    {
        FirstPause = TimeSpan.FromMilliseconds(5),
        LongestPause = TimeSpan.FromMilliseconds(20),
        FirstStatus = Until.Patience,
    };

    [Fact]
    public async Task A_number_is_asked_for_again_and_again()
    {
        int asked = 0;
        await using StubServer server = StubServer.Http(
            _ => StubServer.Ok(FormattableString.Invariant($"{{\"data\":[{{\"t\":{Interlocked.Increment(ref asked)}.5}}]}}")));
        await using HttpFeedSensor sensor = Sensor(server, "/data/0/t");
        await sensor.StartAsync(CancellationToken.None);
        List<SensorSample> taken = await sensor.TakeAsync(5);
        Assert.Equal([1.5, 2.5, 3.5, 4.5, 5.5], taken.Take(5).Select(s => s.Value));
        Assert.Equal(1.5, taken[0].Encoded.Real);
        Assert.Equal(1, server.Connections);
    }

    [Fact]
    public async Task A_range_gives_the_normalised_encoding()
    {
        await using StubServer server = StubServer.Http(_ => StubServer.Ok("30"));
        await using HttpFeedSensor sensor = new(Options(server, "") with { Reading = new NumberReading(JsonPath.Root, -20, 80) }, TimeProvider.System);
        await sensor.StartAsync(CancellationToken.None);
        Assert.Equal(0.5, (await sensor.TakeAsync(1))[0].Encoded.Real, 12);
    }

    [Theory]
    [InlineData("not json", "the answer is not JSON with a number at a")]
    [InlineData("{\"a\":NaN}", "the answer is not JSON with a number at a")]
    [InlineData("{\"b\":1}", "the answer is not JSON with a number at a")]
    [InlineData("", "the answer is not JSON with a number at a")]
    public async Task An_answer_without_the_number_is_a_loss_with_its_reason(string body, string reason) =>
        await LosesAsync(StubServer.Http(_ => StubServer.Ok(body)), reason);

    [Fact]
    public async Task A_status_other_than_success_is_a_loss() => await LosesAsync(
        StubServer.Http(_ => "HTTP/1.1 503 Gone Fishing\r\nContent-Length: 3\r\n\r\n{}\n"), "HTTP 503 Gone Fishing");

    [Fact]
    public async Task Bytes_that_are_no_HTTP_are_a_loss() => await LosesAsync(StubServer.Http(_ => "220 smtp here\r\n\r\n"), "");

    [Fact]
    public async Task A_server_that_resets_is_a_loss() => await LosesAsync(
        new StubServer(async connection =>
        {
            await connection.ReadHeadAsync();
            connection.Reset();
        }),
        "");

    [Fact]
    public async Task A_body_cut_in_the_middle_is_a_loss() => await LosesAsync(
        new StubServer(async connection =>
        {
            await connection.ReadHeadAsync();
            await connection.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"a\":1");
        }),
        "");

    [Fact]
    public async Task A_body_announced_or_sent_too_long_is_a_loss()
    {
        string huge = "{\"a\":1,\"x\":\"" + new string('x', 5000) + "\"}";
        await LosesAsync(StubServer.Http(_ => StubServer.Ok(huge)), "the answer is longer than 1000 bytes", o => o with { LongestBody = 1000 });
        await LosesAsync(
            new StubServer(async connection =>
            {
                await connection.ReadHeadAsync();
                await connection.WriteAsync("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
                while (true) await connection.WriteAsync("100\r\n" + new string(' ', 256) + "\r\n");
            }),
            "the answer is longer than 1000 bytes",
            o => o with { LongestBody = 1000 });
    }

    [Fact]
    public async Task A_small_body_that_unpacks_into_a_huge_one_is_a_loss()
    {
        using MemoryStream packed = new();
        await using (GZipStream zip = new(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            await zip.WriteAsync(Encoding.ASCII.GetBytes(new string(' ', 2_000_000)), CancellationToken.None);
        }

        await LosesAsync(
            new StubServer(async connection =>
            {
                while (await connection.ReadHeadAsync() is not null)
                {
                    await connection.WriteAsync($"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {packed.Length}\r\n\r\n");
                    await connection.Raw.WriteAsync(packed.ToArray(), connection.Stop);
                }
            }),
            "the answer is longer than 100000 bytes",
            o => o with { LongestBody = 100_000 });
    }

    [Fact]
    public async Task A_server_that_stalls_or_drips_is_a_loss_after_the_limit()
    {
        await LosesAsync(new StubServer(c => c.StallAsync()), "no whole answer within 0.2 s", o => o with { Limit = TimeSpan.FromSeconds(0.2) });
        await LosesAsync(
            new StubServer(async connection =>
            {
                await connection.ReadHeadAsync();
                await connection.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n");
                while (true)
                {
                    await connection.WriteAsync(" ");
                    await Task.Delay(10, connection.Stop);
                }
            }),
            "no whole answer within 0.2 s",
            o => o with { Limit = TimeSpan.FromSeconds(0.2) });
    }

    [Fact]
    public async Task A_redirect_is_followed_and_a_circle_of_them_is_a_loss()
    {
        await using (StubServer target = StubServer.Http(_ => StubServer.Ok("{\"a\":7}")))
        await using (StubServer server = StubServer.Http(
            _ => $"HTTP/1.1 302 Found\r\nLocation: http://{target.Authority}/there\r\nContent-Length: 0\r\n\r\n"))
        await using (HttpFeedSensor sensor = Sensor(server, "a"))
        {
            await sensor.StartAsync(CancellationToken.None);
            Assert.Equal(7, (await sensor.TakeAsync(1))[0].Value);
        }

        await LosesAsync(StubServer.Http(_ => "HTTP/1.1 302 Found\r\nLocation: /again\r\nContent-Length: 0\r\n\r\n"), "HTTP 302 Found");
    }

    [Fact]
    public async Task A_server_that_comes_back_is_taken_up_again()
    {
        int asked = 0;
        await using StubServer server = StubServer.Http(_ => Interlocked.Increment(ref asked) is > 2 and < 6
            ? "HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n"
            : StubServer.Ok("{\"a\":1}"));
        await using HttpFeedSensor sensor = Sensor(server, "a");
        await sensor.StartAsync(CancellationToken.None);
        await Until.Holds(() => sensor.Health.Restarts >= 1, "it has been reopened");
        await sensor.TakeAsync(4);
        Assert.Equal(SensorStatus.Live, sensor.Health.Status);
    }

    [Fact]
    public async Task Nobody_listening_is_a_loss()
    {
        StubServer gone = StubServer.Http(_ => "");
        Uri address = new($"http://{gone.Authority}/");
        await gone.DisposeAsync();
        await using HttpFeedSensor sensor = new(
            new HttpFeedOptions { Address = address, Reading = new NumberReading(JsonPath.Root), Id = "x", Pump = Quick }, TimeProvider.System);
        await sensor.StartAsync(CancellationToken.None);
        Assert.Equal(SensorStatus.Lost, sensor.Health.Status);
        Assert.NotEmpty(sensor.Health.Reason!);
    }

    [Fact]
    public async Task Credentials_are_sent_and_never_shown()
    {
        string? head = null;
        await using StubServer server = new(async connection =>
        {
            while (await connection.ReadHeadAsync() is { } request)
            {
                head = request;
                await connection.WriteAsync(StubServer.Ok("1"));
            }
        });
        Uri address = new($"http://ann:s%40cret@{server.Authority}/x?key=hidden");
        await using HttpFeedSensor sensor = new(Options(server, "") with { Address = address }, TimeProvider.System);
        await sensor.StartAsync(CancellationToken.None);
        await sensor.TakeAsync(1);
        Assert.Contains("Authorization: Basic " + Convert.ToBase64String("ann:s@cret"u8), head, StringComparison.Ordinal);
        Assert.Contains("GET /x?key=hidden", head, StringComparison.Ordinal);
        Assert.Equal($"http://{server.Authority}/x?...", sensor.Description.Source);
    }

    [Fact]
    public async Task Prices_become_log_returns()
    {
        int asked = 0;
        double[] prices = [100, 110, 99, 99];
        await using StubServer server = StubServer.Http(_ =>
        {
            int n = Math.Min(Interlocked.Increment(ref asked), prices.Length) - 1;
            return StubServer.Ok(FormattableString.Invariant($"{{\"p\":\"{prices[n]}\",\"q\":{n}}}"));
        });
        TickReading ticks = new(JsonPath.Parse("p"), JsonPath.Parse("q"));
        await using HttpFeedSensor sensor = new(Options(server, "") with { Reading = ticks }, TimeProvider.System);
        await sensor.StartAsync(CancellationToken.None);
        List<SensorSample> taken = await sensor.TakeAsync(3);
        Assert.Equal(Math.Log(1.1), taken[0].Value, 12);
        Assert.Equal(Math.Log(0.9), taken[1].Value, 12);
        Assert.Equal(0, taken[2].Value);
        Assert.Equal(Math.Log(3), taken[1].Encoded.Imaginary, 12);
        Assert.Equal("market", sensor.Description.Kind);
    }

    [Fact]
    public void Addresses_and_options_out_of_range_are_refused()
    {
        HttpFeedOptions good = new() { Address = new Uri("http://x/"), Reading = new NumberReading(JsonPath.Root), Id = "x" };
        Assert.Throws<ArgumentException>(() => new HttpFeedSensor(good with { Address = new Uri("ftp://x/") }, TimeProvider.System));
        Assert.Throws<ArgumentException>(() => new HttpFeedSensor(good with { Address = new Uri("x", UriKind.Relative) }, TimeProvider.System));
        Assert.Throws<ArgumentOutOfRangeException>(() => new HttpFeedSensor(good with { Every = TimeSpan.Zero }, TimeProvider.System));
        Assert.Throws<ArgumentOutOfRangeException>(() => new HttpFeedSensor(good with { LongestBody = 0 }, TimeProvider.System));
        Assert.Throws<ArgumentOutOfRangeException>(() => new NumberReading(JsonPath.Root, 1, 1));
    }

    private static HttpFeedOptions Options(StubServer server, string path) => new()
    {
        Address = new Uri($"http://{server.Authority}/feed"),
        Reading = new NumberReading(JsonPath.Parse(path)),
        Id = "feed",
        Every = TimeSpan.FromMilliseconds(10),
        Limit = Until.Patience,
        Pump = Quick,
    };

    private static HttpFeedSensor Sensor(StubServer server, string path) => new(Options(server, path), TimeProvider.System);

    private static async Task LosesAsync(StubServer server, string reason, Func<HttpFeedOptions, HttpFeedOptions>? change = null)
    {
        await using (server)
        {
            HttpFeedOptions options = Options(server, "a");
            await using HttpFeedSensor sensor = new(change is null ? options : change(options), TimeProvider.System);
            await sensor.StartAsync(CancellationToken.None);
            Assert.Equal(SensorStatus.Lost, sensor.Health.Status);
            Assert.StartsWith(reason, sensor.Health.Reason, StringComparison.Ordinal);
            await Until.Holds(() => server.Connections >= 1, "it was asked");
            Assert.Empty(sensor.ReadAll(DateTimeOffset.MaxValue));
        }
    }
}
