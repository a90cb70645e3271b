using Unum.Hive.Content;
using Unum.Hive.Identity;

namespace Unum.Hive.Instances;

/// <summary>A delta that was refused.</summary>
/// <param name="Reason">Why.</param>
/// <param name="Words">Why, for a person.</param>
/// <param name="Delta">Name of its bytes.</param>
/// <param name="Author">Whom it names as its author; null when it cannot be read. Proven only from <see cref="RefusalReason.AuthorNotAllowed"/> on.</param>
/// <param name="At">When.</param>
public sealed record Refusal(RefusalReason Reason, string Words, Cid Delta, AuthorId? Author, DateTimeOffset At);
