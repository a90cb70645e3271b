using System.Globalization;
using System.Numerics;

namespace Unum.Kairos.Filtering;

/// <summary>
/// The discrete Fourier transform of any length, X[k] = sum_n x[n] e^{-2 pi i k n / N}, in place on split real and imaginary arrays.
/// </summary>
/// <remarks>
/// Powers of two: Stockham's self-sorting algorithm in steps of radix 4 (one of radix 2 when log2 N is odd), ping-ponging between the caller's
/// arrays and one scratch of 2 N doubles; vectors run over the contiguous inner index. Any other length: Bluestein's chirp (1970), a circular
/// convolution of length M = 2^ceil(log2(2N - 1)). O(N log N) either way; error about 1e-16 log N relative to the largest value.
/// Tables are made once; an instance holds scratch, so it is not thread-safe, and transforming allocates nothing.
/// </remarks>
public sealed class Fft
{
    private readonly PowerOfTwoFft? _direct;
    private readonly BluesteinFft? _chirp;

    /// <summary>Prepares tables for one length.</summary>
    /// <param name="length">N, from 1 to 2^28.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="length"/> is out of range.</exception>
    public Fft(int length)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, 1 << 28);
        Length = length;
        if (BitOperations.IsPow2(length)) _direct = new PowerOfTwoFft(length);
        else _chirp = new BluesteinFft(length);
    }

    /// <summary>N.</summary>
    public int Length { get; }

    /// <summary>x becomes X.</summary>
    /// <param name="re">[N] real parts.</param>
    /// <param name="im">[N] imaginary parts.</param>
    /// <exception cref="ArgumentException">A span has another length.</exception>
    public void Forward(Span<double> re, Span<double> im)
    {
        if (re.Length != Length || im.Length != Length)
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"Expected {Length} values, got {re.Length} real and {im.Length} imaginary."), nameof(re));
        if (_direct is not null) _direct.Forward(re, im);
        else _chirp!.Forward(re, im);
    }

    /// <summary>X becomes x, divided by N so that it undoes <see cref="Forward"/>.</summary>
    /// <inheritdoc cref="Forward"/>
    public void Inverse(Span<double> re, Span<double> im)
    {
        // Exchanging the parts conjugates the kernel: IDFT(x) = swap(DFT(swap(x))) / N.
        Forward(im, re);
        Scale(re, 1.0 / Length);
        Scale(im, 1.0 / Length);
    }

    internal static void Scale(Span<double> values, double by)
    {
        int at = 0;
        for (; at <= values.Length - Vector<double>.Count; at += Vector<double>.Count)
            (new Vector<double>(values[at..]) * by).CopyTo(values[at..]);
        for (; at < values.Length; at++) values[at] *= by;
    }
}
