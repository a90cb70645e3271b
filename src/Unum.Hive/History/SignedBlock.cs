using System.Diagnostics.CodeAnalysis;
using Unum.Hive.Identity;
using Unum.Hive.Packets;
using Unum.Hive.Skills;

namespace Unum.Hive.History;

/// <summary>A signed block of a kind that histories hold, read far enough to check who signed it.</summary>
/// <param name="Author">Who claims to have signed.</param>
/// <param name="Lamport">The author's count.</param>
/// <param name="Delta">The delta of concepts, if it is one.</param>
/// <param name="Skill">The delta of a skill, if it is one.</param>
/// <param name="Basin">The basin, if it is one.</param>
public sealed record SignedBlock(AuthorId Author, uint Lamport, BasinDelta? Delta, SkillDelta? Skill, BasinPacket? Basin)
{
    /// <summary>Reads a delta, of concepts or of a skill, or a basin packet.</summary>
    /// <returns>False when the block is of no such kind.</returns>
    /// <exception cref="PacketException">It begins like one, but is none.</exception>
    public static bool TryRead(ReadOnlySpan<byte> block, [NotNullWhen(true)] out SignedBlock? read)
    {
        read = null;
        if (block.StartsWith("uBD"u8))
        {
            BasinDelta delta = BasinDelta.Read(block);
            read = new SignedBlock(delta.Author, delta.Lamport, delta, null, null);
        }
        else if (block.StartsWith("uSD"u8))
        {
            SkillDelta skill = SkillDelta.Read(block);
            read = new SignedBlock(skill.Author, skill.Lamport, null, skill, null);
        }
        else if (block.StartsWith("uBP"u8))
        {
            BasinPacket basin = BasinPacket.Read(block);
            read = new SignedBlock(basin.Author, basin.Lamport, null, null, basin);
        }

        return read is not null;
    }

    /// <summary>Whether the block, from which this was read, bears the author's signature.</summary>
    public bool IsSignedBy(ReadOnlySpan<byte> block, HiveKey author) => author.Author == Author
        && (Delta is not null ? BasinDelta.IsSignedBy(block, author) : Skill is not null ? SkillDelta.IsSignedBy(block, author) : BasinPacket.IsSignedBy(block, author));
}
