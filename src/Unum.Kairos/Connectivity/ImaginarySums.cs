namespace Unum.Kairos.Connectivity;

/// <summary>Running sums over d = Im(z_i conj z_j) for all pairs: d, |d|, d^2 and sign d, as far as wanted.</summary>
internal sealed unsafe class ImaginarySums
{
    private readonly PairTiles _tiles;
    private readonly bool _wide;
    private readonly AlignedArray<double>? _difference;
    private readonly AlignedArray<double>? _magnitude;
    private readonly AlignedArray<double>? _square;
    private readonly AlignedArray<double>? _sign;
    private readonly ImaginaryTotals _totals;

    public ImaginarySums(int channels, bool wide, bool weighted, bool square, bool sign)
    {
        _tiles = new PairTiles(channels, SampleBlock<double>.Width);
        _wide = wide;
        int length = _tiles.Length;
        if (weighted || square)
        {
            _totals.Difference = (_difference = new AlignedArray<double>(length)).Pointer;
            _totals.Magnitude = (_magnitude = new AlignedArray<double>(length)).Pointer;
        }

        if (square) _totals.Square = (_square = new AlignedArray<double>(length)).Pointer;
        if (sign) _totals.Sign = (_sign = new AlignedArray<double>(length)).Pointer;
    }

    /// <summary>sum d.</summary>
    public double Difference(int i, int j) => _totals.Difference[_tiles.Offset(i, j)];

    /// <summary>sum |d|.</summary>
    public double Magnitude(int i, int j) => _totals.Magnitude[_tiles.Offset(i, j)];

    /// <summary>sum d^2, weighted by the square of the forgetting weights.</summary>
    public double Square(int i, int j) => _totals.Square[_tiles.Offset(i, j)];

    /// <summary>sum sign d.</summary>
    public double Sign(int i, int j) => _totals.Sign[_tiles.Offset(i, j)];

    public void Clear()
    {
        _difference?.Clear();
        _magnitude?.Clear();
        _square?.Clear();
        _sign?.Clear();
    }

    /// <summary>sums = decay * sums + sum over the block's first samples (decay squared for the squares).</summary>
    public void Add(SampleBlock<double> block, double* weights, int samples, double decay)
    {
        bool weighted = _difference is not null, square = _square is not null, sign = _sign is not null;
        if (!weighted) Add<ISwitch.No, ISwitch.No, ISwitch.Yes>(block, weights, samples, decay);
        else if (square && sign) Add<ISwitch.Yes, ISwitch.Yes, ISwitch.Yes>(block, weights, samples, decay);
        else if (square) Add<ISwitch.Yes, ISwitch.Yes, ISwitch.No>(block, weights, samples, decay);
        else if (sign) Add<ISwitch.Yes, ISwitch.No, ISwitch.Yes>(block, weights, samples, decay);
        else Add<ISwitch.Yes, ISwitch.No, ISwitch.No>(block, weights, samples, decay);
    }

    private void Add<TWeighted, TSquare, TSign>(SampleBlock<double> block, double* weights, int samples, double decay)
        where TWeighted : struct, ISwitch
        where TSquare : struct, ISwitch
        where TSign : struct, ISwitch
    {
        ImaginaryTotals totals = _totals;
        for (int panel = 0; panel < _tiles.Panels; panel++)
        {
            double* col = block.Panel(panel);
            for (int tile = 0; tile < _tiles.TilesOf(panel); tile++)
            {
                double* row = block.Panel(tile);
                int at = (_tiles.FirstTile(panel) + tile) * _tiles.TileLength;
                for (int half = 0; half < PairTiles.Rows; half += 4)
                {
                    int to = at + (half * _tiles.Width);
                    if (_wide) ImaginaryKernel<TWeighted, TSquare, TSign>.Rows512(row + half, col, weights, samples, &totals, to, decay);
                    else ImaginaryKernel<TWeighted, TSquare, TSign>.RowsVector(row + half, col, weights, samples, &totals, to, decay);
                }
            }
        }
    }
}
