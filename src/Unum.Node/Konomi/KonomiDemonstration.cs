using Unum.Femto;
using Unum.Grid.Cubes;
using Unum.Grid.Instances;
using Unum.Grid.Space;
using Unum.Node.Settings;
using Unum.Tensors;

namespace Unum.Node.Konomi;

/// <summary>The mission's extended demonstration, step by step, with the real grid, tensors, minds and cubes of this program, kept nowhere.</summary>
internal static class KonomiDemonstration
{
    private const int Cubes = 5;
    private const int Side = 16;
    private const string Query = "What is 2+2?";

    /// <summary>Runs it.</summary>
    /// <param name="seed">Of the two matrices.</param>
    /// <param name="time">What it is timed with.</param>
    /// <param name="say">Told each step, for a person.</param>
    /// <param name="stopping">Ends it.</param>
    public static async Task<DemoReport> RunAsync(int seed, TimeProvider time, Action<string> say, CancellationToken stopping)
    {
        long start = time.GetTimestamp();
        List<string> failures = [];
        void Expect(bool holds, string otherwise)
        {
            if (!holds) failures.Add(otherwise);
        }

        say("🧬 Initializing KONOMI System...");
        string data = new SettingsReader().Environment(System.Environment.GetEnvironmentVariables()).Build().Data;
        await using KonomiService konomi = await KonomiService.OpenAsync(new KonomiOptions { Time = time, BirthFolder = Path.Combine(data, "femto") }, stopping);

        say("📦 Creating 10x10x10 BlockArray...");
        await konomi.Grids.CreateTemplateAsync(new Dimensions(10, 10, 10), "demo", "demo", stopping);
        GridInstance grid = await konomi.Grids.InstantiateAsync("demo", "demo", stopping);

        say("⚡ Activating blocks...");
        List<DemoBlock> blocks = await ActivateAsync(grid, Expect, stopping);

        say("🎲 Creating cube constellation...");
        CubeEntry[] cubes = [.. Enumerable.Range(0, Cubes).Select(i => konomi.Cubes.Create(FormattableString.Invariant($"cube_{i}"), null, default))];
        List<string> edges = Connect(konomi, cubes, Expect);

        say("🔧 Testing eVGPU tensor operations...");
        DemoProduct product = Multiply(seed, time);
        say(FormattableString.Invariant($"   Matrix multiplication: ({Side}, {Side}) @ ({Side}, {Side}) = ({product.Shape[0]}, {product.Shape[1]})"));
        Expect(product.LargestError < 1e-4, FormattableString.Invariant($"the matrix product is off by {product.LargestError}"));

        say("🧠 Processing with FemtoLLMs...");
        DemoQuery[] results = await Task.WhenAll(cubes.Select((c, i) => AskAsync(konomi, c, FormattableString.Invariant($"Query {i}"), stopping)));
        foreach (DemoQuery result in results)
        {
            say($"   {result.CubeId}/{result.Vertex}: {result.Text} → {result.Result.ReplaceLineEndings("⏎")}");
            Expect(result.Result.Length > 0 && result.Surprise > 0, $"{result.CubeId} did not answer");
            Expect(result.Heard >= 4, $"{result.CubeId}'s neighbours did not hear the answer");
        }

        say("🌐 Testing collective intelligence...");
        CollectiveThoughtAnswer thought = await konomi.Cubes.ThinkAsync(cubes[0], Query, stopping);
        say(FormattableString.Invariant($"   Consensus: {thought.Consensus.Probability:F3}   ({thought.Consensus.Text.ReplaceLineEndings("⏎")})"));
        say(FormattableString.Invariant($"   κ-field: {thought.KappaField:F3}"));
        Expect(thought.Vertices.Count == CubeShape.Minds, "not all nine minds took part");
        Expect(thought.Consensus.Probability is > 0 and <= 1, FormattableString.Invariant($"the consensus {thought.Consensus.Probability} is no probability"));
        Expect(thought.KappaField is > .5 and < .7, FormattableString.Invariant($"the kappa field {thought.KappaField} is not near 0.6"));

        say("📊 System metrics:");
        BirthModel birth = await konomi.Births.Model.GetAsync(stopping);
        long active = grid.Read(static b => b.Count);
        DemoMetrics metrics = new(active, active + (cubes.Length * CubeShape.Minds), Math.Round(cubes.Average(static c => c.Cube.Kappa), 6), cubes.Sum(static c => c.Cube.Bytes), birth.Bytes);
        say(FormattableString.Invariant($"   Active blocks: {metrics.ActiveBlocks}"));
        say(FormattableString.Invariant($"   Total LLMs: {metrics.TotalLlms}"));
        say(FormattableString.Invariant($"   Average κ: {metrics.AverageKappa:F3}"));
        Expect(active == Cubes, FormattableString.Invariant($"{active} blocks are active, not {Cubes}"));

        return new DemoReport
        {
            Dimensions = Answers.Triple(grid.Dimensions),
            Blocks = blocks,
            Cubes = [.. cubes.Select(static c => c.Cube.Id)],
            Edges = edges,
            Evgpu = product,
            Results = results,
            Collective = new DemoThought(Query, thought.Consensus.Probability, thought.Consensus.Text, thought.Consensus.Agreement, thought.KappaField),
            Metrics = metrics,
            Seconds = Math.Round(time.GetElapsedTime(start).TotalSeconds, 3),
            Failures = failures,
        };
    }

