namespace Unum.Tensors;

/// <summary>Two tensors do not fit together; the message names the operation and both shapes.</summary>
public sealed class ShapeMismatchException : ArgumentException
{
    /// <summary>Says which operation refused which shapes, and why.</summary>
    /// <param name="operation">As the caller wrote it.</param>
    /// <param name="left">Shape of the first tensor.</param>
    /// <param name="right">Shape of the second.</param>
    /// <param name="rule">What would have fitted.</param>
    public ShapeMismatchException(string operation, Shape left, Shape right, string rule)
        : base($"{operation} of {left} and {right}: {rule}.")
    {
    }

    /// <summary>Refuses two shapes that should be the same.</summary>
    /// <param name="operation">As the caller wrote it.</param>
    /// <param name="left">One shape.</param>
    /// <param name="right">The other.</param>
    public static void ThrowIfDifferent(string operation, Shape left, Shape right)
    {
        if (left != right) throw new ShapeMismatchException(operation, left, right, "the shapes must be equal");
    }
}
