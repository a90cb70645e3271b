using System.Buffers.Binary;
using System.Net;

namespace Unum.Hive.Discovery;

/// <summary>A node and where it answers. Layout: id 32 | IPv6 or mapped IPv4 16 | port 2: flat, so that a bucket of them is read in one go.</summary>
public readonly record struct DhtContact
{
    private readonly ulong _high;
    private readonly ulong _low;
    private readonly ushort _port;

    /// <summary>A node at an address.</summary>
    public DhtContact(DhtId id, IPEndPoint address)
    {
        Id = id;
        Address = address;
    }

    private DhtContact(DhtId id, ReadOnlySpan<byte> address)
    {
        Id = id;
        _high = BinaryPrimitives.ReadUInt64BigEndian(address);
        _low = BinaryPrimitives.ReadUInt64BigEndian(address[8..]);
        _port = BinaryPrimitives.ReadUInt16BigEndian(address[16..]);
    }

    /// <summary>Who.</summary>
    public DhtId Id { get; }

    /// <summary>Where; made anew when asked for.</summary>
    public IPEndPoint Address
    {
        get
        {
            Span<byte> bytes = stackalloc byte[AddressCodec.Length];
            WriteAddress(bytes);
            return AddressCodec.Read(bytes);
        }

        init
        {
            Span<byte> bytes = stackalloc byte[AddressCodec.Length];
            AddressCodec.Write(value, bytes);
            _high = BinaryPrimitives.ReadUInt64BigEndian(bytes);
            _low = BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]);
            _port = BinaryPrimitives.ReadUInt16BigEndian(bytes[16..]);
        }
    }

    /// <summary>Bytes of a contact in a datagram.</summary>
    internal static int Length => 32 + AddressCodec.Length;

    /// <summary>Whether both are at one address.</summary>
    internal bool IsWith(in DhtContact other) => _low == other._low && _port == other._port && _high == other._high;

    internal void Write(Span<byte> bytes)
    {
        Id.Write(bytes);
        WriteAddress(bytes[32..]);
    }

    internal static DhtContact Read(ReadOnlySpan<byte> bytes) => new(DhtId.Read(bytes), bytes.Slice(32, AddressCodec.Length));

    private void WriteAddress(Span<byte> bytes)
    {
        BinaryPrimitives.WriteUInt64BigEndian(bytes, _high);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], _low);
        BinaryPrimitives.WriteUInt16BigEndian(bytes[16..], _port);
    }
}
