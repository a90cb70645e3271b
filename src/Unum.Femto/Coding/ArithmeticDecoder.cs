namespace Unum.Femto.Coding;

/// <summary>Reads what <see cref="ArithmeticEncoder"/> wrote, given the same probabilities; takes exactly as many bytes.</summary>
internal sealed class ArithmeticDecoder
{
    private readonly Stream _input;
    private readonly byte[] _buffer = new byte[1 << 14];
    private uint _low;
    private uint _high = uint.MaxValue;
    private uint _code;
    private int _next;
    private int _filled;

    /// <summary>Starts at the input's position. It reads ahead: what follows the coded bytes is read with <see cref="ReadTrailer"/>.</summary>
    public ArithmeticDecoder(Stream input)
    {
        _input = input;
        for (int i = 0; i < 4; i++) _code = (_code << 8) | Take();
    }

    /// <summary>Coded bytes taken so far.</summary>
    public long Taken { get; private set; }

    /// <summary>Decodes one bit.</summary>
    /// <exception cref="InvalidDataException">The input ended.</exception>
    public int Decode(int p)
    {
        uint middle = _low + (uint)(((ulong)(_high - _low) * (uint)p) >> 16);
        int bit = _code <= middle ? 1 : 0;
        if (bit == 1) _high = middle;
        else _low = middle + 1;
        while (((_low ^ _high) & 0xFF000000) == 0)
        {
            _low <<= 8;
            _high = (_high << 8) | 255;
            _code = (_code << 8) | Take();
        }

        return bit;
    }

    /// <summary>Reads the bytes that follow the coded ones, which must be the last of the input.</summary>
    /// <exception cref="InvalidDataException">The input is shorter or longer, or the coded bytes do not end as an encoder ends them.</exception>
    public void ReadTrailer(Span<byte> trailer)
    {
        // The last four bytes are the encoder's low end. Others between it and the high end would decode alike, so they are compared.
        if (_code != _low) throw new InvalidDataException("The coded bytes end otherwise than they were written: the file is damaged.");
        for (int i = 0; i < trailer.Length; i++) trailer[i] = Take();
        if (_next < _filled || _input.ReadByte() >= 0) throw new InvalidDataException("The file goes on after its end: it is not what was written.");
    }

    private byte Take()
    {
        if (_next == _filled)
        {
            _filled = _input.Read(_buffer, 0, _buffer.Length);
            _next = 0;
            if (_filled == 0) throw new InvalidDataException("The file ends too early: it is truncated or damaged.");
        }

        Taken++;
        return _buffer[_next++];
    }
}
