using System.Runtime.InteropServices;

namespace Unum.Tensors;

/// <summary>
/// Row-major float32 numbers with a shape, over any memory: an array, a slice of one, a mapped file. A view when reshaped; never copies
/// by itself.
/// </summary>
/// <remarks>Element [i, j, k, l] of [A, B, C, D] lies at ((i B + j) C + k) D + l. Not thread-safe for writers.</remarks>
public sealed class Tensor
{
    /// <summary>Gives numbers that already exist a shape.</summary>
    /// <param name="shape">Its extents.</param>
    /// <param name="memory">[shape.Count] numbers, kept, not copied.</param>
    /// <exception cref="ArgumentException">The shape does not need as many numbers as there are.</exception>
    public Tensor(Shape shape, Memory<float> memory)
    {
        if (shape.Count != memory.Length)
            throw new ArgumentException(FormattableString.Invariant($"Shape {shape} needs {shape.Count} numbers, got {memory.Length}."), nameof(memory));
        Shape = shape;
        Memory = memory;
    }

    /// <summary>A new tensor of zeros.</summary>
    /// <param name="extents">Outermost first.</param>
    public Tensor(params ReadOnlySpan<int> extents)
        : this(new Shape(extents))
    {
    }

    /// <summary>A new tensor of zeros.</summary>
    /// <param name="shape">Its extents.</param>
    public Tensor(Shape shape)
    {
        Shape = shape;
        Memory = Zeros(shape.Count);
    }

    /// <summary>Its extents.</summary>
    public Shape Shape { get; }

    /// <summary>Its numbers, the last dimension contiguous.</summary>
    public Memory<float> Memory { get; }

    /// <summary>Its numbers, the last dimension contiguous.</summary>
    public Span<float> Span => Memory.Span;

    /// <summary>How many numbers.</summary>
    public int Count => Shape.Count;

    /// <summary>One element of a matrix.</summary>
    /// <exception cref="InvalidOperationException">Not a matrix.</exception>
    public float this[int row, int column]
    {
        get => Span[At(row, column)];
        set => Span[At(row, column)] = value;
    }

    /// <summary>A new tensor with a copy of numbers.</summary>
    /// <param name="shape">Its extents.</param>
    /// <param name="numbers">[shape.Count].</param>
    public static Tensor Of(Shape shape, ReadOnlySpan<float> numbers) => new(shape, numbers.ToArray());

    /// <summary>A vector with a copy of numbers.</summary>
    /// <param name="numbers">Any count.</param>
    public static Tensor Of(params ReadOnlySpan<float> numbers) => new(new Shape(numbers.Length), numbers.ToArray());

    /// <summary>Normally distributed numbers: the same from the same seed.</summary>
    /// <param name="shape">Its extents.</param>
    /// <param name="random">A seeded source.</param>
    /// <param name="deviation">Standard deviation.</param>
    public static Tensor Normal(Shape shape, Random random, float deviation = 1)
    {
        ArgumentNullException.ThrowIfNull(random);
        Tensor made = new(shape);
        foreach (ref float x in made.Span)
        {
            double radius = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble()));
            x = (float)(deviation * radius * Math.Cos(2 * Math.PI * random.NextDouble()));
        }

        return made;
    }

    /// <summary>The same numbers under another shape: a view.</summary>
    /// <param name="extents">With the same product.</param>
    /// <exception cref="ArgumentException">Another product.</exception>
    public Tensor Reshape(params ReadOnlySpan<int> extents) => new(new Shape(extents), Memory);

    /// <summary>The same numbers under another shape: a view.</summary>
    /// <param name="shape">With the same product.</param>
    /// <exception cref="ArgumentException">Another product.</exception>
    public Tensor Reshape(Shape shape) => new(shape, Memory);

    /// <summary>One row, the last dimension: a view.</summary>
    /// <param name="row">0 to Shape.Rows - 1, counted over all outer dimensions.</param>
    public Span<float> Row(int row) => Span.Slice(row * Shape.Columns, Shape.Columns);

    /// <summary>Rows of the outermost dimension: a view.</summary>
    /// <param name="start">First.</param>
    /// <param name="count">How many.</param>
    /// <exception cref="InvalidOperationException">A single number has no dimensions.</exception>
    public Tensor Slice(int start, int count)
    {
        if (Shape.Rank == 0) throw new InvalidOperationException("A single number cannot be sliced.");
        Span<int> extents = stackalloc int[Shape.Rank];
        for (int d = 0; d < extents.Length; d++) extents[d] = Shape[d];
        int inner = Shape[0] == 0 ? 0 : Count / Shape[0];
        extents[0] = count;
        return new Tensor(new Shape(extents), Memory.Slice(start * inner, count * inner));
    }

    /// <summary>A copy with memory of its own.</summary>
    public Tensor Clone() => Of(Shape, Span);

    /// <summary>As in <c>Tensor [2, 3]</c>.</summary>
    public override string ToString() => $"Tensor {Shape}";

    /// <summary>Large memory starts at a cache line: registers then never straddle two, and results can be stored around the caches.</summary>
    private static Memory<float> Zeros(int count)
    {
        const int Large = 1 << 14, Line = 64 / sizeof(float);
        if (count < Large) return new float[count];
        float[] memory = GC.AllocateArray<float>(count + Line, pinned: true);
        nint address = Marshal.UnsafeAddrOfPinnedArrayElement(memory, 0);
        return memory.AsMemory((int)((-address & 63) / sizeof(float)), count);
    }

    private int At(int row, int column)
    {
        if (Shape.Rank != 2) throw new InvalidOperationException($"{this} is not a matrix.");
        ArgumentOutOfRangeException.ThrowIfNegative(row);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(row, Shape[0]);
        ArgumentOutOfRangeException.ThrowIfNegative(column);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(column, Shape[1]);
        return (row * Shape[1]) + column;
    }
}
