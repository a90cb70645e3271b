using System.Net.WebSockets;
using System.Text;
using Unum.Devices.Sensing;
using Unum.Devices.Sensing.Feeds;

namespace Unum.Tests.Devices.Sensing.Feeds;

public sealed class WebSocketFeedSensorTests
{
    private static readonly PumpOptions Quick = new()
    {
        FirstPause = TimeSpan.FromMilliseconds(5),
        LongestPause = TimeSpan.FromMilliseconds(20),
        FirstStatus = Until.Patience,
        Silence = Until.Patience,
    };

    [Fact]
    public async Task Numbers_bare_and_in_JSON_whole_and_in_pieces_are_read()
    {
        await using StubServer server = new(async connection =>
        {
            using WebSocket socket = await connection.UpgradeAsync();
            await SendAsync(socket, "{\"p\":1}");
            await SendAsync(socket, "{\"p\":", end: false);
            await SendAsync(socket, "\"2.5\"}");
            await socket.SendAsync("{\"p\":3}"u8.ToArray(), WebSocketMessageType.Binary, endOfMessage: true, connection.Stop);
            await connection.StallAsync();
        });
        await using WebSocketFeedSensor sensor = Sensor(server, "p");
        await sensor.StartAsync(CancellationToken.None);
        Assert.Equal([1, 2.5, 3], (await sensor.TakeAsync(3)).Select(s => s.Value));

        await using StubServer bare = new(async connection =>
        {
            using WebSocket socket = await connection.UpgradeAsync();
            await SendAsync(socket, "-4.5");
            await connection.StallAsync();
        });
        await using WebSocketFeedSensor plain = Sensor(bare, "");
        await plain.StartAsync(CancellationToken.None);
        Assert.Equal(-4.5, (await plain.TakeAsync(1))[0].Value);
    }

    [Fact]
    public async Task What_is_not_understood_is_passed_over_and_counted()
    {
        await using StubServer server = new(async connection =>
        {
            using WebSocket socket = await connection.UpgradeAsync();
            foreach (string text in (string[])["welcome", "{\"p\":null}", "", "{\"p\":1e999}"]) await SendAsync(socket, text);
            await SendAsync(socket, "{\"p\":5}");
            await connection.StallAsync();
        });
        await using WebSocketFeedSensor sensor = Sensor(server, "p");
        await sensor.StartAsync(CancellationToken.None);
        Assert.Equal(5, (await sensor.TakeAsync(1))[0].Value);
        Assert.Equal(4, sensor.PassedOver);
        Assert.Equal(new SensorHealth(SensorStatus.Live, null, 0), sensor.Health);
    }

    [Fact]
    public async Task A_feed_that_asks_for_a_subscription_gets_it()
    {
        await using StubServer server = new(async connection =>
        {
            using WebSocket socket = await connection.UpgradeAsync();
            byte[] buffer = new byte[100];
            ValueWebSocketReceiveResult asked = await socket.ReceiveAsync(buffer.AsMemory(), connection.Stop);
            if (Encoding.UTF8.GetString(buffer, 0, asked.Count) == "{\"op\":\"sub\"}") await SendAsync(socket, "1");
            await connection.StallAsync();
        });
        await using WebSocketFeedSensor sensor = new(Options(server, "") with { Subscribe = "{\"op\":\"sub\"}" }, TimeProvider.System);
        await sensor.StartAsync(CancellationToken.None);
        await sensor.TakeAsync(1);
    }

