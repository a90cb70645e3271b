using System.Buffers.Binary;
using System.Net;

namespace Unum.Hive.Discovery;

/// <summary>An address in 18 bytes: 16 of IPv6 or of IPv4 mapped into it, then the port, highest byte first.</summary>
internal static class AddressCodec
{
    public const int Length = 18;

    public static void Write(IPEndPoint address, Span<byte> bytes)
    {
        Span<byte> ip = stackalloc byte[16];
        bool written = address.Address.MapToIPv6().TryWriteBytes(ip, out _);
        Invariant.Holds(written, "an address has sixteen bytes");
        ip.CopyTo(bytes);
        BinaryPrimitives.WriteUInt16BigEndian(bytes[16..], (ushort)address.Port);
    }

    public static IPEndPoint Read(ReadOnlySpan<byte> bytes)
    {
        IPAddress ip = new(bytes[..16]);
        return new IPEndPoint(ip.IsIPv4MappedToIPv6 ? ip.MapToIPv4() : ip, BinaryPrimitives.ReadUInt16BigEndian(bytes[16..]));
    }
}
