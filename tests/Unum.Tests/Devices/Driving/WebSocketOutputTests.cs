using System.Net.WebSockets;
using System.Text.Json;
using Unum.Devices.Driving;

namespace Unum.Tests.Devices.Driving;

public sealed class WebSocketOutputTests
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    [Fact]
    public async Task Each_state_arrives_as_one_message_of_JSON()
    {
        await using TestWebSocketServer server = new();
        await using WebSocketOutput output = new(new WebSocketOptions(server.Url) { Token = "secret" }, new SteppedTime());

        await output.PutAsync(States.One(0.25, -0.5));

        using JsonDocument json = JsonDocument.Parse(await server.MessageAsync());
        Assert.Equal(0.8, json.RootElement.GetProperty("coherence").GetDouble());
        Assert.Equal(-0.5, json.RootElement.GetProperty("phase").GetProperty("imag").GetDouble());
        Assert.Contains("Authorization: Bearer secret", (await server.ConnectionAsync()).Head, StringComparison.Ordinal);
        await output.DeliveredAsync(1);
    }

    [Fact]
    public async Task A_server_that_closes_is_found_again_and_gets_the_newest_state_alone()
    {
        SteppedTime time = new();
        await using TestWebSocketServer server = new();
        await using WebSocketOutput output = new(new WebSocketOptions(server.Url) { Timeout = Day }, time);
        await output.PutAsync(States.One(0.1));
        await server.MessageAsync();
        await output.DeliveredAsync(1);

        await (await server.ConnectionAsync()).Socket.CloseOutputAsync(WebSocketCloseStatus.EndpointUnavailable, null, CancellationToken.None);
        await Eventually.HoldsAsync(() => !output.Health.Working, "the loss is seen");
        Assert.Equal("the server closed the connection", output.Health.Reason);
        for (int n = 2; n <= 9; n++) await output.PutAsync(States.One(n / 10.0));
        await Eventually.HoldsAsync(
            () =>
            {
                time.Advance(TimeSpan.FromSeconds(1));
                return server.HasMessage;
            },
            "it reconnects");

        using JsonDocument json = JsonDocument.Parse(await server.MessageAsync());
        Assert.Equal(0.9, json.RootElement.GetProperty("phase").GetProperty("real").GetDouble());
        await output.DeliveredAsync(2);
        Assert.Equal(new OutputHealth(true, null, 2, 7), output.Health);
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_a_reason_and_no_exception()
    {
        TestWebSocketServer gone = new();
        Uri url = gone.Url;
        await gone.DisposeAsync();
        await using WebSocketOutput output = new(new WebSocketOptions(url), new SteppedTime());

        await output.PutAsync(States.One(0.5));

        await Eventually.HoldsAsync(() => output.Health.Reason?.Contains("refused", StringComparison.OrdinalIgnoreCase) == true, "the reason is told");
    }
}
