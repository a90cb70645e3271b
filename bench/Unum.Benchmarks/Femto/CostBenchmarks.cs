using System.Diagnostics;
using System.Text;
using Unum.Benchmarks.Tensors;
using Unum.Femto;
using Unum.Femto.Births;

namespace Unum.Benchmarks.Femto;

/// <summary>What a mind costs: a byte, a request of 64 bytes, a thousand minds of one birth in memory. Time is processor time on one thread.</summary>
public static class CostBenchmarks
{
    private const double MissionMicroseconds = 100_000;
    private const int Residents = 1000;
    private const int RequestBytes = 64;

    /// <summary>Runs on the birth model that Unum brings along.</summary>
    public static IEnumerable<Comparison> Run()
    {
        byte[] text = DefaultBirth.Text();
        BirthModel.Train(text.AsSpan(0, 100_000)); // the compiler is through after this
        double start = Stopclock.CpuSeconds();
        BirthModel birth = BirthModel.Train(text);
        double train = Stopclock.CpuSeconds() - start;
        byte[] heard = [.. text.AsSpan(500_000, 200_000)];
        FemtoModel learning = new();
        learning.Read(text.AsSpan(0, 200_000));
        List<Comparison> all =
        [
            Comparison.Cost("training the birth model once", train, null, null, "s"),
            Comparison.Cost("memory of the birth model, shared", birth.Bytes, FemtoModel.MostBytes, "what is allowed", "bytes"),
            Comparison.Cost("a byte, one Femto learning", PerByte(learning, heard), null, null, "us"),
            Comparison.Cost("a byte, one Femto frozen", PerByte(birth.NewReader(), heard), null, null, "us"),
            Comparison.Cost("a byte, offspring of 64 KB learning", PerByte(new OffspringModel(birth), heard), null, null, "us"),
            Comparison.Cost("a byte, Cube learning", PerByte(new CubeModel(), heard[..30_000]), null, null, "us"),
            .. Requests(birth, heard),
            .. Thousand(birth, heard),
        ];
        MarkdownTable table = new("What a mind costs", "", "figure", "unit");
        foreach (Comparison c in all) table.Add(c.Name, FormattableString.Invariant($"{c.Ours:G5}"), c.Unit);
        foreach (Comparison c in all) yield return c;
        table.Print();
    }

    private static double PerByte(IByteModel model, byte[] bytes)
    {
        model.Read(bytes.AsSpan(0, bytes.Length / 4));
        double start = Stopclock.CpuSeconds();
        model.Read(bytes.AsSpan(bytes.Length / 4));
        return (Stopclock.CpuSeconds() - start) / (bytes.Length * 3 / 4) * 1e6;
    }

    /// <summary>A request: a new stream, 64 bytes read and scored; and one that answers 64 bytes.</summary>
    private static IEnumerable<Comparison> Requests(BirthModel birth, byte[] heard)
    {
        IByteModel reader = birth.NewReader();
        (double frozen, double frozenBytes) = Request(i => Score(reader, heard, i));
        OffspringModel child = new(birth);
        (double learning, double learningBytes) = Request(i => Score(child, heard, i));
        byte[] prompt = Encoding.ASCII.GetBytes("First Citizen:\n");
        (double draw, double drawBytes) = Request(i =>
        {
            using Utterance said = new Completion(.7, .95, i).Begin(reader, prompt);
            for (int b = 0; b < RequestBytes; b++) said.Next();
        });
        yield return Comparison.Cost("a request: 64 bytes read and scored, frozen", frozen, MissionMicroseconds, "the mission's 0.1 s", "us");
        yield return Comparison.Cost("a request: 64 bytes read, scored and learned by an offspring", learning, MissionMicroseconds, "the mission's 0.1 s", "us");
        yield return Comparison.Cost("a request: 15 bytes read and 64 drawn, temperature .7, top-p .95", draw, MissionMicroseconds, "the mission's 0.1 s", "us");
        yield return Comparison.Cost("allocated by a request that scores", frozenBytes, null, null, "bytes");
        yield return Comparison.Cost("allocated by a request that learns", learningBytes, null, null, "bytes");
        yield return Comparison.Cost("allocated by a request that draws 64 bytes", drawBytes, null, null, "bytes");
    }

    private static void Score(IByteModel model, byte[] heard, int i)
    {
        model.Restart();
        model.Read(heard.AsSpan(i * 67 % (heard.Length - RequestBytes), RequestBytes));
    }

    private static (double Microseconds, double Bytes) Request(Action<int> request)
    {
        const int runs = 2000;
        for (int i = 0; i < 500; i++) request(i);
        long allocated = GC.GetAllocatedBytesForCurrentThread();
        double start = Stopclock.CpuSeconds();
        for (int i = 0; i < runs; i++) request(i);
        return ((Stopclock.CpuSeconds() - start) / runs * 1e6, (GC.GetAllocatedBytesForCurrentThread() - allocated) / (double)runs);
    }

    /// <summary>A thousand offspring resident: what they count, what the process really takes, and requests to one after another.</summary>
    private static IEnumerable<Comparison> Thousand(BirthModel birth, byte[] heard)
    {
        long before = Resident();
        OffspringModel[] children = [.. Enumerable.Range(0, Residents).Select(_ => new OffspringModel(birth))];
        for (int i = 0; i < Residents; i++) Score(children[i], heard, i);
        long after = Resident();
        double start = Stopclock.CpuSeconds();
        const int rounds = 3;
        for (int round = 0; round < rounds; round++)
            for (int i = 0; i < Residents; i++) Score(children[i], heard, i + round);
        double seconds = Stopclock.CpuSeconds() - start;
        yield return Comparison.Rate("requests of 64 bytes to 1,000 resident offspring, one thread", rounds * Residents / seconds, 1e6 / MissionMicroseconds, "the mission's 0.1 s", "requests/s");
        yield return Comparison.Cost("memory of an offspring beyond what is shared, counted", children[0].Bytes, OffspringModel.DefaultBytes, "what it was given", "bytes");
        yield return Comparison.Cost("memory of an offspring beyond what is shared, by the process's RSS", (after - before) / (double)Residents, children[0].Bytes, "counted", "bytes");
        yield return Comparison.Cost("memory of a reader beyond what is shared, counted", birth.NewReader().Bytes, null, null, "bytes");
        GC.KeepAlive(children);
    }

    private static long Resident()
    {
        GC.Collect();
        using Process me = Process.GetCurrentProcess();
        return me.WorkingSet64;
    }
}
