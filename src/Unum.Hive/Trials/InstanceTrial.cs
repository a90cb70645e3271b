using System.Diagnostics;
using Unum.Hive.Content;
using Unum.Hive.Geometry;
using Unum.Hive.Identity;
using Unum.Hive.Instances;

namespace Unum.Hive.Trials;

/// <summary>What instances cost: a thousand of them in one process, and the way of one delta through one of them.</summary>
public static class InstanceTrial
{
    private const int Before = 100;

    /// <summary>Runs it on the clock of the machine.</summary>
    /// <param name="instances">2 to 10,000.</param>
    /// <param name="seed">What they learn.</param>
    /// <param name="deltas">Deltas whose way is timed, 10 or more.</param>
    public static InstanceReport Run(int instances, int seed, int deltas = 500)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(instances, 2);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(instances, 10_000);
        ArgumentOutOfRangeException.ThrowIfLessThan(deltas, 10);
        (double verify, double merge, double together) = Time(deltas, seed);
        Random random = new(seed);
        long memory = GC.GetTotalMemory(forceFullCollection: true), start = Stopwatch.GetTimestamp();
        (HiveInstance[] hive, _) = GossipTrial.Build(instances, random);
        byte[][] parcels = new byte[instances][];
        for (int i = 0; i < instances; i++)
        {
            GossipTrial.Teach(hive[i], random);
            parcels[i] = hive[i].Share()!;
        }

        double build = Stopwatch.GetElapsedTime(start).TotalSeconds;
        start = Stopwatch.GetTimestamp();
        foreach (HiveInstance instance in hive)
        {
            foreach (byte[] parcel in parcels) instance.Receive(parcel);
        }

        double spread = Stopwatch.GetElapsedTime(start).TotalSeconds;
        start = Stopwatch.GetTimestamp();
        Digest256 basin = hive[0].Basin;
        double fold = Stopwatch.GetElapsedTime(start).TotalSeconds;
        Invariant.Holds(basin == hive[1].Basin, "equal sets give equal basins");
        double bytes = (GC.GetTotalMemory(forceFullCollection: true) - memory) / (double)instances;
        int count = hive[0].Count;
        GC.KeepAlive(hive);
        return new InstanceReport(instances, count, build, spread, fold, bytes, verify, merge, together, 1e6 / (verify + together));
    }

    private static (double Verify, double Merge, double Together) Time(int deltas, int seed)
    {
        Random random = new(seed);
        (HiveInstance[] authors, _) = GossipTrial.Build(Before, random);
        List<byte[]> parcels = [];
        while (parcels.Count < Before + deltas)
        {
            HiveInstance author = authors[parcels.Count % Before];
            GossipTrial.Teach(author, random);
            parcels.Add(author.Share()!);
        }

        Time(parcels, 1); // the code is compiled for good
        (double verify, double merge) = Time(parcels, 1);
        return (verify, merge, Time(parcels, GossipMessage.MostParcels).Merge);
    }

    private static (double Verify, double Merge) Time(List<byte[]> parcels, int atOnce)
    {
        VectorFrame frame = new();
        HiveOptions options = new() { Library = new DeltaLibrary(frame.Form), ModesPerConcept = 1 };
        using HiveKey key = HiveKey.Create();
        HiveInstance instance = new(key, frame, new MemoryContentStore(), options, TimeProvider.System);
        foreach (byte[] parcel in parcels[..Before]) instance.Receive(parcel);
        _ = instance.Basin;
        TimeSpan verify = default, merge = default;
        foreach (byte[][] batch in parcels[Before..].Chunk(atOnce))
        {
            TimeSpan start = Environment.CpuUsage.TotalTime;
            foreach (byte[] parcel in batch) options.Library.Open(parcel, out _, out _, out _, out _);
            TimeSpan verified = Environment.CpuUsage.TotalTime;
            foreach (byte[] parcel in batch) instance.Receive(parcel);
            _ = instance.Basin;
            verify += verified - start;
            merge += Environment.CpuUsage.TotalTime - verified;
        }

        int deltas = parcels.Count - Before;
        return (verify.TotalMicroseconds / deltas, merge.TotalMicroseconds / deltas);
    }
}
