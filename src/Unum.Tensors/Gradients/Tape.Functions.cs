using Unum.Tensors.Kernels;

namespace Unum.Tensors.Gradients;

/// <content>Elementwise functions.</content>
public sealed partial class Tape
{
    /// <summary>A function of each number.</summary>
    /// <param name="operation">The function. Where it has a corner, its gradient there is 0 (a leaky one: s).</param>
    /// <param name="x">Any shape.</param>
    /// <param name="s">The function's parameter, where it has one.</param>
    public Variable Apply(UnaryOperation operation, Variable x, float s = 0)
    {
        ArgumentNullException.ThrowIfNull(x);
        return Write(_math.Apply(operation, x.Value, s), y => Slope(operation, x, y, s), x);
    }

    /// <summary>A function of each pair of numbers.</summary>
    /// <param name="operation">The function. Of the greater and the smaller, equals share the gradient.</param>
    /// <param name="x">Any shape.</param>
    /// <param name="y">The same shape, or one row of x, repeated for each.</param>
    /// <exception cref="ShapeMismatchException">y is neither.</exception>
    public Variable Combine(BinaryOperation operation, Variable x, Variable y)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        return Write(_math.Combine(operation, x.Value, y.Value), z => Share(operation, x, y, z.Gradient), x, y);
    }

    /// <summary>x + y.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="y">The same shape, or one row of x.</param>
    public Variable Add(Variable x, Variable y) => Combine(BinaryOperation.Add, x, y);

    /// <summary>x y, number by number.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="y">The same shape, or one row of x.</param>
    public Variable Multiply(Variable x, Variable y) => Combine(BinaryOperation.Multiply, x, y);

    private void Slope(UnaryOperation operation, Variable x, Variable y, float s)
    {
        switch (operation)
        {
            case UnaryOperation.Negate: Slope<BinaryOperations.NegateSlope>(x.Value, y, x); break;
            case UnaryOperation.Abs: Slope<BinaryOperations.AbsSlope>(x.Value, y, x); break;
            case UnaryOperation.Square: Slope<BinaryOperations.SquareSlope>(x.Value, y, x); break;
            case UnaryOperation.Sqrt: Slope<BinaryOperations.SqrtSlope>(y.Value, y, x); break;
            case UnaryOperation.Exp: Slope<BinaryOperations.ExpSlope>(y.Value, y, x); break;
            case UnaryOperation.Log: Slope<BinaryOperations.LogSlope>(x.Value, y, x); break;
            case UnaryOperation.Tanh: Slope<BinaryOperations.TanhSlope>(y.Value, y, x); break;
            case UnaryOperation.Sigmoid: Slope<BinaryOperations.SigmoidSlope>(y.Value, y, x); break;
            case UnaryOperation.Relu: Slope<BinaryOperations.ReluSlope>(x.Value, y, x); break;
            case UnaryOperation.ReluSquared: Slope<BinaryOperations.ReluSquaredSlope>(x.Value, y, x); break;
            case UnaryOperation.Gelu: Slope<BinaryOperations.GeluSlope>(x.Value, y, x); break;
            case UnaryOperation.Silu: Slope<BinaryOperations.SiluSlope>(x.Value, y, x); break;
            case UnaryOperation.Scale: Give(x, _math.Apply(UnaryOperation.Scale, y.Gradient, s)); break;
            case UnaryOperation.Shift: Give(x, y.Gradient); break;
            case UnaryOperation.LeakyRelu:
                Slope<BinaryOperations.ReluSlope>(x.Value, y, x, 1 - s);
                Give(x, _math.Apply(UnaryOperation.Scale, y.Gradient, s));
                break;
            default: throw new ArgumentOutOfRangeException(nameof(operation), operation, "No such function.");
        }
    }

    /// <summary>gradient of x += factor slope(at, gradient of y).</summary>
    private unsafe void Slope<O>(Tensor at, Variable y, Variable x, float factor = 1)
        where O : struct, IBinary
    {
        Tensor g = factor == 1 ? y.Gradient : _math.Apply(UnaryOperation.Scale, y.Gradient, factor);
        fixed (float* p = at.Span, pg = g.Span, pd = x.Gradient.Span) Elementwise.Binary<O>(_math.Level, _math.Budget, at.Count, p, pg, pd, true);
    }

    private void Share(BinaryOperation operation, Variable x, Variable y, Tensor g)
    {
        switch (operation)
        {
            case BinaryOperation.Add:
                Give(x, g);
                GiveRow(y, g);
                break;
            case BinaryOperation.Subtract:
                Give(x, g);
                GiveRow(y, _math.Apply(UnaryOperation.Negate, g));
                break;
            case BinaryOperation.Multiply:
                if (x.NeedsGradient) Give(x, _math.Combine(BinaryOperation.Multiply, g, y.Value));
                if (y.NeedsGradient) GiveRow(y, _math.Combine(BinaryOperation.Multiply, g, x.Value));
                break;
            case BinaryOperation.Divide:
                Tensor part = _math.Combine(BinaryOperation.Divide, g, y.Value);
                Give(x, part);
                if (!y.NeedsGradient) break;
                _math.Combine(BinaryOperation.Multiply, part, x.Value, part);
                _math.Combine(BinaryOperation.Divide, part, y.Value, part);
                GiveRow(y, _math.Apply(UnaryOperation.Negate, part));
                break;
            default:
                Choose(operation == BinaryOperation.Max, x, y, g);
                break;
        }
    }

    private void Choose(bool greater, Variable x, Variable y, Tensor g)
    {
        Tensor toX = new(g.Shape), toY = new(g.Shape);
        for (int i = 0; i < g.Count; i++)
        {
            float a = x.Value.Span[i], b = y.Value.Span[i % y.Value.Count];
            float share = a == b ? .5f : (a > b) == greater ? 1 : 0;
            toX.Span[i] = share * g.Span[i];
            toY.Span[i] = (1 - share) * g.Span[i];
        }

        Give(x, toX);
        GiveRow(y, toY);
    }

    /// <summary>Gives to a variable that may have been one row, repeated.</summary>
    private void GiveRow(Variable to, Tensor contribution)
    {
        if (to.NeedsGradient) Give(to, to.Shape == contribution.Shape ? contribution : _math.SumColumns(contribution));
    }
}
