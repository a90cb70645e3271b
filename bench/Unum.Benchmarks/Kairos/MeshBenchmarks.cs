using System.Diagnostics;
using System.Numerics;
using System.Text.Json;
using System.Text.Json.Serialization;
using Unum.Fabric.Mesh;
using Unum.Kairos.Mesh;

namespace Unum.Benchmarks.Kairos;

/// <summary>Messages a second that one node accepts on one core, and what each allocates.</summary>
public static partial class MeshBenchmarks
{
    private const int Nodes = 1000;
    private const string PlainName = "JsonSerializer, .NET 10";
    private static readonly DateTimeOffset Start = new(2026, 2, 19, 23, 0, 0, TimeSpan.Zero);

    /// <summary>Runs them; about ten seconds.</summary>
    public static IEnumerable<Comparison> Run()
    {
        MeshKey key = MeshKey.Parse("a key for the benchmark only");
        PhaseMessageCodec open = new(null);
        PhaseMessageCodec keyed = new(key);
        PhaseMessage[][] beats = Beats(40);
        byte[][][] plain = Encoded(beats, open);
        byte[][][] signed = Encoded(beats, keyed);

        (double plainPeer, _) = Best(() => new Parsed(), (_, beat, node) => Use(JsonSerializer.Deserialize(plain[beat][node], PlainJson.Default.PlainMessage)!));
        (double rate, double bytes) = Best(NewView, (view, beat, node) => Admit(view, open, plain[beat][node], beat));
        yield return Comparison.Rate("mesh: decode + admit, 1,000 nodes, no key (peer: decode only)", rate, plainPeer, PlainName, "messages/s");
        yield return Comparison.Cost("mesh: decode + admit, allocation", bytes, null, null, "B/message");

        (rate, bytes) = Best(NewView, (view, beat, node) => Admit(view, keyed, signed[beat][node], beat));
        yield return Comparison.Rate("mesh: decode + HMAC + admit, 1,000 nodes", rate, null, null, "messages/s");
        yield return Comparison.Cost("mesh: decode + HMAC + admit, allocation", bytes, null, null, "B/message");

        (rate, _) = Best(NewView, (view, beat, node) => view.Admit(beats[beat][node], Start.AddMilliseconds(100 * beat)));
        yield return Comparison.Rate("mesh: admit alone, 1,000 nodes", rate, null, null, "messages/s");

        byte[] room = new byte[PhaseMessageCodec.MaxEncodedLength];
        (rate, bytes) = Best(() => keyed, (codec, beat, node) => codec.Encode(beats[beat][node], room));
        yield return Comparison.Rate("mesh: encode + HMAC", rate, null, null, "messages/s");
        yield return Comparison.Cost("mesh: encode + HMAC, allocation", bytes, null, null, "B/message");
        yield return ReadCost(beats);
    }

    private static Comparison ReadCost(PhaseMessage[][] beats)
    {
        MeshView view = NewView();
        foreach (PhaseMessage message in beats[0]) view.Admit(message, Start);
        Complex[] states = new Complex[view.Capacity];
        double[] weights = new double[view.Capacity];
        double best = double.MaxValue;
        for (int round = 0; round < 200; round++)
        {
            long begin = Stopwatch.GetTimestamp();
            view.Read(Start, states, weights);
            best = Math.Min(best, Stopwatch.GetElapsedTime(begin).TotalMicroseconds);
        }

        return Comparison.Cost("mesh: read 1,000 states and weights", best, null, null, "us/beat");
    }

    private static MeshView NewView() => new("me", new MeshOptions { MaxPeers = 2 * Nodes });

    private static void Admit(MeshView view, PhaseMessageCodec codec, byte[] frame, int beat)
    {
        Admission admission = codec.Decode(frame, out PhaseMessage message);
        if (admission.Accepted) admission = view.Admit(message, Start.AddMilliseconds(100 * beat));
        if (!admission.Accepted) throw new InvalidOperationException($"A benchmark message was refused: {admission}");
    }

    private static void Use(PlainMessage message)
    {
        if (message.Phase.Real > 1) throw new InvalidOperationException("It was not read.");
    }

    // Best of several rounds over all beats; the first warms up.
    private static (double Rate, double Bytes) Best<T>(Func<T> fresh, Action<T, int, int> one)
    {
        const int beats = 40;
        double best = 0;
        double bytes = 0;
        for (int round = 0; round < 8; round++)
        {
            T target = fresh();
            for (int node = 0; node < Nodes; node++) one(target, 0, node);
            long allocated = GC.GetAllocatedBytesForCurrentThread();
            long begin = Stopwatch.GetTimestamp();
            for (int beat = 1; beat < beats; beat++)
            {
                for (int node = 0; node < Nodes; node++) one(target, beat, node);
            }

            double seconds = Stopwatch.GetElapsedTime(begin).TotalSeconds;
            const int count = (beats - 1) * Nodes;
            bytes = (GC.GetAllocatedBytesForCurrentThread() - allocated) / (double)count;
            best = Math.Max(best, count / seconds);
        }

        return (best, bytes);
    }

    private static PhaseMessage[][] Beats(int count)
    {
        Random random = new(1);
        PhaseMessage[][] beats = new PhaseMessage[count][];
        for (int beat = 0; beat < count; beat++)
        {
            beats[beat] = new PhaseMessage[Nodes];
            for (int node = 0; node < Nodes; node++)
            {
                beats[beat][node] = new PhaseMessage(
                    $"node-{node}", Complex.FromPolarCoordinates(random.NextDouble(), random.NextDouble() * 6), random.NextDouble(),
                    Start.AddMilliseconds(100 * beat), 1771542000000000 + beat, 1.5);
            }
        }

        return beats;
    }

    private static byte[][][] Encoded(PhaseMessage[][] beats, PhaseMessageCodec codec) =>
        Array.ConvertAll(beats, beat => Array.ConvertAll(beat, message => codec.Encode(message)));

    private sealed record Parsed;

    /// <summary>The message as a plain class, for the peer.</summary>
    internal sealed record PlainMessage(
        [property: JsonPropertyName("node_id")] string NodeId,
        [property: JsonPropertyName("phase")] PlainPhase Phase,
        [property: JsonPropertyName("coherence")] double Coherence,
        [property: JsonPropertyName("timestamp")] DateTimeOffset Timestamp,
        [property: JsonPropertyName("seq")] long Seq,
        [property: JsonPropertyName("weight")] double Weight);

    /// <summary>Its phase.</summary>
    internal sealed record PlainPhase([property: JsonPropertyName("real")] double Real, [property: JsonPropertyName("imag")] double Imag);

    /// <summary>Source-generated, the fast way of the framework.</summary>
    [JsonSerializable(typeof(PlainMessage))]
    internal sealed partial class PlainJson : JsonSerializerContext;
}
