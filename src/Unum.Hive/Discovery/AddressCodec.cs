using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Unum.Hive.Discovery;

/// <summary>An address in 18 bytes: 16 of IPv6 or of IPv4 mapped into it, then the port, highest byte first.</summary>
internal static class AddressCodec
{
    public const int Length = 18;

    /// <summary>How an IPv4 address begins that is mapped into IPv6.</summary>
    private static ReadOnlySpan<byte> Mapped => [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF];

    public static void Write(IPEndPoint address, Span<byte> bytes)
    {
        Span<byte> ip = bytes[..16];
        if (address.AddressFamily == AddressFamily.InterNetwork)
        {
            ip.Clear();
            (ip[10], ip[11]) = (0xFF, 0xFF);
            ip = ip[12..];
        }

        bool written = address.Address.TryWriteBytes(ip, out _);
        Invariant.Holds(written, "an address has four or sixteen bytes");
        BinaryPrimitives.WriteUInt16BigEndian(bytes[16..], (ushort)address.Port);
    }

    public static IPEndPoint Read(ReadOnlySpan<byte> bytes) =>
        new(new IPAddress(bytes.StartsWith(Mapped) ? bytes[12..16] : bytes[..16]), BinaryPrimitives.ReadUInt16BigEndian(bytes[16..]));
}
