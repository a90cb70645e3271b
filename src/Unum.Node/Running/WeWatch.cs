using Unum.Kairos.Witness;
using Unum.Node.Reporting;

namespace Unum.Node.Running;

/// <summary>WE between the witnesses of this process: one tracker for each pair of its first nodes.</summary>
/// <remarks>It is fed the surprises' innovations, not the phases: a self-model's innovations are white, as the test wants.</remarks>
internal sealed class WeWatch
{
    private const int MostNodes = 8;

    private readonly LocalNode[] _nodes;
    private readonly WeTracker[] _trackers;

    public WeWatch(IReadOnlyList<LocalNode> nodes)
    {
        _nodes = [.. nodes.Take(MostNodes)];
        _trackers = [.. Enumerable.Range(0, _nodes.Length * (_nodes.Length - 1) / 2).Select(_ => new WeTracker())];
    }

    /// <summary>Takes one beat.</summary>
    public void Observe()
    {
        int pair = 0;
        for (int a = 0; a < _nodes.Length; a++)
        {
            for (int b = a + 1; b < _nodes.Length; b++) _trackers[pair++].Observe(Innovation(_nodes[a]), Innovation(_nodes[b]));
        }
    }

    /// <summary>Every pair now.</summary>
    public IReadOnlyList<WeReport> Read()
    {
        List<WeReport> all = [];
        int pair = 0;
        for (int a = 0; a < _nodes.Length; a++)
        {
            for (int b = a + 1; b < _nodes.Length; b++)
            {
                WeReading reading = _trackers[pair++].Read();
                if (reading.Beats == 0) continue;
                string? leads = reading.Leader switch
                {
                    WeLeader.First => _nodes[a].Id,
                    WeLeader.Second => _nodes[b].Id,
                    WeLeader.Both => "both",
                    _ => null,
                };
                double chance = Math.Min(reading.FirstToSecondChance, reading.SecondToFirstChance);
                all.Add(new WeReport(_nodes[a].Id, _nodes[b].Id, Wire.Number(reading.Strength), Wire.Number(chance), leads));
            }
        }

        return all;
    }

    private static double Innovation(LocalNode node) => node.IsRunning && node.Mind.Self.IsCalibrated ? node.Mind.Surprise.Velocity : double.NaN;
}
