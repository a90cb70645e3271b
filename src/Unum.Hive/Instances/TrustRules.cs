using Unum.Hive.Merging;

namespace Unum.Hive.Instances;

/// <summary>How trust is earned, lost and shared. All figures are whole numbers of one set, so all who have the set agree.</summary>
public static class TrustRules
{
    /// <summary>Modes borne out before an author has a standing of its own.</summary>
    public const int HelpedForStanding = 3;

    /// <summary>Trust of whoever has just earned a standing, before what it earned.</summary>
    public const int Start = 64;

    /// <summary>Trust that a mode which was borne out earns.</summary>
    public const int Earned = 16;

    /// <summary>Trust that a refused mode costs: four good ones.</summary>
    public const int Lost = 64;

    /// <summary>All authors without a standing together weigh at most one such part of those with one who speak of the same mode.</summary>
    public const int NewcomersPart = 16;

    /// <summary>Trust of an author.</summary>
    /// <param name="founder">Named by the charter: begins with full trust.</param>
    /// <param name="helped">Modes borne out.</param>
    /// <param name="refused">Modes refused.</param>
    /// <returns>0 to 256; 0 for whoever has no standing or has lost it.</returns>
    public static int Of(bool founder, int helped, int refused)
    {
        if (!founder && helped < HelpedForStanding) return 0;
        long trust = (founder ? BasinFold.FullTrust : Start) + ((long)Earned * helped) - ((long)Lost * refused);
        return (int)Math.Clamp(trust, 0, BasinFold.FullTrust);
    }
}