    [Theory]
    [InlineData("close")]
    [InlineData("reset")]
    [InlineData("mid-frame")]
    [InlineData("garbage")]
    [InlineData("huge")]
    [InlineData("huge-in-pieces")]
    public async Task A_connection_that_ends_badly_is_reopened(string how)
    {
        await using StubServer server = new(async connection =>
        {
            using WebSocket socket = await connection.UpgradeAsync();
            await SendAsync(socket, connection.Number == 1 ? "1" : "2");
            if (connection.Number > 1)
            {
                await connection.StallAsync();
                return;
            }

            switch (how)
            {
                case "close":
                    await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, "bye", connection.Stop);
                    await connection.StallAsync();
                    break;
                case "reset":
                    connection.Reset();
                    break;
                case "mid-frame":
                    await connection.Raw.WriteAsync(new byte[] { 0x81, 100, (byte)'1', (byte)'2' }, connection.Stop);
                    break;
                case "garbage":
                    await connection.Raw.WriteAsync(new byte[] { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff }, connection.Stop);
                    await connection.StallAsync();
                    break;
                case "huge":
                    await SendAsync(socket, new string(' ', 5000));
                    await connection.StallAsync();
                    break;
                default:
                    while (true) await SendAsync(socket, new string(' ', 100), end: false);
            }
        });
        await using WebSocketFeedSensor sensor = new(Options(server, "") with { LongestMessage = 1000 }, TimeProvider.System);
        await sensor.StartAsync(CancellationToken.None);
        Assert.Equal([1, 2], (await sensor.TakeAsync(2)).Select(s => s.Value));
        Assert.Equal(new SensorHealth(SensorStatus.Live, null, 1), sensor.Health);
    }

    [Fact]
    public async Task A_message_of_exactly_the_longest_length_passes()
    {
        await using StubServer server = new(async connection =>
        {
            using WebSocket socket = await connection.UpgradeAsync();
            await SendAsync(socket, "7" + new string(' ', 999));
            await connection.StallAsync();
        });
        await using WebSocketFeedSensor sensor = new(Options(server, "") with { LongestMessage = 1000 }, TimeProvider.System);
        await sensor.StartAsync(CancellationToken.None);
        Assert.Equal(7, (await sensor.TakeAsync(1))[0].Value);
    }

    [Fact]
    public async Task A_feed_that_talks_nonsense_only_counts_as_silent()
    {
        await using StubServer server = new(async connection =>
        {
            using WebSocket socket = await connection.UpgradeAsync();
            while (true)
            {
                await SendAsync(socket, "la la la");
                await Task.Delay(5, connection.Stop);
            }
        });
        PumpOptions pump = Quick with { Silence = TimeSpan.FromMilliseconds(200) };
        await using WebSocketFeedSensor sensor = new(Options(server, "p") with { Pump = pump }, TimeProvider.System);
        await sensor.StartAsync(CancellationToken.None);
        await Until.Holds(() => sensor.Health.Restarts >= 1, "it has been given up and reopened");
        Assert.True(server.Connections >= 2);
    }

    [Fact]
    public async Task A_server_that_never_upgrades_is_a_loss_after_the_limit()
    {
        await using StubServer server = new(c => c.StallAsync());
        await using WebSocketFeedSensor sensor = new(Options(server, "") with { Limit = TimeSpan.FromSeconds(0.1) }, TimeProvider.System);
        await sensor.StartAsync(CancellationToken.None);
        Assert.Equal(new SensorHealth(SensorStatus.Lost, "no connection within 0.1 s", 0), sensor.Health);
    }

    [Fact]
    public async Task A_server_that_refuses_to_upgrade_is_a_loss()
    {
        await using StubServer server = StubServer.Http(_ => "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n");
        await using WebSocketFeedSensor sensor = Sensor(server, "");
        await sensor.StartAsync(CancellationToken.None);
        Assert.Equal(SensorStatus.Lost, sensor.Health.Status);
        Assert.Contains("404", sensor.Health.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ticks_over_a_websocket_become_log_returns()
    {
        await using StubServer server = new(async connection =>
        {
            using WebSocket socket = await connection.UpgradeAsync();
            foreach (string price in (string[])["100", "-5", "0", "101"]) await SendAsync(socket, $"{{\"p\":{price}}}");
            await connection.StallAsync();
        });
        await using WebSocketFeedSensor sensor = new(Options(server, "") with { Reading = new TickReading(JsonPath.Parse("p")) }, TimeProvider.System);
        await sensor.StartAsync(CancellationToken.None);
        SensorSample sample = (await sensor.TakeAsync(1))[0];
        Assert.Equal(Math.Log(1.01), sample.Value, 12);
        Assert.Equal(0, sample.Encoded.Imaginary);
        Assert.Equal(2, sensor.PassedOver);
    }

    private static Task SendAsync(WebSocket socket, string text, bool end = true) =>
        socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, end, CancellationToken.None);

    private static WebSocketFeedOptions Options(StubServer server, string path) => new()
    {
        Address = new Uri($"ws://{server.Authority}/feed"),
        Reading = new NumberReading(JsonPath.Parse(path)),
        Id = "feed",
        Limit = Until.Patience,
        Pump = Quick,
    };

    private static WebSocketFeedSensor Sensor(StubServer server, string path) => new(Options(server, path), TimeProvider.System);
}
