using System.Numerics;

namespace Unum.Kairos.Encoding;

/// <summary>Turns a stream of readings, taken at a fixed rate, into a stream of complex phases.</summary>
/// <remarks>
/// Contract: causal and allocation-free; one call per sampling instant. A reading that is not a usable number (NaN, infinite,
/// beyond 1e150) is missing, not fatal: the last good reading stands in for it, so that time stays regular, and it is counted
/// in <see cref="Missing"/>. Zero means "no evidence": what carries no movement in the band has no phase.
/// </remarks>
public interface IPhaseEncoder
{
    /// <summary>How far the phase lags behind the reading, in seconds.</summary>
    double DelaySeconds { get; }

    /// <summary>Readings replaced because they were not usable numbers.</summary>
    long Missing { get; }

    /// <summary>Takes the next reading.</summary>
    /// <param name="value">In the sensor's unit.</param>
    /// <returns>z: its argument is the phase, its modulus the amplitude; 0 when there is no evidence.</returns>
    Complex Encode(double value);

    /// <summary>Forgets everything, as if new.</summary>
    void Reset();
}
