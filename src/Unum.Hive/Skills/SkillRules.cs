using Unum.Hive.Identity;

namespace Unum.Hive.Skills;

/// <summary>Whom a shelf lets in, and whom first when room is short.</summary>
/// <param name="Self">The shelf's owner: always kept.</param>
/// <param name="Allows">Who may share; null is everybody.</param>
/// <param name="IsFounder">Whose skills are kept before others'; null is nobody's.</param>
public sealed record SkillRules(AuthorId Self, Func<AuthorId, bool>? Allows = null, Func<AuthorId, bool>? IsFounder = null)
{
    /// <summary>Authors whose skills are kept.</summary>
    public const int MostAuthors = 32;

    /// <summary>Skills kept of one author: its newest.</summary>
    public const int MostOfAuthor = 16;

    /// <summary>Packets of one author that are ever written to the store; the owner's own are not counted.</summary>
    public const int MostWrittenOfAuthor = 256;

    /// <summary>Packets that are ever written to the store: 32 MiB.</summary>
    public const int MostWritten = 8192;

    /// <summary>Bytes of a held-out text that are kept and measured on.</summary>
    public const int MostHeldOut = 8192;

    /// <summary>Held-out texts that are kept.</summary>
    public const int MostTexts = 64;

    /// <summary>The lower, the sooner an author is kept. A function of the author alone, so that no order of arrival matters.</summary>
    internal (int Tier, ulong Author) Rank(AuthorId author) => (author == Self ? 0 : IsFounder?.Invoke(author) == true ? 1 : 2, author.Value);
}
