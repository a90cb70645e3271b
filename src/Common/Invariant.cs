using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace Unum;

/// <summary>
/// Always-on assertions for what only a bug in Unum can break. What a caller can break is checked with the
/// <c>ArgumentException.ThrowIf…</c> family instead.
/// </summary>
internal static class Invariant
{
    /// <summary>Throws when <paramref name="condition"/> is false; <paramref name="why"/> says why it must hold.</summary>
    /// <exception cref="UnreachableException">The condition is false: a bug, never bad input.</exception>
    public static void Holds([DoesNotReturnIf(false)] bool condition, string why)
    {
        if (!condition) Fail(why);
    }

    [DoesNotReturn]
    private static void Fail(string why) => throw new UnreachableException($"Invariant broken: {why}");
}
