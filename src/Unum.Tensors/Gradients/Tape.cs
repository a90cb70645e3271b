namespace Unum.Tensors.Gradients;

/// <summary>
/// Reverse-mode differentiation: operations run at once and are written down; <see cref="Backward"/> walks them from the last to the first and
/// hands every input its share of the gradient (R. Wengert, CACM 7 (1964) 463; S. Linnainmaa, BIT 16 (1976) 146).
/// </summary>
/// <remarks>
/// Memory: one tensor an operation, one gradient an operation that a parameter reaches. A backward walk costs two to three times the forward one.
/// After <see cref="Clear"/> the same parameters serve the next step. Not thread-safe; its operations use the threads of their
/// <see cref="TensorMath"/>.
/// </remarks>
public sealed partial class Tape
{
    private readonly TensorMath _math;
    private readonly List<Action> _back = [];

    /// <summary>An empty tape.</summary>
    /// <param name="math">What computes.</param>
    public Tape(TensorMath math)
    {
        ArgumentNullException.ThrowIfNull(math);
        _math = math;
    }

    /// <summary>Operations written down so far that lead back to a parameter.</summary>
    public int Length => _back.Count;

    /// <summary>A tensor whose gradient is wanted. It may outlive the tape's walks.</summary>
    /// <param name="value">Kept, not copied.</param>
    public static Variable Parameter(Tensor value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return new Variable(value, needsGradient: true);
    }

    /// <summary>A tensor that stays as it is.</summary>
    /// <param name="value">Kept, not copied.</param>
    public static Variable Constant(Tensor value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return new Variable(value, needsGradient: false);
    }

    /// <summary>Adds the gradient of a loss to every variable that it depends on.</summary>
    /// <param name="loss">A single number made on this tape.</param>
    /// <exception cref="ArgumentException">More numbers than one, or none.</exception>
    public void Backward(Variable loss)
    {
        ArgumentNullException.ThrowIfNull(loss);
        if (loss.Value.Count != 1) throw new ArgumentException($"A loss is a single number, not {loss.Shape}.", nameof(loss));
        loss.Gradient.Span[0] += 1;
        for (int i = _back.Count - 1; i >= 0; i--) _back[i]();
    }

    /// <summary>Forgets what was written down, for the next step.</summary>
    public void Clear() => _back.Clear();

    /// <summary>Writes down an operation: its result, and how the result's gradient reaches the inputs.</summary>
    private Variable Write(Tensor value, Action<Variable> back, params ReadOnlySpan<Variable> inputs)
    {
        bool needed = false;
        foreach (Variable input in inputs) needed |= input.NeedsGradient;
        Variable result = new(value, needed);
        if (needed) _back.Add(() => back(result));
        return result;
    }

    /// <summary>gradient += contribution, where one is wanted.</summary>
    private void Give(Variable to, Tensor contribution)
    {
        if (to.NeedsGradient) _math.Combine(BinaryOperation.Add, to.Gradient, contribution.Reshape(to.Shape), to.Gradient);
    }
}
