using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Unum.Hive.Content;
using Unum.Hive.Identity;
using Unum.Hive.Skills;
using Unum.Node.Reporting;

namespace Unum.Node.Hive;

/// <summary>
/// Brings this node's hive together with those of the other processes of the mesh: about once a second, and after news, a conversation over HTTP (POST /hive/gossip) with a peer that chance
/// picks. A body is messages one after another, each with its length in four bytes before it, little endian.
/// </summary>
internal sealed class HiveExchange : IAsyncDisposable
{
    /// <summary>Most bytes of a request's body.</summary>
    public const int MostRequest = 60 * 1024;

    private const int MostAnswer = 512 * 1024;
    private const int MostTurns = 6;
    private const int PeersAfterNews = 3;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan NamesPause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan SkillsPause = TimeSpan.FromSeconds(2);
    private const int SkillsAtOnce = 16;

    private readonly HiveService _hive;
    private readonly Func<IReadOnlyList<string>> _addresses;
    private readonly TimeProvider _time;
    private readonly Random _random;
    private readonly HttpClient _http;
    private readonly ConcurrentDictionary<string, HivePeer> _peers = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;

    /// <summary>Begins.</summary>
    /// <param name="hive">This node's.</param>
    /// <param name="addresses">Mesh addresses of other processes: ws://host:3002/mesh.</param>
    /// <param name="key">The mesh's key; null for an open mesh on this computer.</param>
    /// <param name="time">Paces it.</param>
    public HiveExchange(HiveService hive, Func<IReadOnlyList<string>> addresses, string? key, TimeProvider time)
    {
        (_hive, _addresses, _time) = (hive, addresses, time);
        _random = new Random(unchecked((int)hive.Author.Value));
        _http = new HttpClient { Timeout = TimeSpan.FromSeconds(5), MaxResponseContentBufferSize = MostAnswer };
        if (key is not null) _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        hive.Peers = () => [.. _peers.Values.OrderBy(static p => p.Address, StringComparer.Ordinal)];
        _running = RunAsync(_stop.Token);
    }

    /// <summary>Splits a body into messages.</summary>
    /// <exception cref="FormatException">A length does not fit.</exception>
    public static IReadOnlyList<byte[]> Split(ReadOnlySpan<byte> body)
    {
        List<byte[]> messages = [];
        while (!body.IsEmpty)
        {
            int length = body.Length >= 4 ? BinaryPrimitives.ReadInt32LittleEndian(body) : -1;
            if (length < 0 || length > body.Length - 4) throw new FormatException("A message of the body is truncated.");
            messages.Add(body.Slice(4, length).ToArray());
            body = body[(4 + length)..];
        }

        return messages;
    }

    /// <summary>Puts messages into one body.</summary>
    public static byte[] Pack(IReadOnlyList<byte[]> messages)
    {
        byte[] body = new byte[messages.Sum(static m => 4 + m.Length)];
        int at = 0;
        foreach (byte[] message in messages)
        {
            BinaryPrimitives.WriteInt32LittleEndian(body.AsSpan(at), message.Length);
            message.CopyTo(body, at + 4);
            at += 4 + message.Length;
        }

        return body;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _http.Dispose();
        _stop.Dispose();
    }

