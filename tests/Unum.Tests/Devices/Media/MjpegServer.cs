using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Unum.Tests.Devices.Media;

/// <summary>A network camera as they come: one JPEG after another as multipart/x-mixed-replace, until it hangs up.</summary>
internal sealed class MjpegServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _serving;

    internal MjpegServer(byte[] jpeg)
    {
        _listener.Start();
        _serving = ServeAsync(jpeg);
    }

    internal string Url => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/stream.mjpg";

    public async ValueTask DisposeAsync()
    {
        if (_stop.IsCancellationRequested) return;
        await _stop.CancelAsync();
        await _serving;
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task ServeAsync(byte[] jpeg)
    {
        byte[] part = [.. Encoding.ASCII.GetBytes($"--frame\r\nContent-Type: image/jpeg\r\nContent-Length: {jpeg.Length}\r\n\r\n"), .. jpeg, .. "\r\n"u8];
        try
        {
            using TcpClient client = await _listener.AcceptTcpClientAsync(_stop.Token);
            NetworkStream stream = client.GetStream();
            Assert.NotEqual(0, await stream.ReadAsync(new byte[4096], _stop.Token));
            await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Type: multipart/x-mixed-replace; boundary=frame\r\n\r\n"u8.ToArray(), _stop.Token);
            while (true)
            {
                await stream.WriteAsync(part, _stop.Token);
                await Task.Delay(20, _stop.Token);
            }
        }
        catch (Exception gone) when (gone is OperationCanceledException or IOException)
        {
            // The test is done.
        }
    }
}
