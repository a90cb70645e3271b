using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Unum.Femto.Core;
using Unum.Hive.Content;
using Unum.Hive.Identity;
using Unum.Hive.Packets;

namespace Unum.Hive.Skills;

/// <summary>
/// A skill as it travels: what was learned from a text, as the difference to a core that everybody has, in 386 to 4,096 signed bytes. No index is sent:
/// seed and count name the map from z to weights (<see cref="SkillSpace"/>).
/// <para>
/// Layout, little endian: header 8 (magic "uSD" 3 | version 1 | count of z 2 | zero 2) | base 32 | author 8 | lamport 4 | capacity 1 | zero 1 | skill 4 |
/// seed 4 | step 2 (IEEE half) | gain 2 (IEEE half) | z, one signed byte each | signature 64 over all before.
/// </para>
/// </summary>
/// <param name="Base">Name of the core that z changes, see <see cref="NameOf"/>.</param>
/// <param name="Author">Who signs.</param>
/// <param name="Lamport">Grows with every delta of one author.</param>
/// <param name="Capacity">Binary logarithm of the author's parameters.</param>
/// <param name="Skill">What it is a skill of, see <see cref="ModeId.ConceptOf"/>.</param>
/// <param name="Seed">Names the map.</param>
/// <param name="Step">What one step of z means, above 0 and at most 1.</param>
/// <param name="Gain">Bits per byte that it saved on the author's held-out text, as the author says; 0 to 64.</param>
/// <param name="Z">256 to 3,966 numbers, -127 to 127.</param>
public sealed record SkillDelta(Digest256 Base, AuthorId Author, uint Lamport, byte Capacity, uint Skill, uint Seed, Half Step, Half Gain, ReadOnlyMemory<sbyte> Z)
{
    /// <summary>Most bytes, signature included.</summary>
    public const int MostBytes = 4096;

    /// <summary>Fewest numbers of a z.</summary>
    public const int LeastZ = SkillSpace.LeastDimensions;

    /// <summary>Most numbers of a z.</summary>
    public const int MostZ = MostBytes - Overhead;

    /// <summary>Bytes that are not z.</summary>
    public const int Overhead = BodyStart + HiveKey.SignatureLength;

    private const int BodyStart = 66;
    private const byte Version = 1;
    private const float MostGain = 64;

    /// <summary>Bytes of this delta.</summary>
    public int Length => Overhead + Z.Length;

    private static ReadOnlySpan<byte> Magic => "uSD"u8;

    /// <summary>The public name of a core: SHA-256 of its 7,600 weights as little-endian floats.</summary>
    public static Digest256 NameOf(CoreWeights core)
    {
        ArgumentNullException.ThrowIfNull(core);
        byte[] bytes = new byte[CoreWeights.Count * sizeof(float)];
        for (int i = 0; i < CoreWeights.Count; i++) BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(i * sizeof(float)), core.Values[i]);
        return Cid.Of(CidCodec.Raw, bytes).Digest;
    }

    /// <summary>Writes and signs.</summary>
    /// <exception cref="ArgumentException">The key is not the author's, or the delta is not canonical.</exception>
    public byte[] Sign(HiveKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        if (key.Author != Author) throw new ArgumentException("The key is not the author's.", nameof(key));
        if (Z.Length is < LeastZ or > MostZ) throw new ArgumentException(FormattableString.Invariant($"{Z.Length} numbers; a skill has {LeastZ} to {MostZ}."), nameof(key));
        if (Fault() is { } fault) throw new ArgumentException(fault, nameof(key));
        byte[] bytes = new byte[Length];
        Magic.CopyTo(bytes);
        bytes[3] = Version;
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(4), (ushort)Z.Length);
        Base.Write(bytes.AsSpan(8));
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(40), Author.Value);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(48), Lamport);
        bytes[52] = Capacity;
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(54), Skill);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(58), Seed);
        BinaryPrimitives.WriteHalfLittleEndian(bytes.AsSpan(62), Step);
        BinaryPrimitives.WriteHalfLittleEndian(bytes.AsSpan(64), Gain);
        MemoryMarshal.AsBytes(Z.Span).CopyTo(bytes.AsSpan(BodyStart));
        int end = BodyStart + Z.Length;
        key.Sign(bytes.AsSpan(0, end), bytes.AsSpan(end));
        return bytes;
    }

    /// <summary>Reads a delta; its signature is for <see cref="IsSignedBy"/>.</summary>
    /// <exception cref="PacketException">Not a skill in canonical form; says why.</exception>
    public static SkillDelta Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > MostBytes) throw new PacketException(FormattableString.Invariant($"{bytes.Length} bytes; a skill has at most {MostBytes}."));
        if (bytes.Length < Overhead + LeastZ) throw new PacketException("The skill is truncated.");
        if (!bytes.StartsWith(Magic)) throw new PacketException("Not a skill: it does not begin with uSD.");
        if (bytes[3] != Version) throw new PacketException(FormattableString.Invariant($"Version {bytes[3]} of skills is not known; this program reads {Version}."));
        if (bytes[6] != 0 || bytes[7] != 0 || bytes[53] != 0) throw new PacketException("Reserved bytes are not zero.");
        int count = BinaryPrimitives.ReadUInt16LittleEndian(bytes[4..]);
        if (bytes.Length != Overhead + count) throw new PacketException("The length is not what the header says.");
        SkillDelta delta = new(
            new Digest256(bytes[8..]), new AuthorId(BinaryPrimitives.ReadUInt64LittleEndian(bytes[40..])), BinaryPrimitives.ReadUInt32LittleEndian(bytes[48..]), bytes[52],
            BinaryPrimitives.ReadUInt32LittleEndian(bytes[54..]), BinaryPrimitives.ReadUInt32LittleEndian(bytes[58..]), BinaryPrimitives.ReadHalfLittleEndian(bytes[62..]),
            BinaryPrimitives.ReadHalfLittleEndian(bytes[64..]), MemoryMarshal.Cast<byte, sbyte>(bytes.Slice(BodyStart, count)).ToArray());
        return delta.Fault() is { } fault ? throw new PacketException(fault) : delta;
    }

    /// <summary>Whether these bytes end with this author's signature of what is before it.</summary>
    public static bool IsSignedBy(ReadOnlySpan<byte> bytes, HiveKey author)
    {
        ArgumentNullException.ThrowIfNull(author);
        return bytes.Length > HiveKey.SignatureLength && author.Verify(bytes[..^HiveKey.SignatureLength], bytes[^HiveKey.SignatureLength..]);
    }

    /// <summary>The core with this skill.</summary>
    /// <param name="core">The core that <see cref="Base"/> names.</param>
    /// <exception cref="ArgumentException">Another core.</exception>
    public CoreWeights On(CoreWeights core) => NameOf(core) == Base
        ? new SkillSpace(core, Z.Length, Seed).With(Z.Span, (float)Step)
        : throw new ArgumentException("The skill is a difference to another core.", nameof(core));

    private string? Fault()
    {
        if ((Skill & 15) != 0) return "The skill's name has bits that are always zero.";
        if (!((float)Step is > 0 and <= 1)) return "A step is above 0 and at most 1.";
        if (!((float)Gain is >= 0 and <= MostGain) || Half.IsNegative(Gain)) return "A gain is 0 to 64 bits per byte.";
        return Z.Span.Contains(sbyte.MinValue) ? "A z has numbers from -127 to 127." : null;
    }
}
