using System.Text;
using Unum.Fabric.Mesh;

namespace Unum.Simulation;

/// <summary>Has a link to every node and says whatever hurts, without the key: noise, lies, forgeries and recordings.</summary>
internal sealed class Attacker : IMeshLink
{
    private readonly World _world;
    private readonly Random _random;

    public Attacker(World world, int seed)
    {
        _world = world;
        _random = new Random(seed);
        Again();
    }

    /// <summary>Frames sent.</summary>
    public long Sent { get; private set; }

    /// <inheritdoc/>
    public void Send(string nodeId, ReadOnlyMemory<byte> frame)
    {
        // What it hears it could record as well; the network's recording is the same.
    }

    private void Again() => _world.After(TimeSpan.FromMilliseconds(_random.Next(1, 60)), () =>
    {
        SimulatedNode victim = _world.Nodes[_random.Next(_world.Nodes.Count)];
        if (victim.Alive)
        {
            Sent++;
            victim.Receive(Frame(), this);
        }

        Again();
    });

    private byte[] Frame()
    {
        string id = $"node-{_random.Next(_world.Nodes.Count + 2)}";
        string time = _world.Now.AddSeconds(_random.Next(-90, 90)).ToString("O", System.Globalization.CultureInfo.InvariantCulture);
        byte[]? recorded = _world.Network.Recorded.Count == 0 ? null : _world.Network.Recorded.ElementAt(_random.Next(_world.Network.Recorded.Count));
        switch (_random.Next(8))
        {
            case 0:
                byte[] noise = new byte[_random.Next(300)];
                _random.NextBytes(noise);
                return noise;
            case 1: return Json(id, "NaN", "1", time, 1);
            case 2: return Json(id, "1e999", "1", time, 1);
            case 3: return Json(id, "0.5", "1e9", time, long.MaxValue);
            case 4: return Json(id, "0.5", "1", time, _random.NextInt64());
            case 5: return new byte[5000];
            case 6 when recorded is not null:
                byte[] changed = [.. recorded];
                changed[_random.Next(changed.Length)] ^= (byte)(1 << _random.Next(8));
                return changed;
            default: return recorded ?? [];
        }
    }

    private static byte[] Json(string id, string real, string weight, string time, long seq) => Encoding.UTF8.GetBytes(
        $$"""{"node_id":"{{id}}","phase":{"real":{{real}},"imag":0},"coherence":1,"timestamp":"{{time}}","seq":{{seq}},"weight":{{weight}},"mac":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="}""");
}
