using System.Runtime.CompilerServices;

namespace Unum.Kairos.Mesh;

/// <summary>Where a peer's clock stands against ours, robustly: the median of the last nine (arrival - timestamp).</summary>
/// <remarks>
/// A sample is clock offset plus travel time, in ticks; positive when the peer's clock is behind or the message was slow. The
/// median ignores up to four outliers; drift is the median's change over at least <see cref="DriftWindow"/>. About 150 bytes.
/// </remarks>
internal struct PeerClock
{
    /// <summary>Samples before the clock counts as aligned.</summary>
    public const int WarmUp = 9;

    /// <summary>Ticks over which drift is measured: long enough that network jitter does not pass for it.</summary>
    public const long DriftWindow = 30 * TimeSpan.TicksPerSecond;

    private Samples _samples;
    private byte _count;
    private byte _next;
    private long _referenceAt;
    private long _reference;

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

    /// <summary>Ticks since the drift was last measured from; 0 while the clock is not aligned.</summary>
    public readonly long SinceReference(long now) => _referenceAt == 0 ? 0 : now - _referenceAt;

    /// <summary>By how much the median moved since then, in ticks.</summary>
    public readonly long Moved() => Median - _reference;

    /// <summary>Measures drift from here on.</summary>
    public void Rebase(long now)
    {
        _referenceAt = now;
        _reference = Median;
    }

    [InlineArray(WarmUp)]
    private struct Samples
    {
#pragma warning disable RCS1213 // The element of the array; used by every index
        private long _first;
#pragma warning restore RCS1213
    }
}
