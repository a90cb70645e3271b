namespace Unum.Tensors.Gradients;

/// <summary>Adam: steps along the gradient's mean over the root of its mean square. D. Kingma, J. Ba, arXiv:1412.6980, algorithm 1.</summary>
public sealed class Adam
{
    private readonly Variable[] _parameters;
    private readonly double[][] _means;
    private readonly double[][] _squares;
    private int _steps;

    /// <summary>An optimiser of some parameters.</summary>
    /// <param name="parameters">What it moves.</param>
    public Adam(params ReadOnlySpan<Variable> parameters)
    {
        _parameters = parameters.ToArray();
        _means = [.. _parameters.Select(p => new double[p.Value.Count])];
        _squares = [.. _parameters.Select(p => new double[p.Value.Count])];
    }

    /// <summary>Step length, above 0.</summary>
    public double Rate { get; set; } = 1e-3;

    /// <summary>Memory of the mean, 0 to below 1.</summary>
    public double Beta1 { get; init; } = .9;

    /// <summary>Memory of the mean square, 0 to below 1.</summary>
    public double Beta2 { get; init; } = .999;

    /// <summary>Keeps the quotient finite.</summary>
    public double Epsilon { get; init; } = 1e-8;

    /// <summary>Moves every parameter by its gradient, then forgets the gradients.</summary>
    public void Step()
    {
        _steps++;
        double first = 1 - Math.Pow(Beta1, _steps), second = 1 - Math.Pow(Beta2, _steps);
        for (int p = 0; p < _parameters.Length; p++)
        {
            Span<float> x = _parameters[p].Value.Span, g = _parameters[p].Gradient.Span;
            double[] mean = _means[p], square = _squares[p];
            for (int i = 0; i < x.Length; i++)
            {
                mean[i] += (1 - Beta1) * (g[i] - mean[i]);
                square[i] += (1 - Beta2) * ((g[i] * g[i]) - square[i]);
                x[i] -= (float)(Rate * (mean[i] / first) / (Math.Sqrt(square[i] / second) + Epsilon));
            }

            _parameters[p].Forget();
        }
    }
}
