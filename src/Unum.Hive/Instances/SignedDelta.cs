using Unum.Hive.Content;
using Unum.Hive.Identity;
using Unum.Hive.Packets;

namespace Unum.Hive.Instances;

/// <summary>
/// A delta whose form and signature were verified. It travels as a parcel: the author's public key 33 | the delta's bytes, since a delta names
/// its author only by eight bytes of the key's digest.
/// </summary>
public sealed class SignedDelta
{
    /// <summary>Most bytes of a parcel.</summary>
    public const int MostParcelBytes = HiveKey.PublicLength + BasinDelta.MostBytes;

    private readonly byte[] _parcel;

    internal SignedDelta(Cid cid, BasinDelta content, ReadOnlySpan<byte> key, ReadOnlySpan<byte> bytes)
    {
        (Cid, Content) = (cid, content);
        _parcel = [.. key, .. bytes];
    }

    /// <summary>Name of the delta's bytes.</summary>
    public Cid Cid { get; }

    /// <summary>What it says.</summary>
    public BasinDelta Content { get; }

    /// <summary>The public key and the delta.</summary>
    public ReadOnlyMemory<byte> Parcel => _parcel;

    /// <summary>The delta.</summary>
    public ReadOnlyMemory<byte> Bytes => _parcel.AsMemory(HiveKey.PublicLength);

    /// <summary>The author's compressed public key: 33 bytes.</summary>
    public ReadOnlyMemory<byte> Key => _parcel.AsMemory(0, HiveKey.PublicLength);
}
