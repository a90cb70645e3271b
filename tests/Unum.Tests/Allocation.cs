namespace Unum.Tests;

/// <summary>Counts the bytes that an action allocates on this thread.</summary>
internal static class Allocation
{
    private const int MostRuns = 5;

    /// <summary>The least of a few runs, ended by the first that allocates nothing: the runtime may allocate in any one of them (a method recompiled, a type first used), the action itself does so in all.</summary>
    public static long Of(Action action)
    {
        long least = long.MaxValue;
        for (int run = 0; run < MostRuns && least > 0; run++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            action();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }
}
