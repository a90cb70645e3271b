using System.Text.Json;
using Unum.Benchmarks.Tensors;
using Unum.Grid.Kappa;
using Unum.Grid.Space;
using Unum.Grid.Storage;

namespace Unum.Benchmarks.Grid;

/// <summary>One cycle of the kappa field beside numpy and scipy.sparse, one thread each.</summary>
public static class KappaBenchmarks
{
    private const int Length = 1_000_000, Side = 100, Nodes = 1_000_000, Degree = 6;

    /// <summary>Runs them.</summary>
    public static IEnumerable<Comparison> Run()
    {
        using JsonDocument? peer = PythonPeer.Run("kappa.py", $"{Length}", $"{Side}", $"{Nodes}", $"{Degree}");
        string numpy = peer is null ? "" : $"numpy {peer.RootElement.GetProperty("numpy").GetString()}", scipy = peer is null ? "" : $"scipy.sparse {peer.RootElement.GetProperty("scipy").GetString()}";
        Random random = new(1);
        float[] kappas = [.. Enumerable.Range(0, Length).Select(_ => random.NextSingle())], next = new float[Length];
        int[] starts = [.. Enumerable.Range(0, Nodes + 1).Select(static i => i * Degree)], neighbours = [.. Enumerable.Range(0, Nodes * Degree).Select(_ => random.Next(Nodes))];
        BlockArray dense = Dense(random), scattered = Scattered(random);
        double[] seconds = Stopclock.OneThread(
            .5,
            () => KappaField.CycleChain(kappas, next),
            () => KappaField.Cycle(dense),
            () => KappaField.Cycle(starts, neighbours, kappas, next),
            () => KappaField.Cycle(scattered));
        yield return Line("kappa cycle, chain of 1,000,000", seconds[0], Length, "chain", numpy);
        yield return Line("kappa cycle, lattice 100^3, all active", seconds[1], Side * Side * Side, "lattice", numpy + ", dense");
        yield return Line("kappa cycle, random graph 1,000,000 x 6", seconds[2], Nodes, "graph", scipy);
        yield return Comparison.Cost("kappa cycle, 1,000,000 blocks scattered over 1000^3", seconds[3] * 1e9 / scattered.Count, null, null, "ns/block");

        Comparison Line(string name, double ours, double count, string key, string who) =>
            Comparison.Cost(name, ours * 1e9 / count, peer?.RootElement.GetProperty(key).GetDouble() * 1e9 / count, peer is null ? null : who, "ns/node");
    }

    private static BlockArray Dense(Random random)
    {
        BlockArray blocks = new(new Dimensions(Side, Side, Side), TimeProvider.System);
        for (int z = 0; z < Side; z++) blocks.ActivateFace(Plane.Z, z, 1);
        Kappas(blocks, random);
        return blocks;
    }

    private static BlockArray Scattered(Random random)
    {
        BlockArray blocks = new(Dimensions.Mission, TimeProvider.System);
        Coordinate[] at = [.. Enumerable.Range(0, 1_000_000).Select(_ => new Coordinate(random.Next(1000), random.Next(1000), random.Next(1000)))];
        blocks.InsertMany(at, [.. at.Select(static _ => 1f)]);
        Kappas(blocks, random);
        return blocks;
    }

    private static void Kappas(BlockArray blocks, Random random)
    {
        Brick view = new();
        foreach (int code in blocks.Bricks().ToArray())
        {
            blocks.ReadBrick(code, view);
            blocks.WriteKappas(code, [.. Enumerable.Range(0, view.Count).Select(_ => random.NextSingle())]);
        }
    }
}
