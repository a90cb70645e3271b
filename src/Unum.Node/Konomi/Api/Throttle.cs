using System.Threading.RateLimiting;

namespace Unum.Node.Konomi.Api;

/// <summary>
/// How much is done at once. Light calls and heavy ones (thinking, faces, regions, batches) have queues of their own, so that
/// thinking never keeps a value from being read; what no longer fits into a queue is answered 429 at once, which costs nothing.
/// </summary>
internal sealed class Throttle : IDisposable
{
    private readonly ConcurrencyLimiter _light;
    private readonly ConcurrencyLimiter _heavy;

    /// <param name="lightAtOnce">Light calls done at once.</param>
    /// <param name="lightWaiting">Light calls that may wait.</param>
    /// <param name="heavyAtOnce">Heavy calls done at once.</param>
    /// <param name="heavyWaiting">Heavy calls that may wait.</param>
    public Throttle(int lightAtOnce = 256, int lightWaiting = 2048, int heavyAtOnce = 0, int heavyWaiting = 512)
    {
        _light = Limit(lightAtOnce, lightWaiting);
        _heavy = Limit(heavyAtOnce > 0 ? heavyAtOnce : Math.Max(2, 2 * Environment.ProcessorCount), heavyWaiting);
    }

    /// <summary>Waits for its turn.</summary>
    /// <exception cref="ApiProblem">429: the queue is full.</exception>
    public async ValueTask<RateLimitLease> EnterAsync(bool heavy, CancellationToken stopping)
    {
        RateLimitLease lease = await (heavy ? _heavy : _light).AcquireAsync(1, stopping);
        if (lease.IsAcquired) return lease;
        lease.Dispose();
        throw ApiProblem.Overloaded("So many requests are waiting that this one would wait too long; ask again after the time in Retry-After.");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _light.Dispose();
        _heavy.Dispose();
    }

    private static ConcurrencyLimiter Limit(int atOnce, int waiting) => new(new ConcurrencyLimiterOptions
    {
        PermitLimit = atOnce,
        QueueLimit = waiting,
        QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
    });
}
