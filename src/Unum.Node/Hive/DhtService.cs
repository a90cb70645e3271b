using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Numerics;
using System.Text;
using Unum.Fabric.Discovery;
using Unum.Femto.Births;
using Unum.Hive.Content;
using Unum.Hive.Discovery;
using Unum.Hive.Experts;
using Unum.Hive.Identity;
using Unum.Node.Settings;

namespace Unum.Node.Hive;

/// <summary>
/// The table of the network as one node has it: its UDP host on the base port + 4 (any free one when that is taken), joined through the mesh's peers, and the experts that are
/// found through it. It announces where this node is asked: its REST address.
/// </summary>
internal sealed class DhtService : IExpertDirectory, IAsyncDisposable
{
    /// <summary>What every node with a mind can do.</summary>
    public const string Text = "text";

    /// <summary>Most specialisations that one node announces.</summary>
    public const int MostSpecialisations = 64;

    private const int PortOffset = 4;
    private const int RestOffset = 1;
    private const int MeshOffset = 2;
    private const int AddressesAsked = 1024;
    private const int RoundsPerDescription = 15;
    private static readonly TimeSpan SeedEvery = TimeSpan.FromSeconds(2);
    private readonly HiveKey _key;
    private readonly HttpExpertLink _link;
    private readonly TimeProvider _time;
    private readonly Func<IEnumerable<string>> _peers;
    private readonly Func<Digest256> _stand;
    private readonly Func<byte> _availability;
    private readonly DefaultBirth _birth;
    private readonly int _restPort;
    private readonly IPAddress _bind;
    private readonly SortedSet<string> _specialisations = new(StringComparer.Ordinal);
    private readonly HashSet<string> _asked = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _seeding;
    private IPAddress _reached;
    private Digest256 _basin;
    private byte _logSize;

    [SuppressMessage("Reliability", "CA2000", Justification = "The finder keeps no more than its link, which the service closes.")]
    private DhtService(HiveKey key, UdpDhtHost host, UnumSettings settings, Func<IEnumerable<string>> peers, Func<Digest256> basin, Func<byte> availability, DefaultBirth birth, TimeProvider time)
    {
        (_key, Host, _peers, _stand, _availability, _birth, _time, _bind) = (key, host, peers, basin, availability, birth, time, settings.Bind);
        _restPort = settings.Port + RestOffset;
        _reached = IsAny(settings.Bind) ? OwnAddress(settings.Bind.AddressFamily) : settings.Bind;
        _link = new HttpExpertLink(settings.Key);
        Finder = new ExpertFinder(this, _link, new WholeQuestion(), new ExpertOptions(), time);
        _seeding = SeedAsync(_stopping.Token);
    }

    /// <summary>The socket.</summary>
    public UdpDhtHost Host { get; }

    /// <summary>Finds and asks experts.</summary>
    public ExpertFinder Finder { get; }

    /// <summary>What this node announces.</summary>
    public IReadOnlyList<string> Specialisations
    {
        get
        {
            lock (_gate) return [.. _specialisations];
        }
    }

    /// <summary>Opens the socket and begins.</summary>
    /// <param name="settings">Ports, address and key of the process.</param>
    /// <param name="key">The node's identity in the table; becomes the service's.</param>
    /// <param name="peers">Addresses of the mesh's peers that answer, as ws://host:port/mesh.</param>
    /// <param name="basin">Where the node stands, read now and then.</param>
    /// <param name="availability">Share of its time that the node is there, in 255ths.</param>
    /// <param name="birth">The model of its mind; its size is told once it is there.</param>
    /// <param name="time">Clock.</param>
    /// <exception cref="SettingsException">No UDP socket can be opened.</exception>
    [SuppressMessage("Reliability", "CA2000", Justification = "The service owns its host.")]
    public static DhtService Open(UnumSettings settings, HiveKey key, Func<IEnumerable<string>> peers, Func<Digest256> basin, Func<byte> availability, DefaultBirth birth, TimeProvider time)
    {
        UdpDhtOptions options = new() { MeshKey = settings.Key is { } secret ? Encoding.UTF8.GetBytes(secret) : null };
        int wished = settings.Port + PortOffset;
        foreach (int port in wished <= IPEndPoint.MaxPort ? new[] { wished, 0 } : [0])
        {
            try
            {
                UdpDhtHost host = UdpDhtHost.Open(key, new IPEndPoint(settings.Bind, port), options, new SecureRandom(), time);
                return new DhtService(key, host, settings, peers, basin, availability, birth, time);
            }
            catch (SocketException e) when (port == 0)
            {
                key.Dispose();
                throw new SettingsException(FormattableString.Invariant($"No UDP port on {settings.Bind} can be opened for the hive's table: {e.Message}"));
            }
            catch (SocketException)
            {
                // Taken: peers then find this node through those that it knocks at.
            }
        }

        throw new SettingsException("No UDP port can be opened for the hive's table.");
    }

