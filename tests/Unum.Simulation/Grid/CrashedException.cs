namespace Unum.Simulation.Grid;

/// <summary>The simulated machine stopped.</summary>
public sealed class CrashedException : IOException
{
    public CrashedException()
        : base("The machine stopped.")
    {
    }
}
