using System.Numerics;

namespace Unum.Kairos.Blending;

/// <summary>A pattern of phases across sensors that the mind keeps.</summary>
/// <param name="Id">Grows with every new pattern of a memory; 1 or more.</param>
/// <param name="Sensors">Ids of the sensors in it, in ordinal order, each once.</param>
/// <param name="Phases">Their phases up to a common rotation, in the order of <paramref name="Sensors"/>; sum of |z|^2 = 1.</param>
/// <param name="Strength">How firmly it stood at <paramref name="LastSeen"/>: 1 for every time it was seen, fading since.</param>
/// <param name="FirstSeen">When it was first seen.</param>
/// <param name="LastSeen">When it was last seen.</param>
/// <param name="Count">How often it was seen.</param>
public sealed record PhasePattern(
    long Id,
    IReadOnlyList<string> Sensors,
    IReadOnlyList<Complex> Phases,
    double Strength,
    DateTimeOffset FirstSeen,
    DateTimeOffset LastSeen,
    long Count)
{
    private const double NormTolerance = 1e-6;

    /// <summary>Its strength at a later moment.</summary>
    /// <param name="now">Moments before <see cref="LastSeen"/> count as that moment.</param>
    /// <param name="halfLife">Time in which an unused pattern loses half its strength.</param>
    public double StrengthAt(DateTimeOffset now, TimeSpan halfLife) =>
        now <= LastSeen ? Strength : Strength * Math.Pow(2, -((now - LastSeen) / halfLife));

    /// <summary>Why this cannot be a pattern that a memory wrote; null when it can.</summary>
    /// <remarks>For stores: what comes back from a disk is checked before it is believed.</remarks>
    public string? WhyUnsound()
    {
        if (Id < 1) return "its id is below 1";
        if (Sensors.Count == 0 || Sensors.Count != Phases.Count) return "its sensors and phases do not match";
        for (int i = 0; i < Sensors.Count; i++)
        {
            if (string.IsNullOrEmpty(Sensors[i])) return "a sensor has no id";
            if (i > 0 && string.CompareOrdinal(Sensors[i - 1], Sensors[i]) >= 0) return "its sensors are out of order";
        }

        double norm = 0;
        foreach (Complex phase in Phases) norm += phase.Real * phase.Real + phase.Imaginary * phase.Imaginary;
        if (!(Math.Abs(norm - 1) < NormTolerance)) return "its phases are not of unit length";
        if (!(Strength > 0) || !double.IsFinite(Strength)) return "its strength is impossible";
        if (Count < 1) return "its count is below 1";
        return LastSeen < FirstSeen ? "it was last seen before it was first seen" : null;
    }
}