    /// <summary>Announces specialisations from now on, with what is known of this node.</summary>
    /// <exception cref="InvalidOperationException">It announces as many as one node may.</exception>
    public void Announce(params IEnumerable<string> specialisations)
    {
        lock (_gate)
        {
            foreach (string specialisation in specialisations)
            {
                if (_specialisations.Contains(specialisation)) continue;
                if (_specialisations.Count >= MostSpecialisations) throw new InvalidOperationException(FormattableString.Invariant($"This node announces {MostSpecialisations} specialisations already."));
                _specialisations.Add(specialisation);
                Say(specialisation);
            }
        }
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<CapabilityRecord>> FindAsync(string specialisation, int wanted, CancellationToken cancellationToken)
    {
        // One more: this node may find its own record, and asks others.
        IReadOnlyList<CapabilityRecord> found = await Host.QueryAsync(specialisation, wanted + 1, cancellationToken);
        return [.. found.Where(r => r.Node != Host.Id).Take(wanted)];
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _seeding;
        await Host.DisposeAsync();
        _link.Dispose();
        _key.Dispose();
        _stopping.Dispose();
    }

    /// <summary>What it announced is announced anew when its basin or its mind has changed.</summary>
    private async Task DescribeAsync(CancellationToken stopping)
    {
        byte logSize = _birth.Ready ? (byte)BitOperations.Log2((ulong)(await _birth.GetAsync(stopping)).Bytes) : (byte)0;
        Digest256 basin = _stand();
        lock (_gate)
        {
            if (basin == _basin && logSize == _logSize) return;
            (_basin, _logSize) = (basin, logSize);
            foreach (string specialisation in _specialisations) Say(specialisation);
        }
    }

    private void Say(string specialisation) => Host.Announce(specialisation, _logSize, _availability(), _basin, new IPEndPoint(_reached, _restPort));

    /// <summary>Every address that the mesh knows is a door once.</summary>
    private async Task SeedAsync(CancellationToken stopping)
    {
        using PeriodicTimer timer = new(SeedEvery, _time);
        try
        {
            int round = 0;
            do
            {
                if (round++ % RoundsPerDescription == 0) await DescribeAsync(stopping);
                foreach (string peer in _peers().ToArray())
                {
                    if (_asked.Count < AddressesAsked && _asked.Add(peer) && await DoorAsync(peer, stopping) is { } door) Join(door);
                }
            }
            while (await timer.WaitForNextTickAsync(stopping));
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The node stops.
        }
    }

    private void Join(IPEndPoint door)
    {
        // Who listens on every address is reached at the one that it uses towards its peers.
        if (IsAny(_bind) && AddressTowards(door) is { } own)
        {
            lock (_gate)
            {
                if (!own.Equals(_reached) && !IPAddress.IsLoopback(own))
                {
                    _reached = own;
                    foreach (string specialisation in _specialisations) Say(specialisation);
                }
            }
        }

        Host.Join(door);
    }

    private async Task<IPEndPoint?> DoorAsync(string peer, CancellationToken stopping)
    {
        if (!Uri.TryCreate(peer, UriKind.Absolute, out Uri? uri)) return null;
        int port = uri.Port - MeshOffset + PortOffset;
        if (port is <= 0 or > IPEndPoint.MaxPort) return null;
        try
        {
            IPAddress[] addresses = IPAddress.TryParse(uri.DnsSafeHost, out IPAddress? address) ? [address] : await Dns.GetHostAddressesAsync(uri.DnsSafeHost, stopping);
            return addresses.FirstOrDefault(a => a.AddressFamily == _bind.AddressFamily) is { } found ? new IPEndPoint(found, port) : null;
        }
        catch (SocketException)
        {
            return null; // no such name
        }
    }

    private static bool IsAny(IPAddress address) => address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any);

    private static IPAddress? AddressTowards(IPEndPoint door)
    {
        try
        {
            using Socket socket = new(door.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
            socket.Connect(door); // sends nothing: the system only chooses a way
            return ((IPEndPoint)socket.LocalEndPoint!).Address;
        }
        catch (SocketException)
        {
            return null;
        }
    }

    private static IPAddress OwnAddress(AddressFamily family) => NetworkInterface.GetAllNetworkInterfaces()
        .Where(static n => n.OperationalStatus == OperationalStatus.Up && n.NetworkInterfaceType != NetworkInterfaceType.Loopback)
        .SelectMany(static n => n.GetIPProperties().UnicastAddresses)
        .Select(static u => u.Address)
        .FirstOrDefault(a => a.AddressFamily == family && !a.IsIPv6LinkLocal) ?? (family == AddressFamily.InterNetworkV6 ? IPAddress.IPv6Loopback : IPAddress.Loopback);
}
