namespace Unum.Tests.Kairos.Witness;

internal static class Gaussian
{
    /// <summary>A standard normal number (Box and Muller).</summary>
    public static double Normal(this Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(Math.Tau * random.NextDouble());
}
