using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Threading.Channels;
using Unum.Hive.Content;
using Unum.Hive.Discovery;
using Unum.Hive.Identity;

namespace Unum.Fabric.Discovery;

/// <summary>
/// A node of the table on a real UDP socket: takes datagrams in, lets time pass, sends what the node says.
/// <para>
/// One lock holds the node; three loops share it: one receives and judges, one sends what waits, one wakes the node when something is due. Bounded on every
/// side: the kernel's buffer for what comes, a queue for what goes (the newest is dropped when it is full), a token bucket for every address, and a table of
/// those buckets that a flood of addresses cannot enlarge. With a mesh key each datagram ends in 16 bytes of HMAC-SHA256 over it, and whatever does
/// not is ignored before anything is read. Nothing is sent to addresses that no node can have (multicast, port 0), nor from a node that listens on this computer alone to others. A node that
/// listens beyond it sends to this computer's own ports only where the user said so or from where somebody knocked: who names such an address cannot make it knock there.
/// </para>
/// </summary>
public sealed class UdpDhtHost : IAsyncDisposable
{
    /// <summary>Bytes of the tag that a mesh key adds to each datagram.</summary>
    public const int TagLength = 16;

    private const int LargestDatagram = 1232;
    private const int MostDoors = 64;
    private static readonly TimeSpan TickEvery = TimeSpan.FromMilliseconds(50);
    private readonly Socket _socket;
    private readonly DhtNode _node;
    private readonly UdpDhtOptions _options;
    private readonly TimeProvider _time;
    private readonly byte[]? _meshKey;
    private readonly AddressLimits _limits;
    private readonly Channel<(IPEndPoint To, byte[] Datagram)> _outgoing;
    private readonly HashSet<IPEndPoint> _doors = [];
    private readonly HashSet<IPEndPoint> _neighbours = []; // on this computer, for a node that listens beyond it
    private readonly bool _here;
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _loops;
    private int _ended;
    private long _received;
    private long _malformed;
    private long _limited;
    private long _sent;
    private long _bytesSent;
    private long _dropped;
    private long _unreachable;

