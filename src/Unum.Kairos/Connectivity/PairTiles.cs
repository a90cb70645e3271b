namespace Unum.Kairos.Connectivity;

/// <summary>
/// Where the sums of a pair live. Channels come in panels of <see cref="Width"/> (the columns j, one vector wide); for each panel there are
/// tiles of 8 rows i, from the first channel down to the panel's last, so every pair i &lt;= j is in exactly one tile:
/// <code>
///   offset(i, j) = ((Width / 8) p (p + 1) / 2 + i / 8) * 8 Width + (i % 8) * Width + j % Width,   p = j / Width
/// </code>
/// </summary>
internal readonly struct PairTiles(int channels, int width)
{
    /// <summary>Rows in a tile.</summary>
    public const int Rows = 8;

    /// <summary>Columns in a panel: a multiple of <see cref="Rows"/>.</summary>
    public int Width => width;

    public int Panels => (channels + width - 1) / width;

    /// <summary>Sums in one tile.</summary>
    public int TileLength => Rows * width;

    /// <summary>Sums in all tiles.</summary>
    public int Length => checked(FirstTile(Panels) * TileLength);

    /// <summary>Tiles above and in the diagonal block of a panel.</summary>
    public int TilesOf(int panel) => (panel + 1) * (width / Rows);

    public int FirstTile(int panel) => width / Rows * (panel * (panel + 1) / 2);

    /// <summary>Of the pair i &lt;= j.</summary>
    public int Offset(int i, int j)
    {
        int panel = j / width;
        return ((FirstTile(panel) + (i / Rows)) * TileLength) + (i % Rows * width) + (j % width);
    }
}
