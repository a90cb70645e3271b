using Unum.Grid.Cubes;
using Unum.Grid.Space;

namespace Unum.Tests.Grid.Cubes;

public sealed class CubeTests
{
    private static readonly CancellationToken Stopping = TestContext.Current.CancellationToken;

    /// <summary>The mission's list, as it stands there.</summary>
    private static readonly (string A, string B)[] Mission =
    [
        ("NWU", "NEU"), ("NWD", "NED"), ("NWU", "NWD"), ("NEU", "NED"), ("SWU", "SEU"), ("SWD", "SED"), ("SWU", "SWD"), ("SEU", "SED"),
        ("NWU", "SWU"), ("NEU", "SEU"), ("NWD", "SWD"), ("NED", "SED"),
    ];

    [Fact]
    public void The_missions_twelve_edges_are_those_of_a_true_cube()
    {
        Assert.Equal(12, CubeShape.Edges.Count);
        Assert.Equal(
            Mission.Select(static e => string.CompareOrdinal(e.A, e.B) < 0 ? e : (e.B, e.A)).Order(),
            CubeShape.Edges.Select(static e => (e.A.ToString(), e.B.ToString())).Select(static e => string.CompareOrdinal(e.Item1, e.Item2) < 0 ? e : (e.Item2, e.Item1)).Order());
        Assert.All(CubeShape.Edges, static e => Assert.Equal(1, e.A.ToString().Zip(e.B.ToString()).Count(static p => p.First != p.Second)));
        Cube cube = SharedBirth.Cube();
        Assert.Contains(Vertex.CENTRAL, cube.Edges(Vertex.NEU).Select(static p => p.Vertex));
        Assert.Equal(8, cube.Edges(Vertex.CENTRAL).Count);
        Assert.All(CubeShape.Corners, v => Assert.Equal(4, cube.Edges(v).Count));
    }

    [Fact]
    public async Task A_text_at_a_vertex_is_completed_and_heard_by_its_neighbours()
    {
        Cube cube = SharedBirth.Cube();
        VertexAnswer answer = await cube.ProcessVertexAsync(Vertex.NEU, "To be, or not", new() { Bytes = 12 }, Stopping);
        Assert.Equal(12, answer.Bytes.Length);
        Assert.True(answer.Surprise is > 0 and < 8);
        Assert.Equal([Vertex.NED, Vertex.NWU, Vertex.SEU, Vertex.CENTRAL], answer.Echoes.Select(static e => e.Vertex).Order());
        Assert.Equal(PackState.Complete, cube.Machine.State);
    }

    [Fact]
    public async Task What_travels_is_really_read_the_neighbour_is_less_surprised_the_second_time()
    {
        Cube cube = SharedBirth.Cube();
        const string text = "xylophone quartz jumps over the vexed wizard";
        double stranger = (await cube.ProcessVertexAsync(Vertex.SWD, text, new() { Bytes = 0, Hops = 0, Learn = false }, Stopping)).Surprise;
        await cube.ProcessVertexAsync(Vertex.NEU, text, new() { Bytes = 0 }, Stopping);
        double heard = (await cube.ProcessVertexAsync(Vertex.SEU, text, new() { Bytes = 0, Hops = 0, Learn = false }, Stopping)).Surprise;
        double still = (await cube.ProcessVertexAsync(Vertex.SWD, text, new() { Bytes = 0, Hops = 0, Learn = false }, Stopping)).Surprise;
        Assert.True(heard < stranger - 1, $"SEU heard it ({heard}), SWD did not ({stranger})");
        Assert.Equal(stranger, still);
    }

