using System.Globalization;

namespace Unum.Simulation;

/// <summary>Runs a property over many seeds; the seed of a failure is printed and reruns alone with UNUM_SEED.</summary>
internal static class Seeds
{
    public static void Check(int count, Action<int> property)
    {
        string? only = Environment.GetEnvironmentVariable("UNUM_SEED");
        int first = only is null ? 0 : int.Parse(only, CultureInfo.InvariantCulture);
        for (int seed = first; seed < (only is null ? count : first + 1); seed++)
        {
            try
            {
                property(seed);
            }
            catch (Exception e)
            {
                Console.Error.WriteLine($"Seed {seed} fails; UNUM_SEED={seed} reruns it alone.");
                throw new Xunit.Sdk.XunitException($"Seed {seed} fails (UNUM_SEED={seed} reruns it alone): {e.Message}", e);
            }
        }
    }
}
