namespace Unum.Kairos.Coupling;

/// <summary>Two coupled phases in closed form: d Delta/dt = delta - K sin(Delta) (Adler, 1946).</summary>
/// <remarks>The pair locks when the coupling can make good the difference of the natural frequencies, delta &lt;= K.</remarks>
/// <param name="Difference">delta, how much faster one would run alone, in rad/s; its sign does not matter.</param>
/// <param name="Coupling">K in rad/s, at least 0.</param>
public readonly record struct CoupledPair(double Difference, double Coupling)
{
    /// <summary>Whether the two end up locked.</summary>
    public bool Locks => Math.Abs(Difference) <= Coupling;

    /// <summary>The phase difference a locked pair settles at, in rad, in [0, pi/2]; NaN when it drifts.</summary>
    public double LockedAngle => Locks ? Difference == 0 ? 0 : Math.Asin(Math.Abs(Difference) / Coupling) : double.NaN;

    /// <summary>|T_sync| of a locked pair, cos(angle / 2); NaN when it drifts.</summary>
    public double SyncMagnitude => Math.Cos(LockedAngle / 2);

    /// <summary>How fast a drifting pair passes itself, sqrt(delta^2 - K^2) in rad/s; 0 when locked.</summary>
    public double BeatFrequency => Locks ? 0 : Math.Sqrt(Difference * Difference - Coupling * Coupling);

    /// <summary>Long-run phase locking value |mean e^{i Delta}|: 1 when locked, (delta - beat) / K when drifting.</summary>
    public double PhaseLocking => Locks ? 1 : Coupling == 0 ? 0 : (Math.Abs(Difference) - BeatFrequency) / Coupling;
}
