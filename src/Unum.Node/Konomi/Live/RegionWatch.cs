using Unum.Grid.Instances;
using Unum.Grid.Space;
using Unum.Grid.Storage;

namespace Unum.Node.Konomi.Live;

/// <summary>
/// Tells a WebSocket what changes in a region, in batches at most twenty times a second. A batch holds the newest state of at
/// most <see cref="MostBlocks"/> blocks; where more changed it says in which boxes ("truncated"), and the caller reads them with
/// GET /region. When the caller is too slow to take a batch, what changed is kept for the next one.
/// </summary>
internal sealed class RegionWatch : IDisposable
{
    private const int MostBlocks = 500;
    private const int MostBoxes = 64;
    private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(50);

    private readonly GridInstance _grid;
    private readonly GridChangeFeed _feed;
    private readonly Func<object, bool> _tell;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _over = new();
    private readonly HashSet<Coordinate> _blocks = [];
    private readonly List<(Coordinate Low, Coordinate High)> _boxes = [];

    public RegionWatch(GridInstance grid, Coordinate low, Coordinate high, Func<object, bool> tell, TimeProvider time)
    {
        (_grid, _tell, _time) = (grid, tell, time);
        _feed = grid.Subscribe(low, high);
        Pumping = PumpAsync(_over.Token);
    }

    /// <summary>Ends soon after it was disposed of.</summary>
    public Task Pumping { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        _over.Cancel();
        _feed.Dispose();
        _over.Dispose();
    }

    private async Task PumpAsync(CancellationToken over)
    {
        try
        {
            await foreach (GridChange first in _feed.ReadAllAsync(over))
            {
                Add(first);
                await Task.Delay(Gather, _time, over);
                while (_feed.TryRead(out GridChange? change)) Add(change!);
                while (!_tell(Batch())) await Task.Delay(10 * Gather, _time, over);
                _blocks.Clear();
                _boxes.Clear();
            }
        }
        catch (Exception e) when (e is OperationCanceledException or GridBusyException or ObjectDisposedException)
        {
            // It is over: the caller left, or the grid is closed.
        }
    }

    private void Add(GridChange change)
    {
        if (change.Kind == GridChangeKind.Blocks && _blocks.Count + change.Blocks.Count <= MostBlocks) _blocks.UnionWith(change.Blocks);
        else if (_boxes.Count < MostBoxes) _boxes.Add((change.Low, change.High));
        else (_boxes[0], _) = ((_feed.Low, _feed.High), 0);
    }

    private object Batch()
    {
        (BlockChange[] blocks, bool truncated) = _grid.Read(Gathered);
        return new
        {
            Event = "changed",
            InstanceId = _grid.Id,
            Blocks = blocks,
            Boxes = _boxes.Select(static b => new { Low = Answers.Triple(b.Low), High = Answers.Triple(b.High) }).ToArray(),
            Truncated = truncated,
        };
    }

    private (BlockChange[] Blocks, bool Truncated) Gathered(BlockArray array)
    {
        List<BlockChange> found = [];
        foreach (Coordinate at in _blocks) found.Add(array.TryGetBlock(at, out Block block) ? Shown(block) : new BlockChange(Answers.Triple(at), 0, false, 0, null));
        foreach ((Coordinate low, Coordinate high) in _boxes)
        {
            foreach (Block block in array.Region(low, high))
            {
                if (_blocks.Contains(block.At)) continue;
                if (found.Count >= MostBlocks) return ([.. found], true);
                found.Add(Shown(block));
            }
        }

        return ([.. found], false);
    }

    private static BlockChange Shown(in Block block) =>
        new(Answers.Triple(block.At), block.Value, true, Math.Round(block.Kappa, 6), Answers.Seconds(block.ActivatedMilliseconds));
}
