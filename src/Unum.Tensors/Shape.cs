using System.Globalization;

namespace Unum.Tensors;

/// <summary>The extents of a row-major tensor: 0 to 4 dimensions, the last one contiguous.</summary>
public readonly struct Shape : IEquatable<Shape>
{
    /// <summary>Most dimensions a tensor has.</summary>
    public const int MaxRank = 4;

    private readonly int _count, _d0, _d1, _d2, _d3;

    /// <summary>A shape from its extents, outermost first.</summary>
    /// <param name="extents">Up to <see cref="MaxRank"/> extents, each 0 or more; none for a single number.</param>
    /// <exception cref="ArgumentException">More than four extents, or their product passes 2^31 - 1.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An extent is negative.</exception>
    public Shape(params ReadOnlySpan<int> extents)
    {
        if (extents.Length > MaxRank) throw new ArgumentException($"A tensor has at most {MaxRank} dimensions, not {Text(extents.Length)}.", nameof(extents));
        long count = 1;
        foreach (int extent in extents)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(extent, nameof(extents));
            count *= extent;
            if (count > int.MaxValue) throw new ArgumentException("A tensor has at most 2^31 - 1 elements.", nameof(extents));
        }

        Rank = extents.Length;
        _count = (int)count;
        _d0 = Rank > 0 ? extents[0] : 0;
        _d1 = Rank > 1 ? extents[1] : 0;
        _d2 = Rank > 2 ? extents[2] : 0;
        _d3 = Rank > 3 ? extents[3] : 0;
    }

    /// <summary>Dimensions, 0 to 4.</summary>
    public int Rank { get; }

    /// <summary>Elements: the product of the extents, 1 for a single number.</summary>
    public int Count => Rank == 0 ? 1 : _count;

    /// <summary>The last extent, 1 for a single number: the length of a row.</summary>
    public int Columns => Rank == 0 ? 1 : this[Rank - 1];

    /// <summary>The product of all extents but the last: how many rows there are.</summary>
    public int Rows
    {
        get
        {
            int rows = 1;
            for (int d = 0; d < Rank - 1; d++) rows *= this[d];
            return rows;
        }
    }

    /// <summary>One extent.</summary>
    /// <param name="dimension">0 (outermost) to Rank - 1.</param>
    public int this[int dimension]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(dimension);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(dimension, Rank);
            return dimension switch { 0 => _d0, 1 => _d1, 2 => _d2, _ => _d3 };
        }
    }

    /// <summary>Whether both have the same extents.</summary>
    public static bool operator ==(Shape left, Shape right) => left.Equals(right);

    /// <summary>Whether the extents differ.</summary>
    public static bool operator !=(Shape left, Shape right) => !left.Equals(right);

    /// <inheritdoc/>
    public bool Equals(Shape other) =>
        Rank == other.Rank && _d0 == other._d0 && _d1 == other._d1 && _d2 == other._d2 && _d3 == other._d3;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Shape other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Rank, _d0, _d1, _d2, _d3);

    /// <summary>As in <c>[2, 3]</c>.</summary>
    public override string ToString()
    {
        string[] extents = new string[Rank];
        for (int d = 0; d < Rank; d++) extents[d] = Text(this[d]);
        return $"[{string.Join(", ", extents)}]";
    }

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);
}
