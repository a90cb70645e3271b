using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Unum.Hive.Merging;

/// <summary>
/// Weighted points of one length, and what lies in their middle. Rows of doubles, padded with zeros to whole vectors of eight; sums go through eight lanes and then through these in order, on every
/// machine, so that all get the same bits with or without wide registers.
/// <para>Memory: 8 bytes a point and coordinate. Time of a round of the median: O(points x dimension).</para>
/// </summary>
internal sealed class PointCloud
{
    private const int MostRounds = 16;
    private const int Lanes = 8;
    private const double LeastDistance = 1e-9;
    private const double Still = 1e-14; // a step of 1e-7: a direction is written in sixteenths
    private readonly double[] _rows;
    private readonly double[] _weights;
    private readonly int _stride;

    /// <summary>Copies points.</summary>
    /// <param name="contributions">At least one, all of one dimension.</param>
    public PointCloud(IReadOnlyList<Contribution> contributions)
    {
        Dimension = contributions[0].Direction.Length;
        _stride = (Dimension + Lanes - 1) / Lanes * Lanes;
        _rows = new double[contributions.Count * _stride];
        _weights = new double[contributions.Count];
        for (int k = 0; k < _weights.Length; k++)
        {
            _weights[k] = contributions[k].Weight;
            Span<double> row = _rows.AsSpan(k * _stride, Dimension);
            float[] direction = contributions[k].Direction;
            for (int i = 0; i < row.Length; i++) row[i] = direction[i];
        }
    }

    /// <summary>Coordinates of a point.</summary>
    public int Dimension { get; }

    /// <summary>The point whose weighted distances to all points sum to least: from the mean at most sixteen steps (Weiszfeld, 1937), fewer when it stands still.</summary>
    /// <returns>A centre: coordinates and padding.</returns>
    public double[] Median()
    {
        double[] centre = Mean(), sum = new double[_stride];
        for (int round = 0; round < MostRounds; round++)
        {
            Array.Clear(sum);
            double total = 0;
            for (int k = 0; k < _weights.Length; k++)
            {
                double share = _weights[k] / Math.Max(LeastDistance, Distance(k, centre));
                total += share;
                Add(sum, k, share);
            }

            double moved = 0;
            for (int i = 0; i < sum.Length; i++)
            {
                double next = sum[i] / total;
                moved += (next - centre[i]) * (next - centre[i]);
                centre[i] = next;
            }

            if (moved < Still) break;
        }

        return centre;
    }

    /// <summary>The weighted mean.</summary>
    public double[] Mean()
    {
        double[] centre = new double[_stride];
        double total = 0;
        for (int k = 0; k < _weights.Length; k++)
        {
            total += _weights[k];
            Add(centre, k, _weights[k]);
        }

        for (int i = 0; i < centre.Length; i++) centre[i] /= total;
        return centre;
    }

    /// <summary>One round of centred clipping (Karimireddy, He and Jaggi, 2021): each point pulls the centre by its share of the weight, none from further than the weighted median distance.</summary>
    public void Clip(double[] centre)
    {
        double[] distances = Distances(centre), sum = new double[_stride];
        double radius = MedianOf(distances), all = _weights.Sum(), pulled = 0;
        for (int k = 0; k < _weights.Length; k++)
        {
            double pull = _weights[k] / all * (distances[k] > radius ? radius / distances[k] : 1);
            pulled += pull;
            Add(sum, k, pull);
        }

        for (int i = 0; i < sum.Length; i++) centre[i] = (centre[i] * (1 - pulled)) + sum[i];
    }

    /// <summary>How far each point is from a centre.</summary>
    public double[] Distances(double[] centre)
    {
        double[] distances = new double[_weights.Length];
        for (int k = 0; k < distances.Length; k++) distances[k] = Distance(k, centre);
        return distances;
    }

    /// <summary>The least distance within which half of the weight lies. Selection, not sorting: O(points) on average.</summary>
    public double MedianOf(double[] distances)
    {
        double[] rest = [.. distances], weights = [.. _weights];
        double half = _weights.Sum() / 2;
        int low = 0, high = rest.Length;
        while (high - low > 1)
        {
            double pivot = rest[(low + high) / 2], nearer = 0, level = 0;
            int less = low, more = high;
            for (int k = low; k < more;)
            {
                if (rest[k] < pivot)
                {
                    nearer += weights[k];
                    Swap(k++, less++);
                }
                else if (rest[k] > pivot)
                {
                    Swap(k, --more);
                }
                else
                {
                    level += weights[k++];
                }
            }

            if (nearer >= half && less > low)
            {
                high = less;
                continue;
            }

            if (nearer + level >= half || more == high) return pivot;
            half -= nearer + level;
            low = more;
        }

        return rest[low];

        void Swap(int a, int b)
        {
            (rest[a], rest[b]) = (rest[b], rest[a]);
            (weights[a], weights[b]) = (weights[b], weights[a]);
        }
    }

    private double Distance(int point, double[] centre)
    {
        ref double row = ref _rows[point * _stride];
        ref double middle = ref MemoryMarshal.GetArrayDataReference(centre);
        Vector512<double> squares = Vector512<double>.Zero;
        for (nuint i = 0; i < (nuint)_stride; i += Lanes)
        {
            Vector512<double> gap = Vector512.LoadUnsafe(ref middle, i) - Vector512.LoadUnsafe(ref row, i);
            squares += gap * gap;
        }

        double sum = 0;
        for (int lane = 0; lane < Lanes; lane++) sum += squares[lane];
        return Math.Sqrt(sum);
    }

    private void Add(double[] sum, int point, double factor)
    {
        ref double row = ref _rows[point * _stride];
        ref double target = ref MemoryMarshal.GetArrayDataReference(sum);
        for (nuint i = 0; i < (nuint)_stride; i += Lanes)
            (Vector512.LoadUnsafe(ref target, i) + (Vector512.LoadUnsafe(ref row, i) * factor)).StoreUnsafe(ref target, i);
    }
}
