using System.Diagnostics.CodeAnalysis;
using System.Net.WebSockets;
using Unum.Kairos.Mesh;

namespace Unum.Fabric.Mesh;

/// <summary>Links this process to others by WebSocket: accepts sockets from the server, dials addresses, and keeps the mesh whole.</summary>
/// <remarks>
/// <para>Each link opens with a hello (who is here, where it listens), then tells all addresses that are known; new ones are
/// flooded. So whoever joined by one process soon knows all, links to a few of them (<see cref="MeshLinkOptions.TargetLinks"/>)
/// and stays in the mesh when that first process is lost. Lost links are dialled again with growing pauses.</para>
/// <para>A process that only sends phase messages (a microcontroller) needs no hello and sees what it can read.</para>
/// <para>The server must keep its sockets alive itself (KeepAliveInterval and KeepAliveTimeout when it accepts), so that a
/// vanished peer is noticed even when nobody sends.</para>
/// </remarks>
public sealed class WebSocketMesh : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly MeshGossip _gossip;
    private readonly MeshHelloCodec _hellos;
    private readonly MeshLinkOptions _options;
    private readonly TimeProvider _time;
    private readonly AddressBook _book;
    private readonly HashSet<MeshSocket> _sockets = [];
    private readonly HashSet<Task> _work = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _changed = new(0, 1);
    private int _listNumber;
    private bool _stopped;

    /// <summary>A process without links.</summary>
    /// <param name="gossip">What the links carry.</param>
    /// <param name="key">The mesh's key, the same as in the gossip's codec; null for an open mesh.</param>
    /// <param name="identity">A name of this process, for instance its first node's; it only spreads the choice of links.</param>
    /// <param name="options">Checked here.</param>
    /// <param name="time">The clock of this process.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    /// <exception cref="FormatException">The own address is not one that a peer could use.</exception>
    public WebSocketMesh(MeshGossip gossip, MeshKey? key, string identity, MeshLinkOptions options, TimeProvider time)
    {
        options.Validate();
        _gossip = gossip;
        _hellos = new MeshHelloCodec(key);
        _options = options;
        _time = time;
        _book = new AddressBook(identity, options);
        IsOpen = key is null;
        if (options.Listen is { } listen && MeshAddress.Resolve(listen.OriginalString, "") is { } self) _book.Self = self;
    }

    /// <summary>Whether the mesh has no key.</summary>
    public bool IsOpen { get; }

    /// <summary>Every open link.</summary>
    public IReadOnlyList<MeshLinkState> Links
    {
        get
        {
            lock (_gate) return [.. _sockets.Select(socket => socket.State)];
        }
    }

    /// <summary>Every known address of another process, whether it is linked, how often dialling failed and why.</summary>
    public IReadOnlyList<(string Address, bool Linked, int Failures, string? Error)> Addresses
    {
        get
        {
            lock (_gate) return [.. _book.All()];
        }
    }

    /// <summary>Joins a mesh by one of its processes: it is dialled until it answers, now and whenever it is lost.</summary>
    /// <exception cref="FormatException">Not an address of a mesh.</exception>
    public void Join(string address)
    {
        string normal = MeshAddress.Normal(address) ??
            throw new FormatException($"Not an address of a mesh: {address}. It must look like ws://host:3002/mesh.");
        lock (_gate) _book.Add(normal, given: true);
        Wake();
    }

    /// <summary>Talks over a socket that the server has accepted, until either side ends it. Never throws.</summary>
    /// <param name="socket">Open; disposed at the end.</param>
    /// <param name="remote">The other end, best as <c>address:port</c>.</param>
    /// <param name="cancellationToken">Ends the link.</param>
    /// <returns>Why it ended.</returns>
    public async Task<string> AcceptAsync(WebSocket socket, string remote, CancellationToken cancellationToken)
    {
        if (TryBegin(() => TalkAsync(socket, remote, dialled: null, cancellationToken), out Task<string>? talk)) return await talk;
        socket.Dispose();
        return "this process stops";
    }

    /// <summary>Dials what is to be dialled until it is cancelled; then ends every link that it dialled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (TryBegin(() => DialAllAsync(cancellationToken), out Task? dialling)) await dialling;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        Task[] work;
        lock (_gate)
        {
            _stopped = true;
            work = [.. _work];
        }

        await Task.WhenAll(work);
        _stop.Dispose();
        _changed.Dispose();
    }

    /// <summary>This process's hello.</summary>
    internal byte[] Hello() => _hellos.EncodeHello(_gossip.NodeIds, _options.Listen?.OriginalString);

    internal void CountRefusal(RefusalReason reason) => _gossip.CountRefusal(Admission.Refuse(reason));

    internal Admission TakeMessage(ReadOnlySpan<byte> frame, MeshSocket from) => _gossip.Receive(frame, from);

    internal Admission TakeHello(ReadOnlyMemory<byte> frame, MeshSocket from)
    {
        Admission admission = _hellos.Decode(frame, out MeshHello? hello);
        if (!admission.Accepted) return _gossip.CountRefusal(admission);
        if (hello!.NodeIds is { } ids) Meet(ids, hello.Listen, from);
        if (hello.Peers is { } peers) Learn(peers, from);
        return admission;
    }

    /// <summary>The link may hear the mesh.</summary>
    internal void Trusted(MeshSocket socket)
    {
        if (!IsOpen && !socket.Dialled) socket.SendHello(Hello());
        lock (_gate)
        {
            // It may have ended in the meantime.
            if (!_sockets.Contains(socket)) return;
            List<string> known = _book.Alive();
            known.Remove(socket.Address ?? "");
            Tell(socket, known);
            Count(socket);
            _gossip.AddLink(socket);
        }
    }

    /// <summary>The link is over.</summary>
    internal void Ended(MeshSocket socket)
    {
        lock (_gate)
        {
            _gossip.RemoveLink(socket);
            _sockets.Remove(socket);
            if (socket.Counted) _book.Linked(socket.Address!, up: false, Now());
        }

        Wake();
    }

    // All that runs is known, so that it can be waited for before anything is disposed; nothing begins after that.
    private bool TryBegin<T>(Func<T> work, [NotNullWhen(true)] out T? begun)
        where T : Task
    {
        lock (_gate)
        {
            begun = null;
            if (_stopped) return false;
            _work.RemoveWhere(task => task.IsCompleted);
            begun = work();
            _work.Add(begun);
            return true;
        }
    }

    private async Task DialAllAsync(CancellationToken cancellationToken)
    {
        await Task.Yield();
        using CancellationTokenSource both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _stop.Token);
        List<Task> dials = [];
        try
        {
            while (true)
            {
                List<string> due;
                lock (_gate)
                {
                    due = _book.Due(Now());
                    foreach (string address in due) _book.Dialling(address);
                }

                dials.RemoveAll(dial => dial.IsCompleted);
                foreach (string address in due) dials.Add(DialAsync(address, both.Token));

                // Woken by news of addresses and links; looks by itself because pauses run out.
                await _changed.WaitAsync(TimeSpan.FromMilliseconds(100), both.Token);
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(dials);
        }
    }

    private async Task<string> TalkAsync(WebSocket socket, string remote, string? dialled, CancellationToken cancellationToken)
    {
        await Task.Yield();
        using MeshSocket conversation = new(socket, remote, dialled is not null, this, _options, _time);
        using CancellationTokenSource both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _stop.Token);
        lock (_gate)
        {
            if (_sockets.Count >= _options.MaxLinks) conversation.End(WebSocketCloseStatus.EndpointUnavailable, "as many links as may be");
            _sockets.Add(conversation);
            conversation.Address = dialled;
        }

        return await conversation.RunAsync(both.Token);
    }

    private async Task DialAsync(string address, CancellationToken cancellationToken)
    {
        await Task.Yield();
        string reason;
        long? began = null;
        using ClientWebSocket socket = new();
        socket.Options.KeepAliveInterval = TimeSpan.FromSeconds(5);
        socket.Options.KeepAliveTimeout = _options.Patience;
        try
        {
            await ConnectAsync(socket, new Uri(address), cancellationToken);
            began = _time.GetTimestamp();
            reason = await TalkAsync(socket, address, address, cancellationToken);
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or InvalidOperationException)
        {
            reason = e is OperationCanceledException ? "no answer" : e.InnerException?.Message ?? e.Message;
        }

        // A link that was ended at once (wrong key, same names) must not be dialled again at once.
        bool failed = began is not { } up || _time.GetElapsedTime(up) < TimeSpan.FromSeconds(1);
        lock (_gate) _book.Dialled(address, reason, failed, Now());
        Wake();
    }

    private async Task ConnectAsync(ClientWebSocket socket, Uri address, CancellationToken cancellationToken)
    {
        using CancellationTokenSource patience = new(_options.Patience, _time);
        using CancellationTokenSource both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        await socket.ConnectAsync(address, both.Token);
    }

    private void Meet(IReadOnlyList<string> ids, string? listen, MeshSocket from)
    {
        string? address = MeshAddress.Resolve(listen, from.Remote);
        IReadOnlyList<string> ours = _gossip.NodeIds;
        if (ids.FirstOrDefault(id => ours.Contains(id, StringComparer.Ordinal)) is { } twice)
        {
            lock (_gate)
            {
                if (from.Dialled && from.Address is { } self) _book.IsSelf(self);
            }

            from.End(WebSocketCloseStatus.PolicyViolation, $"a node named {twice} is here already");
            return;
        }

        bool news = false;
        lock (_gate)
        {
            from.NodeIds = ids;
            if (address is not null)
            {
                news = _book.Add(address, given: false);
                if (from.Address is null)
                {
                    from.Address = address;
                    if (_sockets.Contains(from)) Count(from);
                }
            }
        }

        if (news) Flood([address!], from);
    }

    private void Learn(IReadOnlyList<string> addresses, MeshSocket from)
    {
        List<string> news = [];
        lock (_gate)
        {
            foreach (string address in addresses)
            {
                if (MeshAddress.Normal(address) is { } normal && _book.Add(normal, given: false)) news.Add(normal);
            }
        }

        if (news.Count > 0) Flood(news, from);
    }

    // The book counts a link once its other end is known and trusted.
    private void Count(MeshSocket socket)
    {
        if (socket.Counted || socket.Address is not { } address) return;
        socket.Counted = _book.Linked(address, up: true, Now());
    }

    // What is news here may be news to the others; what is not goes no further, so the flood ends.
    private void Flood(List<string> addresses, MeshSocket except)
    {
        MeshSocket[] sockets;
        lock (_gate) sockets = [.. _sockets];
        foreach (MeshSocket socket in sockets)
        {
            if (socket != except) Tell(socket, addresses);
        }

        Wake();
    }

    private void Tell(MeshSocket socket, List<string> addresses)
    {
        const int most = 16;
        for (int i = 0; i < addresses.Count; i += most)
            socket.SendPeers(_hellos.EncodePeers(addresses.GetRange(i, Math.Min(most, addresses.Count - i))), Interlocked.Increment(ref _listNumber));
    }

    private void Wake()
    {
        lock (_gate)
        {
            if (!_stopped && _changed.CurrentCount == 0) _changed.Release();
        }
    }

    private long Now() => _time.GetUtcNow().UtcTicks;
}
