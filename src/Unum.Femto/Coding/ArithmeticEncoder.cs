namespace Unum.Femto.Coding;

/// <summary>
/// Binary arithmetic coder (carry-free range of 32 bits, after Mahoney's PAQ): a bit that the model gave probability p costs
/// -log2 p bits, within a ten-thousandth. Bytes go out as soon as both ends of the range agree on them.
/// </summary>
internal sealed class ArithmeticEncoder(Stream output)
{
    private readonly byte[] _buffer = new byte[1 << 14];
    private uint _low;
    private uint _high = uint.MaxValue;
    private int _used;

    /// <summary>Bytes written so far, those of <see cref="Finish"/> included once it has run.</summary>
    public long Written { get; private set; }

    /// <summary>Encodes one bit.</summary>
    /// <param name="bit">The bit that came.</param>
    /// <param name="p">Probability of a 1 in 65536ths, 1 to 65535.</param>
    public void Encode(int bit, int p)
    {
        Invariant.Holds(p is > 0 and < 65536, "both bits must stay possible");
        uint middle = _low + (uint)(((ulong)(_high - _low) * (uint)p) >> 16);
        if (bit == 1) _high = middle;
        else _low = middle + 1;
        while (((_low ^ _high) & 0xFF000000) == 0)
        {
            Put((byte)(_high >> 24));
            _low <<= 8;
            _high = (_high << 8) | 255;
        }
    }

    /// <summary>Writes what tells the last bits apart.</summary>
    public void Finish()
    {
        for (int i = 0; i < 4; i++)
        {
            Put((byte)(_low >> 24));
            _low <<= 8;
        }

        output.Write(_buffer, 0, _used);
        _used = 0;
    }

    private void Put(byte b)
    {
        if (_used == _buffer.Length)
        {
            output.Write(_buffer, 0, _used);
            _used = 0;
        }

        _buffer[_used++] = b;
        Written++;
    }
}
