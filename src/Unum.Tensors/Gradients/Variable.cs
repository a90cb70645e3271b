namespace Unum.Tensors.Gradients;

/// <summary>A tensor on a <see cref="Tape"/>: what was given to it, or what one of its operations made.</summary>
public sealed class Variable
{
    private Tensor? _gradient;

    internal Variable(Tensor value, bool needsGradient)
    {
        Value = value;
        NeedsGradient = needsGradient;
    }

    /// <summary>Its numbers.</summary>
    public Tensor Value { get; }

    /// <summary>Whether the tape follows it back.</summary>
    public bool NeedsGradient { get; }

    /// <summary>The gradient of the loss by each number; zeros until <see cref="Tape.Backward"/>, which adds to it.</summary>
    public Tensor Gradient => _gradient ??= new Tensor(Value.Shape);

    /// <summary>Its shape.</summary>
    public Shape Shape => Value.Shape;

    /// <summary>Sets the gradient to zero.</summary>
    public void Forget() => _gradient?.Span.Clear();
}
