using System.Runtime.CompilerServices;

namespace Unum.Femto.Mixing;

/// <summary>
/// The logistic domain in which evidence adds up: <c>stretch(p) = ln(p / (1 - p))</c> and its inverse <c>squash</c>.
/// Both are tables made with plain IEEE additions, multiplications and divisions only, so that every machine builds the same
/// tables to the last bit and a file compressed on one expands on another.
/// </summary>
internal static class Logistic
{
    /// <summary>Largest magnitude of a stretched probability; squash(12) = 1 - 6.1e-6.</summary>
    public const float Limit = 12f;

    private const int SquashSteps = 4096;
    private const int StretchBits = 12;

    private static readonly float[] Squashed = MakeSquash();
    private static readonly float[] Stretched = MakeStretch();

    /// <summary>Bytes of the tables, shared by every model of a process.</summary>
    public static int SharedBytes => (Squashed.Length + Stretched.Length) * sizeof(float);

    /// <summary>1 / (1 + e^-x), interpolated; in (0, 1) for every finite x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Squash(float x)
    {
        x = Math.Clamp(x, -Limit + .001f, Limit - .001f);
        float place = (x + Limit) * (SquashSteps / (2 * Limit));
        int step = (int)place;
        float part = place - step;
        return Squashed[step] + ((Squashed[step + 1] - Squashed[step]) * part);
    }

    /// <summary>ln(p / (1 - p)) of a probability given in 65536ths.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Stretch(int p16) => Stretched[p16 >> (16 - StretchBits)];

    /// <summary>ln(p / (1 - p)) of a probability in [0, 1), to the resolution of the table.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Stretch(float p) => Stretched[(int)(p * (1 << StretchBits)) & ((1 << StretchBits) - 1)];

    /// <summary>e^x from plain arithmetic: halve the argument until the series is short, then square back.</summary>
    internal static double Exp(double x)
    {
        double small = x / 1024, term = 1, sum = 1;
        for (int n = 1; n < 12; n++)
        {
            term = term * small / n;
            sum += term;
        }

        for (int i = 0; i < 10; i++) sum *= sum;
        return sum;
    }

    private static float[] MakeSquash()
    {
        float[] table = new float[SquashSteps + 1];
        for (int i = 0; i <= SquashSteps; i++)
            table[i] = (float)(1 / (1 + Exp(-((i * 2.0 * Limit / SquashSteps) - Limit))));
        return table;
    }

    /// <summary>Newton's method on squash(x) = p at the middle of each cell, started from the cell before.</summary>
    private static float[] MakeStretch()
    {
        float[] table = new float[1 << StretchBits];
        double x = -Limit;
        for (int i = 0; i < table.Length; i++)
        {
            double p = (i + .5) / table.Length;
            for (int step = 0; step < 60; step++)
            {
                double e = Exp(-x), now = 1 / (1 + e);
                double change = (p - now) / (now * (1 - now));
                x += Math.Clamp(change, -.5, .5);
            }

            table[i] = (float)x;
        }

        return table;
    }
}