    private UdpDhtHost(Socket socket, HiveKey key, UdpDhtOptions options, Random random, TimeProvider time)
    {
        (_socket, _options, _time) = (socket, options, time);
        Address = (IPEndPoint)socket.LocalEndPoint!;
        _here = IPAddress.IsLoopback(Address.Address);
        _meshKey = options.MeshKey is { } secret ? HMACSHA256.HashData(secret.Span, "unum dht v1"u8) : null;
        _limits = new AddressLimits(options.DatagramsPerSecond, options.Burst, options.MostAddresses, time);
        _outgoing = Channel.CreateBounded<(IPEndPoint To, byte[] Datagram)>(new BoundedChannelOptions(options.QueueLength) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });
        _node = new DhtNode(key, options.Dht, random, Send);
        _loops = Task.WhenAll(ReceiveAsync(_stopping.Token), SendAsync(_stopping.Token), TickAsync(_stopping.Token));
    }

    /// <summary>Where it listens.</summary>
    public IPEndPoint Address { get; }

    /// <summary>Where it stands in the table.</summary>
    public DhtId Id => _node.Id;

    /// <summary>What it has done so far.</summary>
    public UdpDhtTally Tally => new(
        Interlocked.Read(ref _received), Interlocked.Read(ref _malformed), Interlocked.Read(ref _limited), Interlocked.Read(ref _sent), Interlocked.Read(ref _bytesSent),
        Interlocked.Read(ref _dropped), Interlocked.Read(ref _unreachable));

    /// <summary>Opens the socket and begins.</summary>
    /// <param name="key">The node's identity; stays the caller's.</param>
    /// <param name="bind">Where to listen; port 0 takes any that is free.</param>
    /// <param name="options">Limits and the node's behaviour.</param>
    /// <param name="random">Transactions, the cookies' secret and choices: <see cref="SecureRandom"/> on a network, a seeded one in a test.</param>
    /// <param name="time">Clock.</param>
    /// <exception cref="SocketException">The port is taken or not allowed.</exception>
    [SuppressMessage("Reliability", "CA2000", Justification = "The host owns its socket.")]
    public static UdpDhtHost Open(HiveKey key, IPEndPoint bind, UdpDhtOptions options, Random random, TimeProvider time)
    {
        Socket socket = new(bind.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            socket.ReceiveBufferSize = options.ReceiveBuffer;
            socket.Bind(bind);
            return new UdpDhtHost(socket, key, options, random, time);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Asks a known address to be let in, several times if need be. An address that was given before is not asked again, nor more than 64.</summary>
    public void Join(IPEndPoint door)
    {
        lock (_gate)
        {
            if (door.Equals(Address) || _doors.Count >= MostDoors || !_doors.Add(door)) return;
            _node.Join(door, _time.GetUtcNow());
        }
    }

    /// <summary>Says from now on, again and again, what this node can do and where it is asked.</summary>
    public void Announce(string specialisation, byte logSize, byte availability, Digest256 basin, IPEndPoint address)
    {
        lock (_gate) _node.Announce(specialisation, logSize, availability, basin, address, _time.GetUtcNow());
    }

    /// <summary>Looks for nodes with a capability.</summary>
    /// <param name="specialisation">Its name.</param>
    /// <param name="wanted">Stops when so many were found.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>Verified records, one a node; none when nobody says so.</returns>
    public async Task<IReadOnlyList<CapabilityRecord>> QueryAsync(string specialisation, int wanted, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(wanted, 1);
        TaskCompletionSource<IReadOnlyList<CapabilityRecord>> found = new(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate) _node.Query(specialisation, wanted, _time.GetUtcNow(), (records, _) => found.TrySetResult(records));
        await using (_stopping.Token.UnsafeRegister(_ => found.TrySetCanceled(_stopping.Token), null)) return await found.Task.WaitAsync(cancellationToken);
    }

    /// <summary>Whom the node knows, by ascending bucket.</summary>
    public IReadOnlyList<DhtTableEntry> Table()
    {
        DateTimeOffset now = _time.GetUtcNow();
        lock (_gate) return [.. _node.Table.Entries().Select(e => new DhtTableEntry(e.Contact, _node.Id.SharedPrefix(e.Contact.Id), (now - e.Heard).TotalSeconds))];
    }

    /// <summary>Records that the node keeps for others.</summary>
    public int RecordsKept
    {
        get
        {
            lock (_gate) return _node.RecordsKept;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _ended, 1) == 1) return;
        await _stopping.CancelAsync();
        _socket.Dispose();
        await _loops;
        _stopping.Dispose();
    }

    private async Task ReceiveAsync(CancellationToken stopping)
    {
        byte[] buffer = new byte[LargestDatagram + 1]; // one more than allowed: longer ones show
        IPEndPoint any = new(_socket.AddressFamily == AddressFamily.InterNetworkV6 ? IPAddress.IPv6Any : IPAddress.Any, 0);
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                SocketReceiveFromResult result = await _socket.ReceiveFromAsync(buffer, SocketFlags.None, any, stopping);
                Interlocked.Increment(ref _received);
                Take((IPEndPoint)result.RemoteEndPoint, buffer.AsMemory(0, result.ReceivedBytes));
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.MessageSize)
            {
                Interlocked.Increment(ref _received);
                Interlocked.Increment(ref _malformed);
            }
            catch (SocketException) when (!stopping.IsCancellationRequested)
            {
                Interlocked.Increment(ref _unreachable); // the network says that something sent before did not arrive
            }
            catch (Exception e) when (stopping.IsCancellationRequested && e is OperationCanceledException or ObjectDisposedException or SocketException)
            {
                return;
            }
        }
    }

    private void Take(IPEndPoint from, ReadOnlyMemory<byte> datagram)
    {
        if (!_limits.Pass(from.Address))
        {
            Interlocked.Increment(ref _limited);
            return;
        }

        if (!TryOpen(ref datagram))
        {
            Interlocked.Increment(ref _malformed);
            return;
        }

        lock (_gate)
        {
            if (!_here && IPAddress.IsLoopback(from.Address) && _neighbours.Count < MostDoors) _neighbours.Add(from); // the system lets nobody outside pretend to be one
            long ignored = _node.Ignored;
            _node.Receive(from, datagram, _time.GetUtcNow());
            if (_node.Ignored > ignored) Interlocked.Increment(ref _malformed);
        }

    }

    /// <summary>Length, then the tag where there is a key.</summary>
    private bool TryOpen(ref ReadOnlyMemory<byte> datagram)
    {
        if (datagram.Length > LargestDatagram) return false;
        if (_meshKey is null) return true;
        if (datagram.Length < TagLength) return false;
        ReadOnlySpan<byte> bytes = datagram.Span;
        Span<byte> mac = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(_meshKey, bytes[..^TagLength], mac);
        if (!CryptographicOperations.FixedTimeEquals(mac[..TagLength], bytes[^TagLength..])) return false;
        datagram = datagram[..^TagLength];
        return true;
    }

    /// <summary>Called by the node, under the lock.</summary>
    private void Send(IPEndPoint to, byte[] datagram)
    {
        if (!IsAllowed(to) || !_outgoing.Writer.TryWrite((to, datagram))) Interlocked.Increment(ref _dropped);
    }

    private bool IsAllowed(IPEndPoint to)
    {
        IPAddress address = to.Address;
        if (to.Port == 0 || address.AddressFamily != _socket.AddressFamily || address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any) || address.Equals(IPAddress.Broadcast)) return false;
        if (address.IsIPv6Multicast || (address.AddressFamily == AddressFamily.InterNetwork && (address.GetAddressBytes()[0] & 0xF0) == 0xE0)) return false;
        return IPAddress.IsLoopback(address) == _here || _doors.Contains(to) || _neighbours.Contains(to);
    }

    private async Task SendAsync(CancellationToken stopping)
    {
        byte[] tagged = new byte[LargestDatagram + HMACSHA256.HashSizeInBytes];
        try
        {
            await foreach ((IPEndPoint to, byte[] datagram) in _outgoing.Reader.ReadAllAsync(stopping))
            {
                ReadOnlyMemory<byte> bytes = datagram;
                if (_meshKey is not null)
                {
                    datagram.CopyTo(tagged, 0);
                    HMACSHA256.HashData(_meshKey, datagram, tagged.AsSpan(datagram.Length));
                    bytes = tagged.AsMemory(0, datagram.Length + TagLength);
                }

                try
                {
                    await _socket.SendToAsync(bytes, SocketFlags.None, to, stopping);
                    Interlocked.Increment(ref _sent);
                    Interlocked.Add(ref _bytesSent, bytes.Length);
                }
                catch (SocketException) when (!stopping.IsCancellationRequested)
                {
                    Interlocked.Increment(ref _unreachable);
                }
            }
        }
        catch (Exception e) when (stopping.IsCancellationRequested && e is OperationCanceledException or ObjectDisposedException or SocketException)
        {
            // The node stops.
        }
    }

    /// <summary>What is due waits at most a tick longer: short beside the second that an answer is waited for.</summary>
    private async Task TickAsync(CancellationToken stopping)
    {
        using PeriodicTimer timer = new(TickEvery, _time);
        try
        {
            while (await timer.WaitForNextTickAsync(stopping))
            {
                DateTimeOffset now = _time.GetUtcNow();
                lock (_gate)
                {
                    if (_node.NextTick <= now) _node.Tick(now);
                }
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The node stops.
        }
    }
}
