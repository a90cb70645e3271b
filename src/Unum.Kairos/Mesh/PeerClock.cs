using System.Runtime.CompilerServices;

namespace Unum.Kairos.Mesh;

/// <summary>Where a peer's clock stands against ours, robustly: the median of the last nine (arrival - timestamp).</summary>
/// <remarks>
/// A sample is clock offset plus travel time, in ticks; positive when the peer's clock is behind or the message was slow. The
/// median ignores up to four outliers. Drift is the median's change over a window; two windows in a row must show it, because a
/// single step moves the median as far. About 150 bytes.
/// </remarks>
internal struct PeerClock
{
    /// <summary>Samples before the clock counts as aligned.</summary>
    public const int WarmUp = 9;

    /// <summary>Ticks over which drift is measured: long enough that network jitter does not pass for it.</summary>
    public const long DriftWindow = 15 * TimeSpan.TicksPerSecond;

    private Samples _samples;
    private byte _count;
    private byte _next;
    private long _referenceAt;
    private long _reference;
    private double _lastRate;

    /// <summary>Median of the samples in ticks; 0 before the first.</summary>
    public long Median { get; private set; }

    /// <summary>Whether enough samples were seen.</summary>
    public readonly bool Aligned => _count == WarmUp;

    /// <summary>Forgets every sample.</summary>
    public void Reset() => this = default;

    /// <summary>Takes a sample that arrived at <paramref name="now"/>.</summary>
    public void Add(long sample, long now)
    {
        _samples[_next] = sample;
        _next = (byte)((_next + 1) % WarmUp);
        if (_count < WarmUp) _count++;

        Samples sorted = default;
        for (int i = 0; i < _count; i++)
        {
            int j = i;
            for (; j > 0 && sorted[j - 1] > _samples[i]; j--) sorted[j] = sorted[j - 1];
            sorted[j] = _samples[i];
        }

        Median = sorted[(_count - 1) / 2];
        if (Aligned && _referenceAt == 0) Rebase(now);
    }

    /// <summary>Whether it has drifted since the last look, by more than may be.</summary>
    /// <param name="now">Our clock.</param>
    /// <param name="limits">What may be; one beat of grace, because the median trembles with the network.</param>
    /// <param name="rate">By how much, in seconds per second; positive when the peer's clock loses.</param>
    public readonly bool Drifts(long now, MeshLimits limits, out double rate)
    {
        long span = _referenceAt == 0 ? 0 : now - _referenceAt;
        long moved = Median - _reference;
        rate = span > 0 ? (double)moved / span : 0;
        return Math.Abs(moved) > (limits.MaxDrift * span) + limits.Beat;
    }

    /// <summary>Looks for drift once a window.</summary>
    /// <returns>Its rate when two windows in a row show it, else 0.</returns>
    public double LookForDrift(long now, MeshLimits limits)
    {
        if (_referenceAt == 0 || now - _referenceAt < DriftWindow) return 0;
        double found = Drifts(now, limits, out double rate) ? rate : 0;
        bool twice = found * _lastRate > 0;
        Rebase(now);
        _lastRate = found;
        return twice ? found : 0;
    }

    /// <summary>Measures drift from here on.</summary>
    public void Rebase(long now)
    {
        _referenceAt = now;
        _reference = Median;
        _lastRate = 0;
    }

    [InlineArray(WarmUp)]
    private struct Samples
    {
#pragma warning disable RCS1213 // The element of the array; used by every index
        private long _first;
#pragma warning restore RCS1213
    }
}
