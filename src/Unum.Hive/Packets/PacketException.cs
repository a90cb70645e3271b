namespace Unum.Hive.Packets;

/// <summary>Bytes that are no packet; the message says what is wrong with them.</summary>
public sealed class PacketException : FormatException
{
    /// <summary>With what is wrong.</summary>
    public PacketException(string message)
        : base(message)
    {
    }

    /// <summary>Without a reason; prefer the other.</summary>
    public PacketException()
    {
    }

    /// <summary>With what is wrong and what showed it.</summary>
    public PacketException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
