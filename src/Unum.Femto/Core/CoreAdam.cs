using System.Runtime.Intrinsics;

namespace Unum.Femto.Core;

/// <summary>
/// Adam (Kingma and Ba, arXiv:1412.6980) over weights (a multiple of 16 of them), beta .9 and .99, epsilon 1e-8, with the gradient's length clipped to 1.
/// Plain arithmetic in one order: the same steps on every machine. Memory: two floats a weight.
/// </summary>
internal sealed class CoreAdam(int count = CoreWeights.Count)
{
    private const float Beta1 = .9f, Beta2 = .99f, Epsilon = 1e-8f;
    private readonly float[] _mean = new float[count];
    private readonly float[] _square = new float[count];
    private double _power1 = 1;
    private double _power2 = 1;

    /// <summary>Memory over a core's weights in bytes.</summary>
    public static int Bytes => 2 * sizeof(float) * CoreWeights.Count;

    /// <summary>What it remembers, for saving.</summary>
    public (float[] Mean, float[] Square) State => (_mean, _square);

    /// <summary>beta1^n and beta2^n after n steps, for saving.</summary>
    public (double First, double Second) Powers
    {
        get => (_power1, _power2);
        set => (_power1, _power2) = value;
    }

    /// <summary>Moves the weights against the gradient and clears the gradient.</summary>
    /// <returns>The gradient's length before it was clipped.</returns>
    public float Step(float[] weights, float[] gradient, float rate)
    {
        Vector512<float> sum = default;
        for (int i = 0; i < gradient.Length; i += 16)
        {
            Vector512<float> g = Vector512.LoadUnsafe(ref gradient[i]);
            sum = CoreKernels.Fma(g, g, sum);
        }

        float length = MathF.Sqrt(CoreKernels.Sum(sum));
        Vector512<float> clip = Vector512.Create(length > 1 ? 1 / length : 1);
        _power1 *= Beta1;
        _power2 *= Beta2;
        Vector512<float> first = Vector512.Create((float)(rate / (1 - _power1))), second = Vector512.Create((float)(1 / (1 - _power2)));
        Vector512<float> a = Vector512.Create(1 - Beta1), b = Vector512.Create(1 - Beta2), tiny = Vector512.Create(Epsilon);
        for (int i = 0; i < gradient.Length; i += 16)
        {
            Vector512<float> g = Vector512.LoadUnsafe(ref gradient[i]) * clip, m = Vector512.LoadUnsafe(ref _mean[i]), s = Vector512.LoadUnsafe(ref _square[i]);
            m = CoreKernels.Fma(a, g - m, m);
            s = CoreKernels.Fma(b, (g * g) - s, s);
            m.StoreUnsafe(ref _mean[i]);
            s.StoreUnsafe(ref _square[i]);
            (Vector512.LoadUnsafe(ref weights[i]) - ((m * first) / (Vector512.Sqrt(s * second) + tiny))).StoreUnsafe(ref weights[i]);
            Vector512<float>.Zero.StoreUnsafe(ref gradient[i]);
        }

        return length;
    }
}
