
namespace Unum.Hive.Geometry;

/// <summary>
/// Distances and straight lines between probability distributions: with psi = sqrt(p) the Fisher-Rao metric is (four times) that of the
/// unit sphere (Amari and Nagaoka, Methods of Information Geometry, 2.2), so lines are great circles. For diagonal states the quantum
/// Fisher information is the classical one. Points are unit vectors without negative coordinates; all are of one length.
/// </summary>
public static class FisherSphere
{
    /// <summary>Angle between two points in radians, 0 to pi/2; the Fisher-Rao distance is twice it.</summary>
    public static double Angle(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        // The chord is exact for close points, where the cosine has lost its digits.
        double chord = 0;
        for (int i = 0; i < a.Length; i++) chord += Square((double)a[i] - b[i]);
        return 2 * Math.Asin(Math.Min(1, Math.Sqrt(chord) / 2));
    }

    /// <summary>The tangent at <paramref name="foot"/> that leads to <paramref name="point"/> in one step; its length is the angle.</summary>
    public static void Log(ReadOnlySpan<float> foot, ReadOnlySpan<float> point, Span<float> tangent)
    {
        double cosine = Dot(foot, point);
        double angle = Angle(foot, point);
        double length = 0;
        for (int i = 0; i < foot.Length; i++) length += Square(point[i] - (cosine * foot[i]));
        double scale = length > 1e-24 ? angle / Math.Sqrt(length) : 0;
        for (int i = 0; i < foot.Length; i++) tangent[i] = (float)(scale * (point[i] - (cosine * foot[i])));
    }

    /// <summary>Where a tangent leads. A point beyond the distributions (a negative coordinate) is brought back to their border.</summary>
    public static void Exp(ReadOnlySpan<float> foot, ReadOnlySpan<float> tangent, Span<float> point)
    {
        double angle = Math.Sqrt(Dot(tangent, tangent));
        (double sine, double cosine) = Math.SinCos(angle);
        double along = angle > 1e-12 ? sine / angle : 1;
        for (int i = 0; i < foot.Length; i++) point[i] = (float)Math.Max(0, (cosine * foot[i]) + (along * tangent[i]));
        Normalise(point);
    }

    /// <summary>The point at <paramref name="weight"/> (0 to 1) of the way from one to the other. The result may be either argument's memory.</summary>
    public static void Move(ReadOnlySpan<float> from, ReadOnlySpan<float> to, double weight, Span<float> result)
    {
        double angle = Angle(from, to);
        double sine = Math.Sin(angle);
        (double a, double b) = sine > 1e-9 ? (Math.Sin((1 - weight) * angle) / sine, Math.Sin(weight * angle) / sine) : (1 - weight, weight);
        for (int i = 0; i < from.Length; i++) result[i] = (float)((a * from[i]) + (b * to[i]));
        Normalise(result);
    }

    /// <summary>Brings a vector to length 1.</summary>
    /// <returns>Its length before; 0 leaves it as it is.</returns>
    public static double Normalise(Span<float> vector)
    {
        double length = Math.Sqrt(Dot(vector, vector));
        if (length > 0)
        {
            for (int i = 0; i < vector.Length; i++) vector[i] = (float)(vector[i] / length);
        }

        return length;
    }

    private static double Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++) sum += (double)a[i] * b[i];
        return sum;
    }

    private static double Square(double x) => x * x;
}
