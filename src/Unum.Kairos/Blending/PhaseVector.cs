using System.Numerics;

namespace Unum.Kairos.Blending;

/// <summary>Phases of some sensors in ordinal order of their ids, scaled to unit length; missing sensors count as zero.</summary>
internal readonly struct PhaseVector(IReadOnlyList<string> sensors, IReadOnlyList<Complex> phases)
{
    public IReadOnlyList<string> Sensors { get; } = sensors;

    public IReadOnlyList<Complex> Phases { get; } = phases;

    /// <summary>Sorts and scales what was sensed.</summary>
    /// <exception cref="ArgumentException">Empty, a sensor without an id, a phase that is not finite, or all of them zero.</exception>
    public static PhaseVector Of(IReadOnlyDictionary<string, Complex> sensed)
    {
        string[] ids = [.. sensed.Keys];
        Array.Sort(ids, StringComparer.Ordinal);
        Complex[] phases = new Complex[ids.Length];
        double largest = 0;
        for (int i = 0; i < ids.Length; i++)
        {
            if (string.IsNullOrEmpty(ids[i])) throw new ArgumentException("A sensor has no id.", nameof(sensed));
            phases[i] = sensed[ids[i]];
            if (!Complex.IsFinite(phases[i])) throw new ArgumentException($"The phase of {ids[i]} is not finite.", nameof(sensed));
            largest = Math.Max(largest, Math.Max(Math.Abs(phases[i].Real), Math.Abs(phases[i].Imaginary)));
        }

        if (largest == 0) throw new ArgumentException("No sensor has a phase: all are zero or missing.", nameof(sensed));
        for (int i = 0; i < phases.Length; i++) phases[i] = new(phases[i].Real / largest, phases[i].Imaginary / largest);
        Scale(phases);
        return new(ids, phases);
    }

    /// <summary>The inner product sum of conj(this) other over the sensors in both.</summary>
    public Complex Dot(PhaseVector other)
    {
        Complex sum = Complex.Zero;
        for (int i = 0, j = 0; i < Sensors.Count && j < other.Sensors.Count;)
        {
            int order = string.CompareOrdinal(Sensors[i], other.Sensors[j]);
            if (order == 0) sum += Complex.Conjugate(Phases[i]) * other.Phases[j];
            if (order <= 0) i++;
            if (order >= 0) j++;
        }

        return sum;
    }

    /// <summary>This, moved by <paramref name="share"/> towards another turned into its frame; sensors missing there stay.</summary>
    public PhaseVector Towards(PhaseVector other, double share)
    {
        Complex dot = Dot(other);
        double size = Complex.Abs(dot);
        Complex turn = size > 0 ? Complex.Conjugate(dot) / size : Complex.One;
        List<string> ids = new(Sensors.Count);
        List<Complex> mixed = new(Sensors.Count);
        for (int i = 0, j = 0; i < Sensors.Count || j < other.Sensors.Count;)
        {
            int order = i == Sensors.Count ? 1 : j == other.Sensors.Count ? -1 : string.CompareOrdinal(Sensors[i], other.Sensors[j]);
            ids.Add(order <= 0 ? Sensors[i] : other.Sensors[j]);
            mixed.Add(order < 0 ? Phases[i]
                : order > 0 ? share * turn * other.Phases[j]
                : (1 - share) * Phases[i] + share * turn * other.Phases[j]);
            if (order <= 0) i++;
            if (order >= 0) j++;
        }

        Complex[] blended = [.. mixed];
        Scale(blended);
        return new([.. ids], blended);
    }

    private static void Scale(Span<Complex> phases)
    {
        double norm = 0;
        foreach (Complex phase in phases) norm += phase.Real * phase.Real + phase.Imaginary * phase.Imaginary;
        Invariant.Holds(norm > 0, "blending starts from a vector of unit length and never cancels it: the turn aligns both");
        double scale = 1 / Math.Sqrt(norm);
        for (int i = 0; i < phases.Length; i++) phases[i] *= scale;
    }
}
