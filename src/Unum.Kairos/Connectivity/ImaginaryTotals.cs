namespace Unum.Kairos.Connectivity;

/// <summary>Where the sums over d = Im(z_i conj z_j) live, each [tile, 8 rows, 8 columns]; null when not kept.</summary>
internal unsafe struct ImaginaryTotals
{
    public double* Difference;
    public double* Magnitude;
    public double* Square;
    public double* Sign;
}
