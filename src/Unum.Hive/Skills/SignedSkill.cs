using Unum.Hive.Content;
using Unum.Hive.Identity;

namespace Unum.Hive.Skills;

/// <summary>
/// A skill whose form and signature were verified. It travels as a parcel: the author's public key 33 | the skill's bytes, since a skill names its author
/// only by eight bytes of the key's digest.
/// </summary>
public sealed class SignedSkill
{
    /// <summary>Most bytes of a parcel.</summary>
    public const int MostParcelBytes = HiveKey.PublicLength + SkillDelta.MostBytes;

    private readonly byte[] _parcel;

    internal SignedSkill(Cid cid, SkillDelta content, ReadOnlySpan<byte> key, ReadOnlySpan<byte> bytes)
    {
        (Cid, Content) = (cid, content);
        _parcel = [.. key, .. bytes];
    }

    /// <summary>Name of the skill's bytes.</summary>
    public Cid Cid { get; }

    /// <summary>What it says.</summary>
    public SkillDelta Content { get; }

    /// <summary>The public key and the skill.</summary>
    public ReadOnlyMemory<byte> Parcel => _parcel;

    /// <summary>The skill.</summary>
    public ReadOnlyMemory<byte> Bytes => _parcel.AsMemory(HiveKey.PublicLength);

    /// <summary>The author's compressed public key: 33 bytes.</summary>
    public ReadOnlyMemory<byte> Key => _parcel.AsMemory(0, HiveKey.PublicLength);

    /// <summary>Whether bytes, with or without a public key before them, begin like a skill.</summary>
    public static bool IsLikely(ReadOnlySpan<byte> bytes) => HiveKey.Split(bytes, out _).StartsWith("uSD"u8);
}
