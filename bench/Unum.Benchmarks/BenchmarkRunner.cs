using System.Globalization;
using System.Text.Json;
using Unum.Benchmarks.Femto;
using Unum.Benchmarks.Grid;
using Unum.Benchmarks.Hive;
using Unum.Benchmarks.Kairos;
using Unum.Benchmarks.Tensors;

namespace Unum.Benchmarks;

/// <summary>Runs the benchmarks of one room and prints them as a table or, with <c>--json</c>, as a list.</summary>
public static class BenchmarkRunner
{
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Each room's benchmarks, lazily run one after another.</summary>
    private static readonly Dictionary<string, Func<IEnumerable<Comparison>>> Rooms = new(StringComparer.Ordinal)
    {
        ["kairos"] = () =>
        [
            .. CoherenceBankBenchmarks.Run(), .. PlvBenchmarks.Run(), .. HeartbeatBenchmarks.Run(), .. MeshBenchmarks.Run(), .. NabBenchmarks.Run(),
        ],
        ["tensors"] = TensorBenchmarks.Run,
        ["femto"] = static () => FemtoBenchmarks.Run([]),
        ["grid"] = GridBenchmarks.Run,
        ["hive"] = static () => HiveBenchmarks.Run([]),
    };

    /// <summary>Entry point: <c>ROOM [--json]</c>; the room femto also takes <c>--only PART</c> and <c>--stream NAME</c>, the room hive <c>--only PART</c> and <c>--quick</c>.</summary>
    /// <returns>0, or 2 when the arguments make no sense.</returns>
    public static int Run(string[] args)
    {
        bool json = args.Contains("--json");
        string? room = args.FirstOrDefault(a => !a.StartsWith('-'));
        if (room is null || !Rooms.TryGetValue(room, out Func<IEnumerable<Comparison>>? benchmarks))
        {
            Console.Error.WriteLine($"usage: unum bench ROOM [--only PART] [--json]   (femto, hive and tensors have parts)   rooms: {string.Join(", ", Rooms.Keys)}");
            return 2;
        }

        if (room == "femto") benchmarks = () => FemtoBenchmarks.Run(args);
        if (room == "tensors") benchmarks = () => TensorBenchmarks.Run(args);
        if (room == "hive") benchmarks = () => HiveBenchmarks.Run(args);
        List<Comparison> all = [];
        foreach (Comparison line in benchmarks())
        {
            all.Add(line);
            Console.Error.WriteLine(Row(line));
        }

        if (json) Console.WriteLine(JsonSerializer.Serialize(all, Json));
        return 0;
    }

    private static string Row(Comparison c) => string.Create(
        CultureInfo.InvariantCulture,
        $"{c.Name,-58} {c.Ours,12:G4} {c.Peer,12:G4} {c.Unit,-18} {(c.Ratio is { } r ? $"{r:F2}x" : ""),8}  {c.PeerName}");
}
