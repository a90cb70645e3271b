using System.Runtime.InteropServices;

namespace Unum.Benchmarks.Grid;

/// <summary>Processor time of the calling thread: a busy machine counts against nobody.</summary>
internal static partial class CpuClock
{
    private const int ThreadCpuTime = 3;

    public static unsafe double Seconds()
    {
        long* time = stackalloc long[2]; // seconds, nanoseconds
        _ = GetTime(ThreadCpuTime, time);
        return time[0] + (time[1] * 1e-9);
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static unsafe partial int GetTime(int clock, long* time);
}
