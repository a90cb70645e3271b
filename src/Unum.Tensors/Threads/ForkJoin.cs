namespace Unum.Tensors.Threads;

/// <summary>
/// Runs numbered parts on the caller and on pool threads that happen to be free. The caller takes parts too and waits only for those
/// that somebody has begun, so a busy pool slows nothing down and nesting cannot block.
/// </summary>
internal static class ForkJoin
{
    /// <summary>Runs parts 0 to <paramref name="parts"/> - 1 once each on up to <paramref name="threads"/> threads; returns when all are done.</summary>
    /// <exception cref="AggregateException">Parts threw.</exception>
    public static void Run(int threads, int parts, Action<int> body)
    {
        if (threads <= 1 || parts <= 1)
        {
            for (int part = 0; part < parts; part++) body(part);
            return;
        }

        Job job = new(parts, body);
        for (int helper = 1; helper < Math.Min(threads, parts); helper++) ThreadPool.UnsafeQueueUserWorkItem(job, preferLocal: false);
        job.Execute();
        job.Wait();
    }

    private sealed class Job(int parts, Action<int> body) : IThreadPoolWorkItem
    {
        private readonly List<Exception> _failures = [];
        private int _next = -1;
        private int _done;

        public void Execute()
        {
            for (int part = Interlocked.Increment(ref _next); part < parts; part = Interlocked.Increment(ref _next))
            {
                try
                {
                    body(part);
                }
                catch (Exception e) when (Collect(e))
                {
                    // Told to the caller when every part has ended.
                }

                Interlocked.Increment(ref _done);
            }
        }

        public void Wait()
        {
            SpinWait spin = default;
            while (Volatile.Read(ref _done) < parts) spin.SpinOnce(sleep1Threshold: -1);
            if (_failures.Count > 0) throw new AggregateException(_failures);
        }

        private bool Collect(Exception failure)
        {
            lock (_failures) _failures.Add(failure);
            return true;
        }
    }
}
