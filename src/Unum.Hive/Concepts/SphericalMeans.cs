using Unum.Hive.Geometry;

namespace Unum.Hive.Concepts;

/// <summary>
/// Spherical k-means (Dhillon and Modha, 2001): points of the sphere in k groups, each with the direction of its sum. Starts from the farthest
/// points one after another (Gonzalez, 1985), so it needs no chance and gives the same answer everywhere.
/// </summary>
internal static class SphericalMeans
{
    private const int MostRounds = 30;

    /// <summary>Groups points.</summary>
    /// <param name="points">At least one.</param>
    /// <param name="most">Most groups.</param>
    /// <returns>Non-empty groups by falling size.</returns>
    public static IReadOnlyList<Group> Fit(IReadOnlyList<float[]> points, int most)
    {
        int count = Math.Min(most, points.Count);
        List<float[]> centres = Start(points, count);
        int[] member = new int[points.Count];
        double[][] sums = new double[count][];
        for (int round = 0; round < MostRounds; round++)
        {
            bool moved = round == 0;
            for (int i = 0; i < count; i++) sums[i] = new double[points[0].Length];
            for (int p = 0; p < points.Count; p++)
            {
                int nearest = Nearest(centres, points[p]);
                moved |= nearest != member[p];
                member[p] = nearest;
                for (int i = 0; i < points[p].Length; i++) sums[nearest][i] += points[p][i];
            }

            if (!moved) break;
            for (int c = 0; c < count; c++)
            {
                for (int i = 0; i < sums[c].Length; i++) centres[c][i] = (float)sums[c][i];
                FisherSphere.Normalise(centres[c]);
            }
        }

        return [.. Enumerable.Range(0, count)
            .Select(c => new Group(centres[c], member.Count(m => m == c), Length(sums[c])))
            .Where(static g => g.Count > 0)
            .OrderByDescending(static g => g.Count)];
    }

    private static List<float[]> Start(IReadOnlyList<float[]> points, int count)
    {
        float[] mean = new float[points[0].Length];
        foreach (float[] point in points)
        {
            for (int i = 0; i < mean.Length; i++) mean[i] += point[i];
        }

        FisherSphere.Normalise(mean);
        List<float[]> centres = [mean];
        while (centres.Count < count)
        {
            float[] farthest = points.MaxBy(p => centres.Min(c => FisherSphere.Angle(c, p)))!;
            centres.Add([.. farthest]);
        }

        return centres;
    }

    private static int Nearest(List<float[]> centres, float[] point)
    {
        int best = 0;
        double most = double.NegativeInfinity;
        for (int c = 0; c < centres.Count; c++)
        {
            double dot = 0;
            for (int i = 0; i < point.Length; i++) dot += (double)centres[c][i] * point[i];
            if (dot > most) (best, most) = (c, dot);
        }

        return best;
    }

    private static double Length(double[] sum)
    {
        double squares = 0;
        foreach (double x in sum) squares += x * x;
        return Math.Sqrt(squares);
    }

    /// <summary>One group.</summary>
    /// <param name="Direction">Unit vector of the sum.</param>
    /// <param name="Count">How many points.</param>
    /// <param name="Resultant">Length of the sum: Count times the concentration.</param>
    public sealed record Group(float[] Direction, int Count, double Resultant);
}
