using System.Globalization;
using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Unum.Node.Running;
using Unum.Node.Settings;
using Unum.Node.Terminal;
using Unum.Node.Tests.Processes;

namespace Unum.Node.Tests.Konomi;

/// <summary>A whole node in this process, without sensors: real ports, real clients. One for all tests of a class; each test works on instances and cubes of its own.</summary>
public sealed class KonomiNode : IAsyncLifetime
{
    private UnumProcess? _process;

    public int Port { get; init; } = UnumProgram.FreePort();

    /// <summary>WebSockets of nodes whose mesh it joins.</summary>
    public IReadOnlyList<Uri> Join { get; init; } = [];

    /// <summary>File of the charter of its hive; null is an open one.</summary>
    public string? HiveCharter { get; init; }

    public HttpClient Http { get; } = new();

    public string Folder { get; } = Directory.CreateTempSubdirectory("unum-konomi-").FullName;

    public Uri Rest => new(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{Port + 1}/"));

    public Uri Socket => new(string.Create(CultureInfo.InvariantCulture, $"ws://127.0.0.1:{Port + 2}/ws"));

    /// <summary>What belongs to the node's insides, for tests that look behind the ports.</summary>
    internal UnumProcess Process => _process!;

    public async ValueTask InitializeAsync()
    {
        Http.BaseAddress = Rest;
        UnumSettings settings = UnumSettings.Default with
        {
            Name = "konomi",
            Nodes = 1,
            Port = Port,
            Sensors = [],
            Join = Join,
            Data = Folder,
            HiveCharter = HiveCharter,
        };
        await SharedBirth.LayIntoAsync(Folder);
        _process = await UnumProcess.StartAsync(settings, new JsonView(Stream.Null), CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        if (_process is not null) await _process.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }

    /// <summary>POSTs JSON and reads the answer.</summary>
    public async Task<(int Status, JsonElement Body)> PostAsync(string path, object body, params (string Name, string Value)[] headers)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, new Uri(Rest, path));
        request.Content = body as HttpContent ?? JsonContent.Create(body);
        foreach ((string name, string value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        return await SendAsync(request);
    }

    public Task<(int Status, JsonElement Body)> GetAsync(string path, params (string Name, string Value)[] headers) => SendAsync(HttpMethod.Get, path, headers);

    public async Task<(int Status, JsonElement Body)> SendAsync(HttpMethod method, string path, params (string Name, string Value)[] headers)
    {
        using HttpRequestMessage request = new(method, new Uri(Rest, path));
        foreach ((string name, string value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        return await SendAsync(request);
    }

    /// <summary>A grid of the test's own.</summary>
    public async Task<string> GridAsync(int side = 10)
    {
        (int status, JsonElement template) = await PostAsync("template/create", new { dimensions = new[] { side, side, side } });
        Assert.Equal(201, status);
        (status, JsonElement instance) = await PostAsync("instance/create", new { template_id = template.GetProperty("template_id").GetString() });
        Assert.Equal(201, status);
        return instance.GetProperty("instance_id").GetString()!;
    }

    public async Task<ClientWebSocket> ConnectAsync(string path = "/ws")
    {
        ClientWebSocket socket = new();
        await socket.ConnectAsync(new Uri(Socket, path), TestContext.Current.CancellationToken);
        return socket;
    }

    /// <summary>Says a message and hears the next.</summary>
    public static async Task<JsonElement> AskAsync(ClientWebSocket socket, object message)
    {
        await SayAsync(socket, message as string ?? JsonSerializer.Serialize(message));
        return await HearAsync(socket);
    }

    public static Task SayAsync(ClientWebSocket socket, string message) =>
        socket.SendAsync(Encoding.UTF8.GetBytes(message), WebSocketMessageType.Text, endOfMessage: true, TestContext.Current.CancellationToken);

    /// <summary>The next message; fails when the connection is closed in its place.</summary>
    public static async Task<JsonElement> HearAsync(ClientWebSocket socket)
    {
        (JsonElement? message, WebSocketCloseStatus? closed) = await HearOrCloseAsync(socket);
        return message ?? throw new InvalidOperationException($"The node closed the connection: {closed}.");
    }

    public static async Task<(JsonElement? Message, WebSocketCloseStatus? Closed)> HearOrCloseAsync(ClientWebSocket socket)
    {
        using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(30));
        byte[] buffer = new byte[1 << 20];
        int length = 0;
        ValueWebSocketReceiveResult got;
        do
        {
            got = await socket.ReceiveAsync(buffer.AsMemory(length), patience.Token);
            length += got.Count;
        }
        while (!got.EndOfMessage);

        if (got.MessageType == WebSocketMessageType.Close) return (null, socket.CloseStatus);
        using JsonDocument json = JsonDocument.Parse(buffer.AsMemory(0, length));
        return (json.RootElement.Clone(), null);
    }

    private async Task<(int Status, JsonElement Body)> SendAsync(HttpRequestMessage request)
    {
        using HttpResponseMessage answer = await Http.SendAsync(request, TestContext.Current.CancellationToken);
        byte[] body = await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        if (body.Length == 0) return ((int)answer.StatusCode, default);
        using JsonDocument json = JsonDocument.Parse(body);
        return ((int)answer.StatusCode, json.RootElement.Clone());
    }
}
