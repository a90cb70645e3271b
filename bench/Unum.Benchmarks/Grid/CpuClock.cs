using System.Runtime.InteropServices;

namespace Unum.Benchmarks.Grid;

/// <summary>Processor time of the calling thread: a busy machine counts against nobody.</summary>
internal static partial class CpuClock
{
    private const int ThreadCpuTime = 3;

    public static double Seconds()
    {
        _ = GetTime(ThreadCpuTime, out (long Seconds, long Nanoseconds) time);
        return time.Seconds + (time.Nanoseconds * 1e-9);
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int GetTime(int clock, out (long Seconds, long Nanoseconds) time);
}
