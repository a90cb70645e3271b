namespace Unum.Tensors;

/// <summary>How a window moves over a picture: the same in both directions.</summary>
/// <param name="Stride">Steps from window to window, 1 or more.</param>
/// <param name="Padding">Zeros (for a greatest: nothing) around the picture, 0 or more.</param>
public readonly record struct Convolution(int Stride, int Padding = 0)
{
    /// <summary>Windows along one side.</summary>
    /// <param name="length">Of the picture's side.</param>
    /// <param name="window">Of the window's side.</param>
    /// <exception cref="ArgumentOutOfRangeException">The window is larger than the padded picture.</exception>
    /// <exception cref="InvalidOperationException">The stride or the padding makes no sense.</exception>
    public int Windows(int length, int window)
    {
        if (Stride < 1 || Padding < 0) throw new InvalidOperationException($"{this}: the stride must be 1 or more, the padding 0 or more.");
        ArgumentOutOfRangeException.ThrowIfLessThan(window, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(window, length + (2 * Padding));
        return ((length + (2 * Padding) - window) / Stride) + 1;
    }
}
