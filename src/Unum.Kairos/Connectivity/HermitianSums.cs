using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Unum.Kairos.Connectivity;

/// <summary>
/// Running sums of z_i conj z_j for all pairs i &lt;= j, in doubles; blocks are summed in <typeparamref name="T"/> (float or double) and added.
/// </summary>
internal sealed unsafe class HermitianSums<T>
    where T : unmanaged
{
    private readonly PairTiles _tiles;
    private readonly bool _wide;
    private readonly AlignedArray<double> _real;
    private readonly AlignedArray<double> _imaginary;
    private readonly AlignedArray<T> _products;

    /// <summary>All zero.</summary>
    /// <param name="channels">Streams.</param>
    /// <param name="wide">True for the AVX-512 kernels.</param>
    public HermitianSums(int channels, bool wide)
    {
        _tiles = new PairTiles(channels, SampleBlock<T>.Width);
        _wide = wide;
        _real = new AlignedArray<double>(_tiles.Length);
        _imaginary = new AlignedArray<double>(_tiles.Length);
        _products = new AlignedArray<T>(3 * _tiles.TileLength);
    }

    /// <summary>The sum for the pair i &lt;= j.</summary>
    public (double Real, double Imaginary) this[int i, int j]
    {
        get
        {
            int at = _tiles.Offset(i, j);
            return (_real.Pointer[at], _imaginary.Pointer[at]);
        }
    }

    public void Clear()
    {
        _real.Clear();
        _imaginary.Clear();
    }

    /// <summary>sums = decay * sums + sum over the block's first samples.</summary>
    public void Add(SampleBlock<T> block, int samples, double decay)
    {
        int width = _tiles.Width;
        T* products = _products.Pointer;
        for (int panel = 0; panel < _tiles.Panels; panel++)
        {
            T* col = block.Panel(panel);
            for (int tile = 0; tile < _tiles.TilesOf(panel); tile++)
            {
                int first = tile * PairTiles.Rows;
                T* row = block.Panel(first / width) + (first % width);
                int at = (_tiles.FirstTile(panel) + tile) * _tiles.TileLength;

                if (_wide)
                {
                    HermitianKernel<T>.Tile512(row, col, samples, products);
                    Fold512(products, _real.Pointer + at, _imaginary.Pointer + at, decay);
                }
                else
                {
                    // Under the diagonal of 16 floats lie 8 columns that nobody reads.
                    int skip = panel == first / width ? first % width / Vector<T>.Count * Vector<T>.Count : 0;
                    HermitianKernel<T>.TileVector(row, col, skip, samples, products);
                    FoldVector(products, _real.Pointer + at, _imaginary.Pointer + at, decay);
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Fold512(T* products, double* real, double* imaginary, double decay)
    {
        int width = Vector512<T>.Count;
        Vector512<double> keep = Vector512.Create(decay);
        for (int r = 0; r < PairTiles.Rows; r++)
        {
            Vector512<T> p = Vector512.Load(products), q = Vector512.Load(products + width);
            Vector512<T> re = p + q, im = Vector512.Load(products + (2 * width)) - (p - q);
            if (typeof(T) == typeof(float))
            {
                Accumulate(Vector512.WidenLower(re.AsSingle()), real, keep);
                Accumulate(Vector512.WidenUpper(re.AsSingle()), real + 8, keep);
                Accumulate(Vector512.WidenLower(im.AsSingle()), imaginary, keep);
                Accumulate(Vector512.WidenUpper(im.AsSingle()), imaginary + 8, keep);
            }
            else
            {
                Accumulate(re.AsDouble(), real, keep);
                Accumulate(im.AsDouble(), imaginary, keep);
            }

            products += 3 * width;
            real += width;
            imaginary += width;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Accumulate(Vector512<double> block, double* sum, Vector512<double> keep) =>
        Vector512.MultiplyAddEstimate(Vector512.Load(sum), keep, block).Store(sum);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void FoldVector(T* products, double* real, double* imaginary, double decay)
    {
        int width = Vector512<T>.Count, step = Vector<T>.Count;
        Vector<double> keep = new(decay);
        for (int at = 0; at < PairTiles.Rows * width; at += step)
        {
            T* from = products + (at / width * 3 * width) + (at % width);
            Vector<T> p = Vector.Load(from), q = Vector.Load(from + width);
            Vector<T> re = p + q, im = Vector.Load(from + (2 * width)) - (p - q);
            if (typeof(T) == typeof(float))
            {
                Accumulate(Vector.WidenLower(Vector.AsVectorSingle(re)), real + at, keep);
                Accumulate(Vector.WidenUpper(Vector.AsVectorSingle(re)), real + at + (step / 2), keep);
                Accumulate(Vector.WidenLower(Vector.AsVectorSingle(im)), imaginary + at, keep);
                Accumulate(Vector.WidenUpper(Vector.AsVectorSingle(im)), imaginary + at + (step / 2), keep);
            }
            else
            {
                Accumulate(Vector.AsVectorDouble(re), real + at, keep);
                Accumulate(Vector.AsVectorDouble(im), imaginary + at, keep);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Accumulate(Vector<double> block, double* sum, Vector<double> keep) =>
        Vector.MultiplyAddEstimate(Vector.Load(sum), keep, block).Store(sum);
}
