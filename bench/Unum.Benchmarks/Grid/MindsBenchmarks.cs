using System.Diagnostics;
using Unum.Femto.Core;
using Unum.Grid.Minds;

namespace Unum.Benchmarks.Grid;

/// <summary>What block minds cost.</summary>
public static class MindsBenchmarks
{
    /// <summary>Runs them.</summary>
    public static IEnumerable<Comparison> Run()
    {
        BlockCore core = new(CoreWeights.Initial(1));
        MindLanes lanes = new(core);
        byte[] records = new byte[16 * core.Stride];
        for (int i = 0; i < 16; i++) BlockMind.Birth(records.AsSpan(i * core.Stride, core.Stride));
        float[] bits = new float[16];
        byte[] text = "To be, or not to"u8.ToArray();
        foreach (float rate in (float[])[0, 1])
        {
            for (int i = 0; i < 2000; i++) lanes.Read(text, records, bits, rate);
            double best = double.MaxValue;
            for (int k = 0; k < 5; k++)
            {
                long began = Stopwatch.GetTimestamp();
                for (int i = 0; i < 1000; i++) lanes.Read(text, records, bits, rate);
                best = Math.Min(best, Stopwatch.GetElapsedTime(began).TotalSeconds);
            }

            yield return Comparison.Cost(rate == 0 ? "16 bytes read by 16 different minds" : "the same, learning", best * 1000, null, null, "us");
        }
    }
}
