using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Unum.Kairos.Mesh;

namespace Unum.Fabric.Mesh;

/// <summary>The two frames by which processes of a mesh come to know each other.</summary>
/// <remarks>
/// <c>{"hello":{"node_ids":["a","b"],"listen":"ws://10.0.0.2:3002/mesh"},"mac":"…"}</c>, listen may be missing, and
/// <c>{"peers":["ws://10.0.0.3:3002/mesh"],"mac":"…"}</c>. The first member tells them from a phase message. With a key, mac is
/// the base64 of HMAC-SHA256 over lines each ended by one line feed: <c>unum-hello-1</c>, listen (empty when missing), each
/// node id; or <c>unum-peers-1</c>, each address. A frame has at most 4 KiB; longer lists are cut.
/// </remarks>
internal sealed class MeshHelloCodec(MeshKey? key)
{
    private const int MaxIds = 64;
    private const int MaxPeers = 64;
    private const int Budget = 3500;

    private static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Whether the frame is one of these, by its first member; never throws.</summary>
    public static bool IsHello(ReadOnlySpan<byte> frame)
    {
        try
        {
            Utf8JsonReader reader = new(frame);
            return reader.Read() && reader.TokenType == JsonTokenType.StartObject && reader.Read() &&
                reader.TokenType == JsonTokenType.PropertyName && (reader.ValueTextEquals("hello"u8) || reader.ValueTextEquals("peers"u8));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return false;
        }
    }

    public byte[] EncodeHello(IReadOnlyList<string> nodeIds, string? listen)
    {
        List<string> ids = Fitting(nodeIds, MaxIds);
        ArrayBufferWriter<byte> buffer = new(256);
        using Utf8JsonWriter json = new(buffer, Relaxed);
        json.WriteStartObject();
        json.WriteStartObject("hello"u8);
        json.WriteStartArray("node_ids"u8);
        foreach (string id in ids) json.WriteStringValue(id);
        json.WriteEndArray();
        if (listen is not null) json.WriteString("listen"u8, listen);
        json.WriteEndObject();
        Finish(json, HelloText(ids, listen));
        return buffer.WrittenSpan.ToArray();
    }

    public byte[] EncodePeers(IReadOnlyList<string> addresses)
    {
        List<string> some = Fitting(addresses, MaxPeers);
        ArrayBufferWriter<byte> buffer = new(256);
        using Utf8JsonWriter json = new(buffer, Relaxed);
        json.WriteStartObject();
        json.WriteStartArray("peers"u8);
        foreach (string address in some) json.WriteStringValue(address);
        json.WriteEndArray();
        Finish(json, PeersText(some));
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Reads and authenticates a frame; never throws.</summary>
    public Admission Decode(ReadOnlyMemory<byte> frame, out MeshHello? hello)
    {
        hello = null;
        if (frame.Length > PhaseMessageCodec.MaxLength) return Admission.Refuse(RefusalReason.Oversized, "a frame has at most 4096 bytes");
        try
        {
            using JsonDocument document = JsonDocument.Parse(frame, new JsonDocumentOptions { MaxDepth = 8 });
            JsonElement root = document.RootElement;
            (MeshHello? read, string text) = root.TryGetProperty("hello"u8, out JsonElement body) ? ReadHello(body)
                : root.TryGetProperty("peers"u8, out body) ? ReadPeers(body)
                : (null, "");
            if (read is null) return Admission.Refuse(RefusalReason.Malformed, "not a hello and not a list of peers");
            if (key is not null && !IsGenuine(root, text)) return Admission.Refuse(RefusalReason.Unauthenticated, "mac of the hello is missing or wrong");
            hello = read;
            return Admission.Accept;
        }
        catch (JsonException)
        {
            return Admission.Refuse(RefusalReason.Malformed, "not valid JSON");
        }
        catch (InvalidOperationException)
        {
            return Admission.Refuse(RefusalReason.Malformed, "not valid UTF-8, or a member of the wrong type");
        }
    }

    private static (MeshHello? Hello, string Text) ReadHello(JsonElement body)
    {
        List<string> ids = Strings(Member(body, "node_ids"u8), MaxIds);
        string? listen = Member(body, "listen"u8) is { ValueKind: JsonValueKind.String } element ? element.GetString() : null;
        if (!ids.TrueForAll(id => NodeId.IsValid(id)) || (listen is not null && !MeshAddress.IsValid(listen))) return (null, "");
        return (new MeshHello(ids, listen, null), HelloText(ids, listen));
    }

    private static (MeshHello? Hello, string Text) ReadPeers(JsonElement body)
    {
        List<string> addresses = Strings(body, MaxPeers);
        return addresses.TrueForAll(MeshAddress.IsValid) ? (new MeshHello(null, null, addresses), PeersText(addresses)) : (null, "");
    }

    // An undefined element when it is missing.
    private static JsonElement Member(JsonElement element, ReadOnlySpan<byte> name) =>
        element.TryGetProperty(name, out JsonElement member) ? member : default;

    private static List<string> Strings(JsonElement array, int most)
    {
        if (array.ValueKind != JsonValueKind.Array || array.GetArrayLength() > most) throw new JsonException();
        List<string> all = [];
        foreach (JsonElement element in array.EnumerateArray()) all.Add(element.GetString() ?? throw new JsonException());
        return all;
    }

    // As many as surely fit into a frame.
    private static List<string> Fitting(IReadOnlyList<string> all, int most)
    {
        List<string> some = [];
        int bytes = 0;
        foreach (string one in all)
        {
            bytes += (2 * Encoding.UTF8.GetByteCount(one)) + 3;
            if (some.Count == most || bytes > Budget) break;
            some.Add(one);
        }

        return some;
    }

    private static string HelloText(IReadOnlyList<string> ids, string? listen) =>
        $"unum-hello-1\n{listen}\n{string.Concat(ids.Select(id => id + "\n"))}";

    private static string PeersText(IReadOnlyList<string> addresses) =>
        $"unum-peers-1\n{string.Concat(addresses.Select(address => address + "\n"))}";

    private void Finish(Utf8JsonWriter json, string text)
    {
        if (key is not null)
        {
            Span<byte> code = stackalloc byte[MeshKey.CodeLength];
            key.Sign(Encoding.UTF8.GetBytes(text), code);
            json.WriteBase64String("mac"u8, code);
        }

        json.WriteEndObject();
        json.Flush();
    }

    private bool IsGenuine(JsonElement root, string text) =>
        Member(root, "mac"u8) is { ValueKind: JsonValueKind.String } mac && mac.TryGetBytesFromBase64(out byte[]? code) &&
        key!.Verify(Encoding.UTF8.GetBytes(text), code);
}
