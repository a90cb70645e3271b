using System.Net;

namespace Unum.Fabric.Discovery;

/// <summary>
/// How many datagrams each address may send: a token bucket for each, as many as there is room for. When there is none, those that are full again are forgotten; when none
/// is, strangers share one bucket, so that a flood from many (forged) addresses takes no memory. One reader.
/// </summary>
internal sealed class AddressLimits(int perSecond, int burst, int most, TimeProvider time)
{
    private static readonly TimeSpan SweepEvery = TimeSpan.FromSeconds(1);
    private readonly Dictionary<IPAddress, Bucket> _buckets = [];
    private long _swept = time.GetTimestamp();
    private Bucket _strangers = new(burst, time.GetTimestamp());

    public int Count => _buckets.Count;

    /// <summary>Whether one more of this address may pass now.</summary>
    public bool Pass(IPAddress address)
    {
        long now = time.GetTimestamp();
        if (!_buckets.TryGetValue(address, out Bucket bucket))
        {
            if (_buckets.Count >= most) Forget(now);
            if (_buckets.Count >= most) return Take(ref _strangers, now);

            bucket = new Bucket(burst, now);
        }

        bool passes = Take(ref bucket, now);
        _buckets[address] = bucket;
        return passes;
    }

    private bool Take(ref Bucket bucket, long now)
    {
        double tokens = Tokens(bucket, now);
        bool passes = tokens >= 1;
        bucket = new Bucket(passes ? tokens - 1 : tokens, now);
        return passes;
    }

    private double Tokens(in Bucket bucket, long now) => Math.Min(burst, bucket.Tokens + (time.GetElapsedTime(bucket.At, now).TotalSeconds * perSecond));

    private void Forget(long now)
    {
        if (time.GetElapsedTime(_swept, now) < SweepEvery) return; // a flood does not buy a sweep with each datagram
        _swept = now;
        foreach ((IPAddress address, Bucket bucket) in _buckets)
        {
            if (Tokens(bucket, now) >= burst) _buckets.Remove(address); // a dictionary may lose entries while it is read
        }
    }

    private readonly record struct Bucket(double Tokens, long At);
}
