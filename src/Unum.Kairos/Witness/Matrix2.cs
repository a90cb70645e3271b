namespace Unum.Kairos.Witness;

/// <summary>A 2 x 2 matrix [[A, B], [C, D]]; all that a mind of two numbers needs.</summary>
internal readonly record struct Matrix2(double A, double B, double C, double D)
{
    public static Matrix2 Diagonal(double a, double d) => new(a, 0, 0, d);

    public double Determinant => A * D - B * C;

    public Matrix2 Transpose => new(A, C, B, D);

    /// <summary>Largest singular value, in closed form.</summary>
    public double Norm => .5 * (double.Hypot(A + D, B - C) + double.Hypot(A - D, B + C));

    public static Matrix2 operator +(in Matrix2 x, in Matrix2 y) => new(x.A + y.A, x.B + y.B, x.C + y.C, x.D + y.D);

    public static Matrix2 operator -(in Matrix2 x, in Matrix2 y) => new(x.A - y.A, x.B - y.B, x.C - y.C, x.D - y.D);

    public static Matrix2 operator *(double s, in Matrix2 x) => new(s * x.A, s * x.B, s * x.C, s * x.D);

    public static Matrix2 operator *(in Matrix2 x, in Matrix2 y) =>
        new(x.A * y.A + x.B * y.C, x.A * y.B + x.B * y.D, x.C * y.A + x.D * y.C, x.C * y.B + x.D * y.D);

    public (double X, double Y) Times(double x, double y) => (A * x + B * y, C * x + D * y);

    /// <summary>Inverse of a matrix known to have one.</summary>
    public Matrix2 Inverse()
    {
        double s = 1 / Determinant;
        return new(s * D, -s * B, -s * C, s * A);
    }

    /// <summary>(x, y) M (x, y)^T.</summary>
    public double Form(double x, double y) => A * x * x + (B + C) * x * y + D * y * y;
}