    private static async Task<List<DemoBlock>> ActivateAsync(GridInstance grid, Action<bool, string> expect, CancellationToken stopping)
    {
        List<DemoBlock> blocks = [];
        for (int i = 0; i < Cubes; i++)
        {
            Coordinate at = new(i, i, i);
            float value = .5f + (i * .1f);
            await grid.ApplyAsync(new GridOperation.Activate(at, value), stopping);
            blocks.Add(new DemoBlock(Answers.Triple(at), value, BlockVersion.Hash(at, value, grid.Dimensions)));
            expect(grid.Read(b => b.Get(at)) == value, FormattableString.Invariant($"block {at} does not hold {value}"));
        }

        return blocks;
    }

    private static List<string> Connect(KonomiService konomi, CubeEntry[] cubes, Action<bool, string> expect)
    {
        List<string> edges = [];
        for (int i = 0; i + 1 < cubes.Length; i++)
        {
            edges.Add($"{cubes[i].Cube.Id}/{konomi.Cubes.Connect(cubes[i], Vertex.SED, cubes[i + 1], Vertex.NWU).Edge}");
            expect(cubes[i].Cube.Neighbours().Contains(cubes[i + 1].Cube), $"{cubes[i].Cube.Id} does not lead to the next cube");
        }

        return edges;
    }

    private static async Task<DemoQuery> AskAsync(KonomiService konomi, CubeEntry cube, string text, CancellationToken stopping)
    {
        VertexProcessAnswer answer = await konomi.Cubes.ProcessAsync(cube, Vertex.NEU, text, ProcessOptions.Default, stopping);
        return new DemoQuery(answer.CubeId, answer.Vertex, text, answer.Result, answer.Surprise, answer.Kappa, answer.Echoes.Count);
    }

    /// <summary>Two matrices of normal numbers, multiplied by the tensor engine and, to compare, by hand.</summary>
    private static DemoProduct Multiply(int seed, TimeProvider time)
    {
        Random random = new(seed);
        Tensor a = Tensor.Normal(new Shape(Side, Side), random), b = Tensor.Normal(new Shape(Side, Side), random);
        TensorMath math = new();
        math.MatMul(a, b); // the first call compiles
        long start = time.GetTimestamp();
        Tensor c = math.MatMul(a, b);
        double took = time.GetElapsedTime(start).TotalMicroseconds;
        double error = 0;
        for (int i = 0; i < Side; i++)
        {
            for (int j = 0; j < Side; j++)
            {
                double sum = 0;
                for (int k = 0; k < Side; k++) sum += (double)a[i, k] * b[k, j];
                error = Math.Max(error, Math.Abs(sum - c[i, j]));
            }
        }

        return new DemoProduct([c.Shape.Rows, c.Shape.Columns], error, Math.Round(took, 1));
    }
}