    [Fact]
    public async Task Nobody_hears_one_message_twice_in_a_ring_of_cubes_and_hops_are_edges()
    {
        Constellation all = SharedBirth.Constellation();
        Cube[] ring = [.. Enumerable.Range(0, 3).Select(i => all.Create($"ring{i}"))];
        Constellation.Chain([.. ring, ring[0]]);
        VertexAnswer answer = await ring[0].ProcessVertexAsync(Vertex.SED, "round and round", new() { Bytes = 2, Hops = 100, MostMinds = 1000 }, Stopping);
        Assert.Equal(26, answer.Echoes.Count);
        Assert.Equal(26, answer.Echoes.Select(static e => (e.CubeId, e.Vertex)).Distinct().Count());
        Assert.Equal(1, answer.Echoes.Single(static e => e is { CubeId: "ring1", Vertex: Vertex.NWU }).Hop);
        Assert.Equal(2, answer.Echoes.Single(static e => e is { CubeId: "ring2", Vertex: Vertex.SED }).Hop - answer.Echoes.Single(static e => e is { CubeId: "ring0", Vertex: Vertex.CENTRAL }).Hop + 0);
        Assert.True(answer.Echoes.Select(static e => e.Hop).SequenceEqual(answer.Echoes.Select(static e => e.Hop).Order()), "nearest first");
        VertexAnswer few = await ring[0].ProcessVertexAsync(Vertex.SED, "not so far", new() { Bytes = 0, Hops = 2, MostMinds = 5 }, Stopping);
        Assert.Equal(4, few.Echoes.Count);
        Assert.True(few.Unreached > 0);
    }

    [Fact]
    public async Task Cubes_that_speak_to_each_other_at_once_do_not_block()
    {
        Constellation all = SharedBirth.Constellation();
        Cube a = all.Create("a"), b = all.Create("b");
        foreach (Vertex v in CubeShape.Corners) a.Connect(v, b, v);
        VertexAnswer[] answers = await Task.WhenAll(Enumerable.Range(0, 24).Select(i =>
            (i % 2 == 0 ? a : b).ProcessVertexAsync(CubeShape.All[i % 9], "both at once", new() { Bytes = 1, Hops = 2 }, Stopping)));
        Assert.Equal(24, answers.Select(static x => x.MessageId).Distinct().Count());
    }

    [Fact]
    public void An_edge_is_there_once_both_ways_and_never_to_itself()
    {
        Cube a = SharedBirth.Cube("a"), b = SharedBirth.Cube("b");
        Assert.True(a.Connect(Vertex.NEU, Vertex.SWD));
        Assert.False(a.Connect(Vertex.SWD, Vertex.NEU));
        Assert.Equal(5, a.Edges(Vertex.SWD).Count);
        Assert.True(a.Connect(Vertex.SED, b, Vertex.NWU));
        Assert.Equal([a], b.Neighbours());
        Assert.True(b.Disconnect(Vertex.NWU, a, Vertex.SED));
        Assert.Empty(a.Neighbours());
        Assert.Throws<ArgumentException>(() => a.Connect(Vertex.NEU, Vertex.NEU));
        Assert.Contains("NEU, NED", Assert.Throws<ArgumentException>(() => CubeShape.Parse("NORTH")).Message, StringComparison.Ordinal);
        Assert.False(CubeShape.TryParse("3", out _));
    }

    [Fact]
    public void A_lattice_joins_the_corners_of_faces_that_touch()
    {
        Constellation all = SharedBirth.Constellation();
        Cube[] cubes = [all.Create("o", new Coordinate(0, 0, 0)), all.Create("e", new Coordinate(1, 0, 0)), all.Create("s", new Coordinate(0, 1, 0)), all.Create("d", new Coordinate(0, 0, 1))];
        Assert.Equal(12, Constellation.Lattice(cubes));
        Assert.Contains(new CubePlace(cubes[1], Vertex.NWU), cubes[0].Edges(Vertex.NEU));
        Assert.Contains(new CubePlace(cubes[2], Vertex.NEU), cubes[0].Edges(Vertex.SEU));
        Assert.Contains(new CubePlace(cubes[3], Vertex.SWU), cubes[0].Edges(Vertex.SWD));
        Assert.True(all.Remove("o"));
        Assert.Empty(cubes[1].Neighbours());
    }

