namespace Unum.Kairos.Witness;

/// <summary>A self-model frozen for inspection: x' = centre + drift + gain (x - centre) + noise, x = (phase velocity, coherence).</summary>
public readonly record struct LinearSelf
{
    internal LinearSelf(double centreV, double centreC, double driftV, double driftC, in Matrix2 gain, in Matrix2 noise)
    {
        (CentreV, CentreC, DriftV, DriftC, Gain) = (centreV, centreC, driftV, driftC, gain);

        // Where nothing has been learned yet any noise will do, as long as it is some.
        bool whole = noise.A > 0 && noise.D > 0 && noise.Determinant > 0;
        Noise = whole ? noise : noise + Matrix2.Diagonal(1e-12 + 1e-9 * Math.Abs(noise.A), 1e-12 + 1e-9 * Math.Abs(noise.D));
    }

    internal double CentreV { get; }

    internal double CentreC { get; }

    internal double DriftV { get; }

    internal double DriftC { get; }

    internal Matrix2 Gain { get; }

    internal Matrix2 Noise { get; }
}
