using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Unum.Benchmarks.Tensors;

/// <summary>
/// Times alternatives in turns. One thread is timed by the processor time it gets, so that a busy machine counts against nobody; several are
/// timed by the clock on the wall. Each turn keeps its best repetition; the figure is the median over turns.
/// </summary>
internal static partial class Stopclock
{
    private const int Turns = 5;
    private const int ThreadCpuTime = 3;

    /// <summary>Seconds a call of each alternative, on the calling thread alone.</summary>
    public static double[] OneThread(double secondsATurn, params Action[] alternatives) => Measure(CpuSeconds, secondsATurn, alternatives);

    /// <summary>Seconds a call of each alternative, by the clock.</summary>
    public static double[] ManyThreads(double secondsATurn, params Action[] alternatives) =>
        Measure(() => Stopwatch.GetTimestamp() / (double)Stopwatch.Frequency, secondsATurn, alternatives);

    /// <summary>
    /// Runs short alternatives together until the compiler is through with all of them: it promotes code only after a tenth of a second without new
    /// code, and twice (instrumented, then optimised).
    /// </summary>
    public static void Ripen(Action[] alternatives)
    {
        for (int round = 0; round < 3; round++)
        {
            long start = Stopwatch.GetTimestamp();
            while (Stopwatch.GetElapsedTime(start).TotalSeconds < .7)
            {
                foreach (Action alternative in alternatives) alternative();
            }
        }
    }

    private static double[] Measure(Func<double> now, double secondsATurn, Action[] alternatives)
    {
        double[][] figures = [.. alternatives.Select(_ => new double[Turns])];
        foreach (Action alternative in (Action[])[.. alternatives, .. alternatives]) Warm(alternative);
        for (int turn = 0; turn < Turns; turn++)
        {
            for (int i = 0; i < alternatives.Length; i++) figures[i][turn] = Best(now, secondsATurn, alternatives[i]);
        }

        return [.. figures.Select(f => f.Order().ElementAt(Turns / 2))];
    }

    /// <summary>Often and long enough for the compiler's second tier, which waits until no new code comes: hence twice.</summary>
    private static void Warm(Action alternative)
    {
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < 40 || Stopwatch.GetElapsedTime(start).TotalSeconds < .15; i++)
        {
            alternative();
            if (Stopwatch.GetElapsedTime(start).TotalSeconds > 1) break;
        }
    }

    private static double Best(Func<double> now, double seconds, Action alternative)
    {
        double best = double.MaxValue, end = now() + seconds;
        double start = now();
        do
        {
            alternative();
            double stop = now();
            best = Math.Min(best, stop - start);
            start = stop;
        }
        while (start < end);
        return best;
    }

    /// <summary>Processor time that the calling thread has had, in seconds.</summary>
    public static double CpuSeconds()
    {
        _ = ClockGetTime(ThreadCpuTime, out Timespec time);
        return time.Seconds + (time.Nanoseconds * 1e-9);
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int ClockGetTime(int clock, out Timespec time);

    [StructLayout(LayoutKind.Sequential)]
    private readonly struct Timespec
    {
        public readonly long Seconds;
        public readonly long Nanoseconds;
    }
}
