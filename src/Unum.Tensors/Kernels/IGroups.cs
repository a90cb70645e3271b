namespace Unum.Tensors.Kernels;

/// <summary>Registers whose 32-bit lanes each hold a group of whole numbers.</summary>
internal unsafe interface IGroups<V>
{
    /// <summary>Lanes of a register.</summary>
    static abstract int Count { get; }

    /// <summary>Numbers in a lane: 2 of 16 bits, or 4 of 8.</summary>
    static abstract int Group { get; }

    static abstract V Load(int* from);

    static abstract void Store(V value, int* to);

    static abstract V All(int group);

    /// <summary>In each lane, sum and the products of the numbers of x with those of y.</summary>
    static abstract V Add(V sum, V x, V y);
}
