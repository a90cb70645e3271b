using Unum.Femto;

namespace Unum.Grid.Cubes;

/// <summary>Draws a byte: of the likeliest bytes that together have the probability top-p, one by the temperature.</summary>
internal static class ByteDraw
{
    /// <summary>The byte at a place, in [0, 1), of what top-p and temperature leave; equal probabilities in the order of the bytes.</summary>
    public static byte At(Completion draw, ReadOnlySpan<float> p, double place)
    {
        Span<double> weight = stackalloc double[256];
        Span<int> order = stackalloc int[256];
        double all = 0;
        for (int i = 0; i < 256; i++)
        {
            (order[i], weight[i]) = (i, -p[i]);
            all += p[i];
        }

        weight.Sort(order);
        double kept = 0, sum = 0;
        int count = 0;
        while (count < 256 && (count == 0 || kept < draw.TopP * all)) kept -= weight[count++];
        for (int i = 0; i < count; i++) sum += weight[i] = Math.Pow(p[order[i]] / (double)p[order[0]], 1 / draw.Temperature);
        double target = place * sum;
        for (int i = 0; i < count; i++)
        {
            target -= weight[i];
            if (target < 0) return (byte)order[i];
        }

        return (byte)order[count - 1];
    }
}
