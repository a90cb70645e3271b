using Unum.Femto;
using Unum.Grid.Cubes;

namespace Unum.Tests.Grid.Cubes;

public sealed class CollectiveThinkTests
{
    private static readonly CancellationToken Stopping = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nine_minds_think_together_and_the_consensus_has_a_probability()
    {
        List<ThoughtStep> steps = [];
        List<Vertex> read = [];
        ThinkOptions options = new() { Bytes = 16, VertexBytes = 4, Step = steps.Add, VertexRead = t => { lock (read) read.Add(t.Vertex); } };
        CollectiveAnswer answer = await SharedBirth.Cube().CollectiveThinkAsync("To be, or not", options, Stopping);
        Assert.True(answer.Consensus.Probability is > 0 and <= 1);
        Assert.Equal(CubeShape.All, answer.Vertices.Select(static v => v.Vertex));
        Assert.Equal(CubeShape.All, read.Order());
        Assert.Equal(1, answer.Vertices.Sum(static v => v.Weight), 5);
        Assert.Equal(.6f, answer.KappaField);
        Assert.Equal(answer.Consensus.Bytes.ToArray(), steps.Select(static s => s.Value));
        Assert.Equal(-Math.Log2(answer.Consensus.Probability), steps.Average(static s => -Math.Log2(s.Probability)), 6);
        Assert.Equal(answer.Consensus.Disagreement, steps.Average(static s => s.Disagreement), 6);
        Assert.All(steps, static s => Assert.InRange(s.Disagreement, 0, Math.Log2(9)));
        Assert.All(steps, static s => Assert.InRange(s.Agreement, 0, 1));
        Assert.StartsWith(" to be", answer.Consensus.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public async Task A_seed_and_a_history_decide_the_answer_whatever_the_threads(int threads)
    {
        ThinkOptions options = new() { Bytes = 8, VertexBytes = 6, Threads = threads, Draw = new Completion(1.2, 1, 5) };
        ThinkOptions one = options with { Threads = 1 };
        Cube a = SharedBirth.Cube(), b = SharedBirth.Cube();
        for (int i = 0; i < 2; i++)
        {
            CollectiveAnswer x = await a.CollectiveThinkAsync("The cat sat", options, Stopping), y = await b.CollectiveThinkAsync("The cat sat", one, Stopping);
            Assert.Equal(x.Vertices, y.Vertices);
            Assert.Equal(x.Consensus.Bytes.ToArray(), y.Consensus.Bytes.ToArray());
            Assert.Equal(x.Consensus.Probability, y.Consensus.Probability);
        }

        CollectiveAnswer other = await a.CollectiveThinkAsync("The cat sat", options with { Draw = new Completion(1.2, 1, 6), Bytes = 24 }, Stopping);
        CollectiveAnswer same = await b.CollectiveThinkAsync("The cat sat", one with { Bytes = 24 }, Stopping);
        Assert.NotEqual(other.Consensus.Text, same.Consensus.Text);
    }

    [Fact]
    public async Task Nine_alike_do_not_disagree_and_the_specialised_do()
    {
        Cube alike = new("alike", static _ => SharedBirth.Birth.NewReader());
        CollectiveAnswer one = await alike.CollectiveThinkAsync("The dog ran", new() { Bytes = 6, Learn = false }, Stopping);
        Assert.Equal(0, one.Consensus.Disagreement, 5);
        Assert.True(one.Consensus.Agreement is 0 or > .99 || one.Vertices.Select(static v => v.Agreement).Distinct().Count() == 1);
        CollectiveAnswer nine = await SharedBirth.Cube().CollectiveThinkAsync("What is 2+2? ", new() { Bytes = 6 }, Stopping);
        Assert.True(nine.Consensus.Disagreement > .05, $"{nine.Consensus.Disagreement} bits");
        Assert.True(nine.Vertices.Select(static v => v.Surprise).Distinct().Count() > 5);
        Assert.Equal(Vertex.NWU, nine.Vertices.Where(static v => v.Vertex != Vertex.CENTRAL).MinBy(static v => v.Surprise)!.Vertex);
    }

    [Fact]
    public async Task The_integrator_learns_whom_to_believe_and_kappa_weighs()
    {
        Cube cube = SharedBirth.Cube();
        CollectiveAnswer first = await cube.CollectiveThinkAsync("4 + 4 = 8. 4 + 5 = 9. 5 + 5 = 10. What is 5+5? 10. ", new() { Bytes = 1, VertexBytes = 0 }, Stopping);
        CollectiveAnswer last = first;
        for (int i = 0; i < 4; i++) last = await cube.CollectiveThinkAsync("4 + 4 = 8. 4 + 5 = 9. 5 + 5 = 10. What is 5+5? 10. ", new() { Bytes = 1, VertexBytes = 0 }, Stopping);
        Assert.True(last.Consensus.QuerySurprise < last.Vertices.Min(static v => v.Surprise) + .05, $"mixture {first.Consensus.QuerySurprise}, later {last.Consensus.QuerySurprise}, best member {last.Vertices.Min(static v => v.Surprise)}");
        Assert.True(last.Consensus.QuerySurprise < first.Consensus.QuerySurprise);
        CubeMixer mixer = new();
        float[] x = [2, 2, 2, 2, 2, 2, 2, 2, 2], twice = [4, 2, 2, 2, 2, 2, 2, 2, 2];
        Assert.True(mixer.Mix(1, twice) > mixer.Mix(1, x), "a mind of twice the kappa moves the mixture more");
    }

    [Fact]
    public async Task Cancelled_thoughts_end_and_the_cube_thinks_on()
    {
        Cube cube = SharedBirth.Cube();
        using CancellationTokenSource cancelled = new();
        ThinkOptions options = new() { Bytes = 4096, VertexBytes = 0, Step = s => { if (s.Index == 2) cancelled.Cancel(); } };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cube.CollectiveThinkAsync("endless", options, cancelled.Token));
        Assert.Equal(PackState.Complete, cube.Machine.State);
        Assert.Equal(3, (await cube.CollectiveThinkAsync("again", new() { Bytes = 3, VertexBytes = 0 }, Stopping)).Consensus.Bytes.Length);
    }

    [Fact]
    public async Task Held_it_waits_unheld_it_goes_on_and_aborted_it_says_so()
    {
        Cube cube = SharedBirth.Cube();
        TaskCompletionSource held = new(TaskCreationOptions.RunContinuationsAsynchronously);
        int steps = 0;
        ThinkOptions options = new()
        {
            Bytes = 6,
            VertexBytes = 0,
            Step = s =>
            {
                steps++;
                if (s.Index != 1) return;
                cube.Machine.Send(PackCommand.Hold);
                held.SetResult();
            },
        };
        Task<CollectiveAnswer> thinking = cube.CollectiveThinkAsync("hold on", options, Stopping);
        await held.Task;
        Assert.Equal(PackState.Held, cube.Machine.State);
        CubeStateException refused = await Assert.ThrowsAsync<CubeStateException>(() => cube.ProcessVertexAsync(Vertex.NEU, "now?", null, Stopping));
        Assert.Contains("possible now: Stop, Unhold, Abort", refused.Message, StringComparison.Ordinal);
        Assert.False(thinking.IsCompleted);
        Assert.Equal(2, steps);
        cube.Machine.Send(PackCommand.Unhold);
        Assert.Equal(6, (await thinking).Consensus.Bytes.Length);
        Assert.Equal(PackState.Complete, cube.Machine.State);

        ThinkOptions abort = options with { Step = s => { if (s.Index == 1) cube.Machine.Send(PackCommand.Abort); } };
        Assert.Contains("Aborted", (await Assert.ThrowsAsync<CubeStateException>(() => cube.CollectiveThinkAsync("never mind", abort, Stopping))).Message, StringComparison.Ordinal);
        cube.Machine.Send(PackCommand.Clear);
        cube.Machine.Send(PackCommand.Reset);
        Assert.Equal(PackState.Idle, cube.Machine.State);
        Assert.True((await cube.CollectiveThinkAsync("once more", new() { Bytes = 2, VertexBytes = 0 }, Stopping)).Consensus.Probability > 0);
    }
}
