namespace Unum.Kairos.Encoding;

/// <summary>Keeps a phase continuous: each step is the shortest way round, and whole turns add up instead of vanishing.</summary>
/// <remarks>Correct while the true phase moves less than half a turn between two calls.</remarks>
public sealed class PhaseUnwrapper
{
    private bool _started;

    /// <summary>The continuous phase in radians.</summary>
    public double Value { get; private set; }

    /// <summary>Takes the next phase.</summary>
    /// <param name="phase">Radians, any branch; a non-finite phase is ignored.</param>
    /// <returns>The continuous phase.</returns>
    public double Next(double phase)
    {
        if (!double.IsFinite(phase)) return Value;
        Value = _started ? Value + Math.IEEERemainder(phase - Value, double.Tau) : phase;
        _started = true;
        return Value;
    }

    /// <summary>Forgets everything, as if new.</summary>
    public void Reset() => (Value, _started) = (0, false);
}
