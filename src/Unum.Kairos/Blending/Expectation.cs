namespace Unum.Kairos.Blending;

/// <summary>What is to be expected of a sensor at a moment, and how well founded that is.</summary>
/// <param name="Mean">Expected value in the sensor's unit; NaN while the basis is <see cref="ExpectationBasis.None"/>.</param>
/// <param name="Spread">Standard deviation to expect around it, 0 or more; NaN with fewer than two observations.</param>
/// <param name="Basis">What it rests on.</param>
/// <param name="Visits">In how many separate weeks this hour of the week was seen.</param>
/// <param name="Observations">How many observations of this hour of the week still count, faded with age.</param>
public readonly record struct Expectation(double Mean, double Spread, ExpectationBasis Basis, int Visits, double Observations)
{
    /// <summary>Nothing known.</summary>
    public static readonly Expectation Nothing = new(double.NaN, double.NaN, ExpectationBasis.None, 0, 0);
}
