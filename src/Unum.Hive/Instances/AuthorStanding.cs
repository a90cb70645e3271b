using Unum.Hive.Identity;

namespace Unum.Hive.Instances;

/// <summary>
/// What the set says of an author, the same for all who have the same set.
/// </summary>
/// <param name="Author">Who.</param>
/// <param name="Trust">0 to 256. Before it has earned a standing (<paramref name="Established"/>) an author shares one small budget with all others who have none.</param>
/// <param name="Established">Whether it is a founder or has earned a standing.</param>
/// <param name="Helped">Modes of it that the panel or the founders bear out.</param>
/// <param name="Refused">Modes of it that were voted down or lie too far out.</param>
/// <param name="Deltas">Its deltas in the set.</param>
/// <param name="Equivocates">It signed two different deltas with one number: nothing of it counts.</param>
public sealed record AuthorStanding(AuthorId Author, int Trust, bool Established, int Helped, int Refused, int Deltas, bool Equivocates);
