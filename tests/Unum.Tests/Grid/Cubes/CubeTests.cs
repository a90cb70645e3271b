using Unum.Grid.Cubes;

namespace Unum.Tests.Grid.Cubes;

public sealed class CubeTests
{
    private static readonly CancellationToken Stopping = TestContext.Current.CancellationToken;

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
    public async Task Nine_minds_think_together_and_the_consensus_has_a_probability()
    {
        Cube cube = SharedBirth.Cube();
        CollectiveAnswer answer = await cube.CollectiveThinkAsync("To be, or not", new() { Bytes = 16, VertexBytes = 4 }, Stopping);
        Assert.True(answer.Consensus.Probability is > 0 and <= 1);
        Assert.Equal(9, answer.Vertices.Count);
        Assert.Equal(1, answer.Vertices.Sum(static v => v.Weight), 5);
        Assert.Equal(.6f, answer.KappaField);
    }
}
