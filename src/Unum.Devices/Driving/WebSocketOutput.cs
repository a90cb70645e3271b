using System.Buffers;
using System.Text.Json;
using Unum.Kairos.Emergence;

namespace Unum.Devices.Driving;

/// <summary>Sends the state of the mesh (<see cref="StateText.WriteJson"/>) to a WebSocket server, one text message a state.</summary>
/// <remarks>A connection that closes, stalls or is refused is opened again; the newest state that came meanwhile is sent then.</remarks>
/// <param name="options">Which server.</param>
/// <param name="time">The clock of timeouts and pauses.</param>
public sealed class WebSocketOutput(WebSocketOptions options, TimeProvider time)
    : PumpedOutput("websocket " + Redacted.Url(options.Url), options.FirstRetry, time)
{
    private readonly ArrayBufferWriter<byte> _message = new();

    /// <inheritdoc/>
    private protected override async Task<string> ServeAsync(CancellationToken cancellationToken)
    {
        await using WebSocketLink link = await WebSocketLink.ConnectAsync(
            options.Url, options.Token, options.Timeout, Time, hear: null, cancellationToken);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, link.Closed);
        while (true)
        {
            try
            {
                await Mailbox.WaitToReadAsync(either.Token);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                return link.Reason;
            }

            if (Mailbox.TryRead(out OneState state)) await SendAsync(link, state);
        }
    }

    private async Task SendAsync(WebSocketLink link, OneState state)
    {
        _message.ResetWrittenCount();
        await using (Utf8JsonWriter writer = new(_message)) StateText.WriteJson(writer, in state);
        try
        {
            await link.SendAsync(_message.WrittenMemory);
        }
        catch
        {
            GivenUp("the connection broke while sending");
            throw;
        }

        Delivered();
    }
}
