using System.Net;
using System.Text.Json;
using Unum.Node.Hive;
using Unum.Node.Tests.Processes;

namespace Unum.Node.Tests.Hive;

/// <summary>The exchange beside a peer that the test plays.</summary>
public sealed class HiveExchangeTests
{
    [Fact]
    public async Task A_name_is_asked_for_when_its_delta_came_by_another_way_and_the_peer_has_no_news()
    {
        float[] pixels = [.. Enumerable.Range(0, 64).Select(static i => i % 7f)];
        await using HiveService giver = HiveService.Open(null, "giver", TimeProvider.System), taker = HiveService.Open(null, "taker", TimeProvider.System);
        (string line, float[] psi) = HiveLine.Place(pixels, null);
        uint concept = giver.Observe("zero", line, psi);
        byte[] parcel = Assert.Single(giver.Share()).Parcel.ToArray();

        // The peer has nothing to tell, then or ever; it only knows what the concept is called.
        int port = UnumProgram.FreePort();
        using HttpListener peer = new() { Prefixes = { FormattableString.Invariant($"http://127.0.0.1:{port}/") } };
        peer.Start();
        Task serving = ServeAsync(peer);
        await using (new HiveExchange(taker, () => [FormattableString.Invariant($"ws://127.0.0.1:{port + 1}/mesh")], null, TimeProvider.System))
        {
            await UntilAsync(() => taker.Peers().Any(static p => p.Heard is not null));
            Assert.Null(taker.Receive(parcel).Refusal);
            await UntilAsync(() => taker.NameOf(concept) == "zero");
        }

        peer.Stop();
        await serving;
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        for (int i = 0; !condition(); i++)
        {
            Assert.True(i < 600, "waited a minute in vain");
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }
    }

    private static async Task ServeAsync(HttpListener peer)
    {
        try
        {
            while (true)
            {
                HttpListenerContext context = await peer.GetContextAsync();
                if (context.Request.Url!.AbsolutePath == "/hive/names") await context.Response.OutputStream.WriteAsync(JsonSerializer.SerializeToUtf8Bytes<string[]>(["zero"]));
                context.Response.Close();
            }
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
        {
            // Stopped.
        }
    }
}
