namespace Unum.Hive.Geometry;

/// <summary>How a mode's direction is written in 32 bytes.</summary>
public enum ModeForm
{
    /// <summary>Sixteen coordinates of up to 4,096: 12-bit index and 4-bit weight each.</summary>
    Sparse,

    /// <summary>Sixty-four coordinates of 4 bits.</summary>
    Dense,
}
