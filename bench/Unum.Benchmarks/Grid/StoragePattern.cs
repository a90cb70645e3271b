using System.Runtime.InteropServices;
using Unum.Grid.Space;

namespace Unum.Benchmarks.Grid;

/// <summary>A set of blocks to store, the same for everybody.</summary>
/// <param name="Name">As the table calls it.</param>
/// <param name="Kind">random, plane or dense.</param>
/// <param name="At">Coordinates, each once, in the order of insertion.</param>
/// <param name="Values">One each.</param>
public sealed record StoragePattern(string Name, string Kind, Coordinate[] At, float[] Values)
{
    /// <summary>The four of the design, one at a time because they are large.</summary>
    public static IEnumerable<StoragePattern> All()
    {
        yield return Random("random 1M", 1_000_000);
        yield return Of("plane 1M", "plane", Enumerable.Range(0, 1_000_000).Select(i => new Coordinate(i / 1000, i % 1000, 500)));
        yield return Of("dense 256^3", "dense", Enumerable.Range(0, 256 * 256 * 256).Select(i => new Coordinate(i >> 16, i >> 8 & 255, i & 255)));
        yield return Random("random 10M", 10_000_000);
    }

    /// <summary>Writes what the peers read: count, then x y z and value each.</summary>
    public void Write(string path)
    {
        int[] words = new int[(At.Length * 4) + 1];
        words[0] = At.Length;
        for (int i = 0; i < At.Length; i++)
        {
            words[(4 * i) + 1] = At[i].X;
            words[(4 * i) + 2] = At[i].Y;
            words[(4 * i) + 3] = At[i].Z;
            words[(4 * i) + 4] = BitConverter.SingleToInt32Bits(Values[i]);
        }

        File.WriteAllBytes(path, MemoryMarshal.AsBytes(words.AsSpan()));
    }

    private static StoragePattern Random(string name, int count)
    {
        Random random = new(count);
        HashSet<int> seen = new(count);
        Coordinate[] at = new Coordinate[count];
        for (int i = 0; i < count;)
        {
            Coordinate next = new(random.Next(1000), random.Next(1000), random.Next(1000));
            if (seen.Add((next.X * 1_000_000) + (next.Y * 1000) + next.Z)) at[i++] = next;
        }

        return Of(name, "random", at);
    }

    private static StoragePattern Of(string name, string kind, IEnumerable<Coordinate> at)
    {
        Coordinate[] all = [.. at];
        Random random = new(7);
        float[] values = new float[all.Length];
        for (int i = 0; i < values.Length; i++) values[i] = (float)random.NextDouble() + .1f;
        return new(name, kind, all, values);
    }
}
