using System.Threading.Channels;
using Unum.Grid.Instances;
using Unum.Grid.Space;
using Unum.Node.Reporting;

namespace Unum.Node.Konomi;

/// <summary>
/// The mesh meets the grid: when a sensor collapses, a block of the instance "main" wakes up. x is the sensor (FNV-1a of its name),
/// y the hour of the week in UTC (0 is Monday 00:00), z the week since 1970 (both modulo the grid's size); the value is the strongest
/// |T|² of that hour, 0 to 1. So a face of one x is the life of a sensor, and a face of one z a week of all of them.
/// <para>The heartbeat only puts collapses into a queue of <see cref="QueueLength"/>; when the grid is slow the oldest are dropped
/// and counted. Two sensors of one x share their blocks.</para>
/// </summary>
internal sealed class SensorBlocks : IAsyncDisposable
{
    public const int QueueLength = 1024;
    private const string Collapse = "collapse";
    private static readonly DateTimeOffset FirstMonday = new(1970, 1, 5, 0, 0, 0, TimeSpan.Zero);

    private readonly Channel<EventReport> _collapses;
    private readonly GridCatalogue _grids;
    private readonly Task _writing;
    private long _dropped;

    public SensorBlocks(GridCatalogue grids)
    {
        _grids = grids;
        _collapses = Channel.CreateBounded<EventReport>(
            new BoundedChannelOptions(QueueLength) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true }, _ => Interlocked.Increment(ref _dropped));
        _writing = WriteAsync();
    }

    /// <summary>Collapses that found the queue full.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    /// <summary>Where a sensor's collapse belongs.</summary>
    public static Coordinate Place(string sensor, DateTimeOffset time, Dimensions size)
    {
        uint hash = 2166136261;
        foreach (char c in sensor) hash = (hash ^ c) * 16777619;
        TimeSpan since = time - FirstMonday;
        long hours = (long)Math.Floor(since.TotalHours), week = Math.DivRem(hours, 168, out long hour);
        return new Coordinate((int)(hash % (uint)size.X), (int)(Math.Max(hour, 0) % size.Y), (int)(Math.Max(week, 0) % size.Z));
    }

    /// <summary>Takes what happened in a beat; returns at once.</summary>
    public void Offer(IReadOnlyList<EventReport> events)
    {
        foreach (EventReport happened in events)
        {
            if (happened is { Kind: Collapse, Lag: not null }) _collapses.Writer.TryWrite(happened);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _collapses.Writer.TryComplete();
        await _writing;
    }

    private async Task WriteAsync()
    {
        await foreach (EventReport collapse in _collapses.Reader.ReadAllAsync())
        {
            if (_grids.FindInstance(KonomiService.Main) is not { } grid) continue;
            Coordinate at = Place(collapse.Subject, collapse.Time, grid.Dimensions);
            float intensity = (float)(collapse.Strength ?? 0);
            try
            {
                await grid.ApplyAsync(new GridOperation.Set(at, intensity), new GridApplyOptions { When = blocks => blocks.Get(at) < intensity });
            }
            catch (Exception e) when (e is GridBusyException or IOException or ObjectDisposedException)
            {
                Interlocked.Increment(ref _dropped); // a grid with more urgent things to do, or a full disk: the heartbeat goes on
            }
        }
    }
}
