using System.Diagnostics;
using Unum.Benchmarks.Tensors;
using Unum.Femto.Core;
using Unum.Grid.Instances;
using Unum.Grid.Minds;
using Unum.Grid.Space;
using Unum.Grid.Storage;

namespace Unum.Benchmarks.Grid;

/// <summary>What block minds cost: the kernel, and a face of a million minds that reads 16 bytes.</summary>
public static class MindsBenchmarks
{
    private const string Text = "To be, or not to";
    private const int Million = 1_000_000;

    /// <summary>Runs them.</summary>
    public static IEnumerable<Comparison> Run()
    {
        BlockCore core = new(CoreWeights.Initial(1));
        double[] kernel = Stopclock.OneThread(.3, Kernel(core, 0), Kernel(core, 1));
        yield return Comparison.Cost("16 bytes by 16 different minds, one thread", kernel[0] * 1e6, null, null, "us");
        yield return Comparison.Cost("the same, learning", kernel[1] * 1e6, null, null, "us");

        BlockArray blocks = new(Dimensions.Mission, TimeProvider.System);
        blocks.ActivateFace(Plane.Z, 500, 1);
        yield return Comparison.Cost("memory of 1,000,000 active blocks of a face", blocks.Bytes / 1e6, null, null, "MB");
        foreach (Comparison line in Faces(core, blocks)) yield return line;
    }

    private static IEnumerable<Comparison> Faces(BlockCore core, BlockArray blocks)
    {
        BlockMinds alike = new(core);
        yield return Comparison.Cost("face process, 1,000,000 minds all alike (1 worked out a batch)", Seconds(alike, blocks), null, null, "s");
        foreach ((int threads, float rate) in ((int Threads, float Rate)[])[(1, 0), (2, 0), (1, 1), (2, 1)])
        {
            BlockMinds minds = new(core, threads, rate);
            Teach(minds, core);
            double seconds = Seconds(minds, blocks);
            string how = rate > 0 ? ", learning" : "";
            Invariant(minds.Computed == Million);
            yield return Comparison.Cost($"face process, 1,000,000 minds all different{how}, {threads} thread{(threads > 1 ? "s, wall" : "")}", seconds, null, null, "s");
            if (threads > 1 || rate > 0) continue;
            yield return Comparison.Cost("memory of 1,000,000 minds beside their blocks", minds.Bytes / 1e6, null, null, "MB");
            long began = Stopwatch.GetTimestamp();
            minds.Digest();
            yield return Comparison.Cost("hash of 1,000,000 minds", Stopwatch.GetElapsedTime(began).TotalSeconds, null, null, "s");
        }

        BlockMinds sync = new(core);
        sync.SyncFace(blocks, Plane.Z, 500, new FaceTurns());
        yield return Comparison.Cost("face sync, 1,000,000 blocks", Stopclock.OneThread(.2, () => sync.SyncFace(blocks, Plane.Z, 500, new FaceTurns()))[0] * 1e3, null, null, "ms");
    }

    private static double Seconds(BlockMinds minds, BlockArray blocks)
    {
        long began = Stopwatch.GetTimestamp();
        FaceWorkResult result = minds.ProcessFace(blocks, Plane.Z, 500, Text, new FaceTurns());
        double seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        Invariant(result.Processed == Million && result.BitsPerByte > 0);
        return seconds;
    }

    private static void Invariant(bool holds)
    {
        if (!holds) throw new InvalidOperationException("The face was not read as it should have been.");
    }

    private static void Teach(BlockMinds minds, BlockCore core)
    {
        Random random = new(1);
        sbyte[] z = new sbyte[core.SkillSize];
        for (int y = 0; y < 1000; y++)
        {
            for (int x = 0; x < 1000; x++)
            {
                random.NextBytes(System.Runtime.InteropServices.MemoryMarshal.AsBytes(z.AsSpan()));
                for (int i = 0; i < z.Length; i++) z[i] >>= 3;
                minds.Teach(new Coordinate(x, y, 500), z);
            }
        }
    }

    private static Action Kernel(BlockCore core, float rate)
    {
        MindLanes lanes = new(core);
        byte[] records = new byte[16 * core.Stride], text = System.Text.Encoding.ASCII.GetBytes(Text);
        for (int i = 0; i < 16; i++) BlockMind.Birth(records.AsSpan(i * core.Stride, core.Stride));
        float[] bits = new float[16];
        return () => lanes.Read(text, records, bits, rate);
    }
}