    private async Task RunAsync(CancellationToken stopping)
    {
        await Task.Yield();
        try
        {
            while (true)
            {
                bool news = await _hive.News.WaitAsync(Pause, stopping);
                _hive.Follow();
                string[] others = [.. _addresses().Select(RestOf).OfType<string>().Distinct(StringComparer.Ordinal)];
                foreach (string gone in _peers.Keys.Except(others, StringComparer.Ordinal).ToArray()) _peers.TryRemove(gone, out _);
                _random.Shuffle(others);
                foreach (string other in others.Take(news ? PeersAfterNews : 1)) await TalkAsync(other, stopping);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The node stops.
        }
    }

    /// <summary>The REST port is the one below the mesh's.</summary>
    private static string? RestOf(string mesh) => Uri.TryCreate(mesh, UriKind.Absolute, out Uri? uri) && uri.Port > 1
        ? FormattableString.Invariant($"{(uri.Scheme == "wss" ? "https" : "http")}://{uri.Host}:{uri.Port - 1}/")
        : null;

    private async Task TalkAsync(string peer, CancellationToken stopping)
    {
        HivePeer known = _peers.GetValueOrDefault(peer) ?? new HivePeer(peer, null, null);
        try
        {
            IReadOnlyList<byte[]> messages = _hive.Begin();
            for (int turn = 0; turn < MostTurns && messages.Count > 0; turn++)
            {
                List<byte[]> next = [];
                foreach (byte[] message in messages)
                {
                    foreach (byte[] answer in await SendAsync(peer, message, stopping)) next.AddRange(_hive.Hear(answer));
                }

                messages = next;
            }

            DateTimeOffset now = _time.GetUtcNow();
            known = _peers[peer] = known with { Heard = now, Error = null };
            if (known.AskedSkills is not { } skills || now - skills >= SkillsPause)
            {
                known = _peers[peer] = known with { AskedSkills = now };
                await SkillsAsync(peer, stopping);
            }

            // A delta may have come in by a conversation that the peer began, or by another peer: what counts is whether a name is missing.
            if (_hive.LacksNames && (known.AskedNames is not { } names || now - names >= NamesPause))
            {
                known = _peers[peer] = known with { AskedNames = now };
                await NamesAsync(peer, stopping);
            }
        }
        catch (Exception e) when (e is HttpRequestException or FormatException or JsonException or TaskCanceledException && !stopping.IsCancellationRequested)
        {
            _peers[peer] = known with { Error = e is TaskCanceledException ? "no answer" : e.Message };
        }
    }

    private async Task<IReadOnlyList<byte[]>> SendAsync(string peer, byte[] message, CancellationToken stopping)
    {
        using ByteArrayContent content = new(Pack([message]));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        using HttpResponseMessage answer = await _http.PostAsync(new Uri(peer + "hive/gossip"), content, stopping);
        if (answer.StatusCode == HttpStatusCode.UnprocessableEntity && await answer.Content.ReadFromJsonAsync<JsonElement>(stopping) is { ValueKind: JsonValueKind.Object } problem
            && problem.TryGetProperty("detail", out JsonElement detail)) throw new FormatException(detail.ToString()); // of another charter, say
        answer.EnsureSuccessStatusCode();
        return Split(await answer.Content.ReadAsByteArrayAsync(stopping));
    }

    /// <summary>Asks for the peer's list of skills, then for those that are missing here; the rest comes the next time.</summary>
    private async Task SkillsAsync(string peer, CancellationToken stopping)
    {
        using HttpResponseMessage answer = await _http.GetAsync(new Uri(peer + "hive/skills"), stopping);
        if (answer.StatusCode == HttpStatusCode.NotFound) return; // of an earlier version
        answer.EnsureSuccessStatusCode();
        HiveSkillsAnswer? list = await answer.Content.ReadFromJsonAsync<HiveSkillsAnswer>(Wire.Json, stopping);
        IEnumerable<Cid> theirs = (list?.Skills ?? []).Select(static s => Cid.TryParse(s?.Cid, out Cid cid) ? cid : default).Where(static c => c != default);
        foreach (Cid cid in _hive.Skills.Missing(theirs, SkillsAtOnce))
        {
            byte[] parcel = await _http.GetByteArrayAsync(new Uri(peer + "hive/skills/" + cid), stopping);
            if (parcel.Length is <= HiveKey.PublicLength or > SignedSkill.MostParcelBytes || !cid.Matches(parcel.AsSpan(HiveKey.PublicLength))) throw new FormatException($"The peer answered with other bytes than those of skill {cid}.");
            _hive.Skills.Receive(parcel);
        }
    }

    private async Task NamesAsync(string peer, CancellationToken stopping)
    {
        if (await _http.GetFromJsonAsync<string[]>(new Uri(peer + "hive/names"), stopping) is { } names) _hive.LearnNames(names.OfType<string>());
    }
}
