using System.Text.Json;
using Unum.Devices.Driving;

namespace Unum.Tests.Devices.Driving;

public sealed class ApiOutputTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task A_state_is_posted_as_the_missions_JSON_with_the_token_and_the_query()
    {
        await using TestHttpServer server = new(200);
        await using ApiOutput output = new(new ApiOptions(server.Url) { Token = "secret" }, new SteppedTime());

        await output.PutAsync(States.One(0.7, 0.5));

        (string head, string body) = await server.RequestAsync();
        Assert.StartsWith("POST /in?room=3 HTTP/1.1", head, StringComparison.Ordinal);
        Assert.Contains("Authorization: Bearer secret", head, StringComparison.Ordinal);
        Assert.Contains("Content-Type: application/json", head, StringComparison.Ordinal);
        using JsonDocument json = JsonDocument.Parse(body);
        Assert.Equal(0.8, json.RootElement.GetProperty("coherence").GetDouble());
        Assert.Equal(0.7, json.RootElement.GetProperty("phase").GetProperty("real").GetDouble());
        Assert.Equal(0.5, json.RootElement.GetProperty("phase").GetProperty("imag").GetDouble());
        Assert.True(json.RootElement.GetProperty("emerged").GetBoolean());
        Assert.Equal(0.7, json.RootElement.GetProperty("identity").GetProperty("real").GetDouble());
        await output.DeliveredAsync(1);
        Assert.DoesNotContain("room", output.Name, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_of_500_is_tried_again_and_the_retry_sends_the_newest_state()
    {
        SteppedTime time = new();
        await using TestHttpServer server = new(500, 503, 200);
        await using ApiOutput output = new(new ApiOptions(server.Url) { Timeout = TimeSpan.FromDays(1) }, time);
        await output.PutAsync(States.One(0.1));
        await server.RequestAsync();
        await Eventually.HoldsAsync(() => output.Health.Reason == "the service answered 500", "the trouble is shown while it is retried");

        await output.PutAsync(States.One(0.2));
        await output.PutAsync(States.One(0.3));
        Assert.Contains("\"real\":0.3", await SteppingAsync(time, server), StringComparison.Ordinal);
        await SteppingAsync(time, server);

        await output.DeliveredAsync(1);
        Assert.Equal(new OutputHealth(true, null, 1, 2), output.Health);
    }

    [Fact]
    public async Task An_answer_of_400_is_final_and_the_next_state_is_sent_all_the_same()
    {
        await using TestHttpServer server = new(400, 200);
        await using ApiOutput output = new(new ApiOptions(server.Url), new SteppedTime());

        await output.PutAsync(States.One(0.1));
        await server.RequestAsync();
        await Eventually.HoldsAsync(() => output.Health == new OutputHealth(false, "the service answered 400", 0, 1), "the state is refused for good");
        await output.PutAsync(States.One(0.2));

        Assert.Contains("\"real\":0.2", (await server.RequestAsync()).Body, StringComparison.Ordinal);
        await output.DeliveredAsync(1);
    }

    [Theory]
    [InlineData(TestHttpServer.Stall)]
    [InlineData(TestHttpServer.Drop)]
    [InlineData(TestHttpServer.Garbage)]
    public async Task A_service_that_stalls_drops_or_talks_garbage_is_tried_again(int misbehaviour)
    {
        SteppedTime time = new();
        await using TestHttpServer server = new(misbehaviour, 200);
        // The connection that dropped may be retried once by HttpClient itself; both ways lead to the second answer.
        await using ApiOutput output = new(new ApiOptions(server.Url) { Timeout = 20 * Second }, time);

        await output.PutAsync(States.One(0.1));
        await server.RequestAsync();
        Assert.Contains("\"real\":0.1", await SteppingAsync(time, server), StringComparison.Ordinal);

        await output.DeliveredAsync(1);
        Assert.True(output.Health.Working);
    }

    [Fact]
    public async Task After_the_last_retry_the_state_is_given_up_and_disposal_does_not_wait_for_a_stalled_service()
    {
        SteppedTime time = new();
        await using TestHttpServer server = new(TestHttpServer.Stall);
        ApiOutput output = new(new ApiOptions(server.Url) { Timeout = Second, Retries = 1 }, time);

        await output.PutAsync(States.One(0.1));
        await Eventually.HoldsAsync(
            () =>
            {
                time.Advance(Second);
                return output.Health.Failed == 1;
            },
            "it gives up");
        Assert.Equal("no answer within 1 s", output.Health.Reason);
        await output.PutAsync(States.One(0.2));

        await output.DisposeAsync().SoonAsync();
    }

    private static async Task<string> SteppingAsync(SteppedTime time, TestHttpServer server)
    {
        await Eventually.HoldsAsync(
            () =>
            {
                if (!server.HasRequest) time.Advance(Second);
                return server.HasRequest;
            },
            "it asks again");
        return (await server.RequestAsync()).Body;
    }
}
