using FsCheck;
using FsCheck.Fluent;
using Unum.Femto.Core;
using Unum.Grid.Instances;
using Unum.Grid.Kappa;
using Unum.Grid.Minds;
using Unum.Grid.Space;
using Unum.Grid.Storage;

namespace Unum.Tests.Grid.Kappa;

public sealed class KappaFieldTests
{
    [Fact]
    public void On_any_graph_the_farthest_kappa_comes_nearer_by_a_twentieth_each_cycle()
    {
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), static seed =>
        {
            (int[] starts, int[] neighbours, float[] kappas) = RandomGraph(seed, 60);
            float[] next = new float[kappas.Length];
            KappaField.Cycle(starts, neighbours, kappas, next);
            return Farthest(next) <= (.95f * Farthest(kappas)) + 1e-6f;
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void From_anywhere_49_cycles_suffice_and_from_nothing_48_do_not()
    {
        (int[] starts, int[] neighbours, float[] kappas) = RandomGraph(1, 200);
        for (int cycle = 0; cycle < 49; cycle++) kappas = Cycled(starts, neighbours, kappas);
        Assert.True(Farthest(kappas) <= .05f);
        float[] zeros = new float[200];
        for (int cycle = 0; cycle < 48; cycle++) zeros = Cycled(starts, neighbours, zeros);
        Assert.True(Farthest(zeros) > .05f, "all zeros is the worst start: .6 x .95^48 is still above .05");
        Assert.True(Farthest(Cycled(starts, neighbours, zeros)) <= .05f);
    }

    [Fact]
    public void Counting_inactive_neighbours_as_zero_never_converges()
    {
        float[] kappas = [.6f];
        for (int cycle = 0; cycle < 1000; cycle++) kappas[0] = KappaField.Next(kappas[0], 0, 6);
        Assert.Equal(.2069f, kappas[0], 3); // fixed point of k = .95 x .9 k + .03: .03 / .145
    }

    [Fact]
    public void The_lattice_moves_as_its_graph_does()
    {
        BlockArray blocks = Scattered(out List<Coordinate> all);
        (int[] starts, int[] neighbours) = Graph(blocks, all);
        float[] kappas = [.. all.Select(a => blocks.TryGetBlock(a, out Block b) ? b.Kappa : -1)];
        KappaField.Cycle(blocks);
        float[] expected = Cycled(starts, neighbours, kappas);
        for (int i = 0; i < all.Count; i++)
        {
            Assert.True(blocks.TryGetBlock(all[i], out Block block));
            Assert.Equal(expected[i], block.Kappa, 5);
        }
    }

    [Theory]
    [InlineData(Plane.X)]
    [InlineData(Plane.Y)]
    [InlineData(Plane.Z)]
    public void A_face_moves_as_the_lattice_does_and_nothing_beside_it(Plane plane)
    {
        BlockArray blocks = Scattered(out List<Coordinate> all);
        (int[] starts, int[] neighbours) = Graph(blocks, all);
        float[] kappas = [.. all.Select(a => blocks.TryGetBlock(a, out Block b) ? b.Kappa : -1)], expected = Cycled(starts, neighbours, kappas);
        FaceWorkResult result = new BlockMinds(new BlockCore(new CoreWeights(), 16)).SyncFace(blocks, plane, 8, new FaceTurns());
        double sum = 0;
        long on = 0;
        for (int i = 0; i < all.Count; i++)
        {
            bool there = (plane switch { Plane.X => all[i].X, Plane.Y => all[i].Y, _ => all[i].Z }) == 8;
            Assert.True(blocks.TryGetBlock(all[i], out Block block));
            Assert.Equal(there ? expected[i] : kappas[i], block.Kappa, 5);
            if (!there) continue;
            on++;
            sum += block.Kappa;
        }

        Assert.Equal(on, result.Processed);
        Assert.Equal(sum / on, result.MeanKappa, 6);
    }

    [Fact]
    public void A_chain_moves_as_its_graph_does()
    {
        foreach (int n in (int[])[0, 1, 2, 3, 17, 18, 19, 100])
        {
            Random random = new(n);
            float[] kappas = [.. Enumerable.Range(0, n).Select(_ => random.NextSingle())], next = new float[n];
            List<int> starts = [0], neighbours = [];
            for (int i = 0; i < n; i++)
            {
                if (i > 0) neighbours.Add(i - 1);
                if (i + 1 < n) neighbours.Add(i + 1);
                starts.Add(neighbours.Count);
            }

            KappaField.CycleChain(kappas, next);
            Assert.Equal(Cycled([.. starts], [.. neighbours], kappas), next);
        }
    }

    private static float[] Cycled(int[] starts, int[] neighbours, float[] kappas)
    {
        float[] next = new float[kappas.Length];
        KappaField.Cycle(starts, neighbours, kappas, next);
        return next;
    }

    private static float Farthest(float[] kappas) => kappas.Max(static k => Math.Abs(k - .6f));

    private static (int[] Starts, int[] Neighbours, float[] Kappas) RandomGraph(int seed, int nodes)
    {
        Random random = new(seed);
        List<int> starts = [0], neighbours = [];
        for (int i = 0; i < nodes; i++)
        {
            for (int edges = random.Next(5); edges > 0; edges--) neighbours.Add(random.Next(nodes));
            starts.Add(neighbours.Count);
        }

        return ([.. starts], [.. neighbours], [.. Enumerable.Range(0, nodes).Select(_ => random.NextSingle())]);
    }

    private static BlockArray Scattered(out List<Coordinate> all)
    {
        BlockArray blocks = new(new Dimensions(17, 18, 19), TimeProvider.System);
        Random random = new(5);
        for (int i = 0; i < 1800; i++)
        {
            Coordinate at = new(random.Next(17), random.Next(18), random.Next(19));
            blocks.Activate(at);
            blocks.SetKappa(at, random.NextSingle());
        }

        all = [.. blocks.Blocks().Select(static b => b.At)];
        return blocks;
    }

    private static (int[] Starts, int[] Neighbours) Graph(BlockArray blocks, List<Coordinate> all)
    {
        Dictionary<Coordinate, int> number = all.Select(static (a, i) => (a, i)).ToDictionary(static p => p.a, static p => p.i);
        List<int> starts = [0], neighbours = [];
        Coordinate[] near = new Coordinate[6];
        foreach (Coordinate at in all)
        {
            int count = blocks.Neighbours(at, Adjacency.Six, near);
            neighbours.AddRange(near[..count].Select(n => number[n]));
            starts.Add(neighbours.Count);
        }

        return ([.. starts], [.. neighbours]);
    }
}
