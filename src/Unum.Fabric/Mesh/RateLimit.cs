namespace Unum.Fabric.Mesh;

/// <summary>A token bucket: so many a second on average, so many at once.</summary>
internal sealed class RateLimit(int perSecond, int burst, TimeProvider time)
{
    private double _tokens = burst;
    private long _stamp = time.GetTimestamp();

    /// <summary>Whether one more may pass now.</summary>
    public bool Pass()
    {
        long now = time.GetTimestamp();
        _tokens = Math.Min(burst, _tokens + (time.GetElapsedTime(_stamp, now).TotalSeconds * perSecond));
        _stamp = now;
        if (_tokens < 1) return false;
        _tokens--;
        return true;
    }
}
