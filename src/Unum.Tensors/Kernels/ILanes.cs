namespace Unum.Tensors.Kernels;

/// <summary>The vector operations that kernels are written in, once for every register width.</summary>
/// <remarks>Type parameters are structs, so that each width compiles to its own straight code.</remarks>
/// <typeparam name="V">The register.</typeparam>
internal unsafe interface ILanes<V>
{
    /// <summary>Floats in a register.</summary>
    static abstract int Count { get; }

    static abstract V Load(float* from);

    static abstract void Store(V value, float* to);

    /// <summary>Stores around the caches; the address must be aligned to the register.</summary>
    static abstract void StoreNonTemporal(V value, float* to);

    static abstract V All(float value);

    static abstract V Add(V a, V b);

    static abstract V Subtract(V a, V b);

    static abstract V Multiply(V a, V b);

    static abstract V Divide(V a, V b);

    /// <summary>a b + c, fused where the hardware does.</summary>
    static abstract V MultiplyAdd(V a, V b, V c);

    /// <summary>The larger; not a number if either is.</summary>
    static abstract V Max(V a, V b);

    /// <summary>The smaller; not a number if either is.</summary>
    static abstract V Min(V a, V b);

    static abstract V Abs(V a);

    static abstract V Sqrt(V a);

    /// <summary>Nearest integer, halves to even.</summary>
    static abstract V Round(V a);

    /// <summary>2^n for whole n from -126 to 127.</summary>
    static abstract V PowerOfTwo(V n);

    /// <summary>Where x is above limit the first, else the second (also where x is not a number).</summary>
    static abstract V WhereAbove(V x, V limit, V then, V otherwise);

    /// <summary>The biased exponent field less 127, as a float, of positive normal numbers.</summary>
    static abstract V Exponent(V a);

    /// <summary>The mantissa in [1, 2) of positive normal numbers.</summary>
    static abstract V Mantissa(V a);

    /// <summary>Sum over the lanes.</summary>
    static abstract float Sum(V a);
}
