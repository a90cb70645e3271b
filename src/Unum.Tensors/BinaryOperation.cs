namespace Unum.Tensors;

/// <summary>What <see cref="TensorMath.Combine(BinaryOperation, Tensor, Tensor, Tensor)"/> makes of each pair of numbers x, y.</summary>
public enum BinaryOperation
{
    /// <summary>x + y.</summary>
    Add,

    /// <summary>x - y.</summary>
    Subtract,

    /// <summary>x y.</summary>
    Multiply,

    /// <summary>x / y.</summary>
    Divide,

    /// <summary>The larger; not a number if either is.</summary>
    Max,

    /// <summary>The smaller; not a number if either is.</summary>
    Min,
}
