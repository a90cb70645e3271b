using System.Text;
using Unum.Femto.Core;
using Unum.Grid.Minds;

namespace Unum.Tests.Grid.Minds;

public sealed class MindLanesTests
{
    private static readonly BlockCore Core = new(CoreWeights.Initial(7), 64, 1f / 64);

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(16)]
    public void Every_lane_is_as_surprised_as_the_core_with_its_own_skill_and_context(int length)
    {
        byte[] text = Encoding.ASCII.GetBytes("To be, or not to")[..length];
        (byte[] records, float[] bits) = Minds(16, seed: 1);
        byte[] before = [.. records];
        new MindLanes(Core).Read(text, records, bits);
        for (int lane = 0; lane < bits.Length; lane++)
        {
            (double expected, _) = Reference(before.AsSpan(lane * Core.Stride, Core.Stride), text);
            Assert.Equal(expected, bits[lane], 3);
        }
    }

    [Fact]
    public void Learning_moves_z_against_the_gradient_of_the_reference()
    {
        byte[] text = Encoding.ASCII.GetBytes("To be, or not to");
        (byte[] records, float[] bits) = Minds(16, seed: 2);
        byte[] before = [.. records];
        new MindLanes(Core).Read(text, records, bits, rate: 20);
        for (int lane = 0; lane < bits.Length; lane++)
        {
            ReadOnlySpan<byte> was = before.AsSpan(lane * Core.Stride, Core.Stride), now = records.AsSpan(lane * Core.Stride, Core.Stride);
            (_, float[] gradient) = Reference(was, text);
            double root = Math.Sqrt(gradient.Average(static g => (double)g * g));
            for (int i = 0; i < gradient.Length; i++)
            {
                double expected = (sbyte)was[BlockMind.HeaderBytes + i] - (20 * gradient[i] / root);
                Assert.InRange((sbyte)now[BlockMind.HeaderBytes + i], Math.Clamp(expected - 1.01, -127, 127), Math.Clamp(expected + 1.01, -127, 127));
            }
        }
    }

    internal static (byte[] Records, float[] Bits) Minds(int count, int seed)
    {
        Random random = new(seed);
        byte[] records = new byte[count * Core.Stride];
        for (int lane = 0; lane < count; lane++)
        {
            Span<byte> record = records.AsSpan(lane * Core.Stride, Core.Stride);
            BlockMind.Birth(record);
            byte[] past = new byte[random.Next(16)];
            random.NextBytes(past);
            BlockMind.Remember(record, past);
            for (int i = BlockMind.HeaderBytes; i < record.Length; i++) record[i] = (byte)(sbyte)random.Next(-20, 21);
        }

        return (records, new float[count]);
    }

    /// <summary>The same by the slow equations in double precision: bits of the text, and the gradient by z in steps of the hash.</summary>
    private static (double Bits, float[] Gradient) Reference(ReadOnlySpan<byte> record, byte[] text)
    {
        sbyte[] z = [.. record[BlockMind.HeaderBytes..].ToArray().Select(static b => (sbyte)b)];
        CoreWeights weights = new Skill(z, Core.Seed, Core.Scale).On(Core.Weights);
        byte[] context = record[(BlockMind.Context - BlockMind.Known(record))..BlockMind.Context].ToArray();
        byte[] window = [.. context, .. text[..^1]];
        double bits = 0;
        double[] sum = new double[CoreWeights.Count];
        byte[] targets = [.. window[1..], text[^1]];
        CoreReference whole = new(weights, window);
        for (int t = 0; t < text.Length; t++) bits -= whole.LogProbabilities(context.Length - 1 + t)[text[t]] / Math.Log(2);

        // The gradient of the text's part of the loss: of the whole window less that of the context alone, each weighted by its length.
        double[] all = new double[CoreWeights.Count], first = new double[CoreWeights.Count];
        whole.Loss(targets, all);
        if (context.Length > 1) new CoreReference(weights, window.AsSpan(0, context.Length - 1)).Loss(targets.AsSpan(0, context.Length - 1), first);
        for (int i = 0; i < sum.Length; i++) sum[i] = ((all[i] * window.Length) - (first[i] * (context.Length - 1))) / text.Length;
        float[] gradient = new float[z.Length];
        new Skill(z, Core.Seed, 1).Gather([.. sum.Take(CoreWeights.PacketCount).Select(static g => (float)g)], gradient);
        return (bits, gradient);
    }
}
