using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Unum.Benchmarks.Grid;

/// <summary>The hand-coded opponent on dense data: one float[258 x 258 x 272] with a rim of zeros.</summary>
internal static class HandCodedDense
{
    private const int Side = 256, Row = 272, Layer = Row * (Side + 2);
    private const int First = Layer + Row + 8;

    public static float[] Make(float[] values)
    {
        float[] all = new float[Layer * (Side + 2)];
        for (int i = 0; i < values.Length; i++) all[First + ((i & 255) * Layer) + ((i >> 8 & 255) * Row) + (i >> 16)] = values[i];
        return all;
    }

    public static float Sweep(float[] all)
    {
        ref float at = ref MemoryMarshal.GetArrayDataReference(all);
        Vector512<float> total = default, six = Vector512.Create(6f);
        for (int z = 0; z < Side; z++)
        {
            for (int y = 0; y < Side; y++)
            {
                int row = First + (z * Layer) + (y * Row);
                for (int x = row; x < row + Side; x += 16)
                {
                    Vector512<float> sum = Vector512.LoadUnsafe(ref at, (nuint)(x - 1)) + Vector512.LoadUnsafe(ref at, (nuint)(x + 1));
                    sum += Vector512.LoadUnsafe(ref at, (nuint)(x - Row)) + Vector512.LoadUnsafe(ref at, (nuint)(x + Row));
                    sum += Vector512.LoadUnsafe(ref at, (nuint)(x - Layer)) + Vector512.LoadUnsafe(ref at, (nuint)(x + Layer));
                    total += sum - (six * Vector512.LoadUnsafe(ref at, (nuint)x));
                }
            }
        }

        return Vector512.Sum(total);
    }

    public static float SweepByElement(float[] all)
    {
        float total = 0;
        for (int z = 0; z < Side; z++)
        {
            for (int y = 0; y < Side; y++)
            {
                int row = First + (z * Layer) + (y * Row);
                for (int x = row; x < row + Side; x++)
                    total += all[x - 1] + all[x + 1] + all[x - Row] + all[x + Row] + all[x - Layer] + all[x + Layer] - (6 * all[x]);
            }
        }

        return total;
    }
}
