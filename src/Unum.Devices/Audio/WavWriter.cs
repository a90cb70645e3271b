using System.Buffers.Binary;

namespace Unum.Devices.Audio;

/// <summary>Writes mono sound to a WAV file (RIFF, 16-bit PCM) as it comes.</summary>
/// <remarks>
/// Layout: 12 bytes RIFF, 24 bytes fmt, 8 bytes data header, then little-endian samples. The two lengths in the header are
/// brought up to date at every <see cref="Flush"/>, so a file whose writer died is playable up to its last flush.
/// </remarks>
public sealed class WavWriter : IDisposable
{
    private const int HeaderBytes = 44;
    private const long LongestData = uint.MaxValue - HeaderBytes - 1;

    private readonly Stream _stream;
    private readonly byte[] _block = new byte[8192];
    private long _dataBytes;

    /// <summary>Starts a file on a stream that can seek; the writer owns it.</summary>
    /// <param name="stream">Empty, writable and seekable.</param>
    /// <param name="rateHz">Samples per second.</param>
    public WavWriter(Stream stream, int rateHz)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rateHz);
        if (!stream.CanSeek) throw new ArgumentException("A WAV header is corrected at the end: the stream must be able to seek.", nameof(stream));
        _stream = stream;
        Span<byte> header = stackalloc byte[HeaderBytes];
        "RIFF"u8.CopyTo(header);
        "WAVEfmt "u8.CopyTo(header[8..]);
        BinaryPrimitives.WriteInt32LittleEndian(header[16..], 16);
        BinaryPrimitives.WriteInt16LittleEndian(header[20..], 1);
        BinaryPrimitives.WriteInt16LittleEndian(header[22..], 1);
        BinaryPrimitives.WriteInt32LittleEndian(header[24..], rateHz);
        BinaryPrimitives.WriteInt32LittleEndian(header[28..], rateHz * sizeof(short));
        BinaryPrimitives.WriteInt16LittleEndian(header[32..], sizeof(short));
        BinaryPrimitives.WriteInt16LittleEndian(header[34..], 16);
        "data"u8.CopyTo(header[36..]);
        _stream.Write(header);
        Flush();
    }

    /// <summary>Appends samples in [-1, 1]; louder ones are clipped, NaN is silence.</summary>
    /// <exception cref="IOException">The disk is full, or the file would pass the format's 4 GiB.</exception>
    public void Write(ReadOnlySpan<float> samples)
    {
        if (_dataBytes + (long)samples.Length * sizeof(short) > LongestData) throw new IOException("A WAV file cannot hold more than 4 GiB.");
        while (samples.Length > 0)
        {
            int count = Math.Min(samples.Length, _block.Length / sizeof(short));
            for (int n = 0; n < count; n++)
            {
                float sample = float.IsNaN(samples[n]) ? 0 : Math.Clamp(samples[n], -1, 1);
                BinaryPrimitives.WriteInt16LittleEndian(_block.AsSpan(n * sizeof(short)), (short)MathF.Round(sample * short.MaxValue));
            }

            _stream.Write(_block.AsSpan(0, count * sizeof(short)));
            _dataBytes += count * sizeof(short);
            samples = samples[count..];
        }
    }

    /// <summary>Makes the file whole up to here.</summary>
    public void Flush()
    {
        WriteLength(4, HeaderBytes - 8 + _dataBytes);
        WriteLength(40, _dataBytes);
        _stream.Seek(0, SeekOrigin.End);
        _stream.Flush();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        try
        {
            if (_stream.CanWrite) Flush();
        }
        finally
        {
            _stream.Dispose();
        }
    }

    private void WriteLength(long at, long length)
    {
        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, (uint)length);
        _stream.Seek(at, SeekOrigin.Begin);
        _stream.Write(bytes);
    }
}