    [Fact]
    public void The_field_of_cubes_comes_home_within_49_cycles_whatever_their_order()
    {
        Constellation all = SharedBirth.Constellation();
        Cube[] cubes = [.. Enumerable.Range(0, 6).Select(i => all.Create($"k{i}"))];
        Constellation.Chain(cubes);
        for (int i = 0; i < cubes.Length; i++) cubes[i].SetKappa(i % 2);
        float left = cubes[0].Kappa + (.1f * (cubes[1].Kappa - cubes[0].Kappa));
        all.UpdateField();
        Assert.Equal(left + (.05f * (.6f - left)), cubes[0].Kappa, 6);
        for (int cycle = 1; cycle < 49; cycle++) all.UpdateField();
        Assert.All(cubes, static c => Assert.InRange(c.Kappa, .55f, .65f));
        Assert.Equal(cubes[0].Kappa, cubes[0].KappaOf(Vertex.SWD));
        Cube alone = SharedBirth.Cube();
        alone.SetKappa(0);
        Assert.Equal(.03f, alone.UpdateField([]), 6);
    }

    [Fact]
    public async Task A_cube_saved_and_loaded_goes_on_as_it_would_have()
    {
        Constellation all = SharedBirth.Constellation();
        Cube cube = all.Create("keep", new Coordinate(1, 2, 3)), other = all.Create("other");
        cube.Connect(Vertex.SED, other, Vertex.NWU);
        cube.Connect(Vertex.NEU, Vertex.SWD);
        await cube.CollectiveThinkAsync("a thought to keep, a thought to keep", new() { Bytes = 3, VertexBytes = 0 }, Stopping);
        MemoryStream file = new();
        await cube.SaveAsync(file, CubeMinds.Save, Stopping);
        byte[] bytes = file.ToArray();
        (Cube back, IReadOnlyList<(Vertex From, string Cube, Vertex To)> outward) = Cube.Load(new MemoryStream(bytes), SharedBirth.Minds.Load);
        all.Remove("keep");
        all.Add(back, outward);
        Assert.Contains(new CubePlace(back, Vertex.SED), other.Edges(Vertex.NWU));
        Assert.Equal((PackState.Complete, new Coordinate(1, 2, 3)), (back.Machine.State, back.Position));
        ThinkOptions options = new() { Bytes = 6, VertexBytes = 4 };
        CollectiveAnswer here = await cube.CollectiveThinkAsync("a thought", options, Stopping), there = await back.CollectiveThinkAsync("a thought", options, Stopping);
        Assert.Equal(here.Vertices, there.Vertices);
        Assert.Equal(here.Consensus with { Bytes = default }, there.Consensus with { Bytes = default });
        bytes[bytes.Length / 2] ^= 1;
        Assert.Contains("checksum", Assert.Throws<InvalidDataException>(() => Cube.Load(new MemoryStream(bytes), SharedBirth.Minds.Load)).Message, StringComparison.Ordinal);
        Assert.Throws<InvalidDataException>(() => Cube.Load(new MemoryStream(bytes, 0, 40), SharedBirth.Minds.Load));
    }

    [Fact]
    public void A_thousand_cubes_fit_in_a_gigabyte()
    {
        Cube cube = SharedBirth.Cube();
        Assert.InRange(cube.Bytes, 9 * 20_000, 320_000);
        Assert.Equal(cube.Bytes, SharedBirth.Cube().Bytes);
    }

    [Fact]
    public async Task Options_out_of_range_are_refused()
    {
        Cube cube = SharedBirth.Cube();
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => cube.ProcessVertexAsync(Vertex.NEU, "x", new() { Hops = -1 }, Stopping));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => cube.ProcessVertexAsync((Vertex)9, "x", null, Stopping));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => cube.CollectiveThinkAsync("x", new() { Bytes = 0 }, Stopping));
        Assert.Equal(PackState.Idle, cube.Machine.State);
    }
}
