namespace Unum.Tensors;

/// <summary>What <see cref="TensorMath.Apply(UnaryOperation, Tensor, Tensor, float)"/> does to each number x; s is the operation's one parameter.</summary>
public enum UnaryOperation
{
    /// <summary>-x.</summary>
    Negate,

    /// <summary>|x|.</summary>
    Abs,

    /// <summary>x^2.</summary>
    Square,

    /// <summary>The square root.</summary>
    Sqrt,

    /// <summary>e^x.</summary>
    Exp,

    /// <summary>The natural logarithm.</summary>
    Log,

    /// <summary>The hyperbolic tangent.</summary>
    Tanh,

    /// <summary>1 / (1 + e^-x).</summary>
    Sigmoid,

    /// <summary>max(x, 0).</summary>
    Relu,

    /// <summary>max(x, 0)^2, as in So et al., Primer (2021).</summary>
    ReluSquared,

    /// <summary>x where positive, s x elsewhere.</summary>
    LeakyRelu,

    /// <summary>x sigmoid(1.5957691 (x + .044715 x^3)): Hendrycks and Gimpel (2016), the form with tanh.</summary>
    Gelu,

    /// <summary>x sigmoid(x).</summary>
    Silu,

    /// <summary>s x.</summary>
    Scale,

    /// <summary>x + s.</summary>
    Shift,
}
