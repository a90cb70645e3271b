using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Unum.Devices.Sensing.Replay;

/// <summary>
/// Writes the samples of any set of sensors into one file that spreadsheets open and <see cref="RecordingReader"/> replays.
/// </summary>
/// <remarks>
/// <code>
///   # unum recording 1
///   # sensor,cpu,vitals,%,10,/proc/stat              id, kind, unit, rate in Hz, source; one line a sensor
///   time,sensor,value,re,im
///   2026-01-01T00:00:00.0000000Z,cpu,12.5,0.125,0    UTC; numbers round-trip exactly
/// </code>
/// Not thread-safe. Writing a sample allocates nothing. Call <see cref="Flush"/> as often as losing samples would hurt.
/// </remarks>
public sealed class RecordingWriter : IDisposable
{
    private const int LongestRow = 512;
    private readonly Stream _stream;
    private readonly bool _leaveOpen;
    private readonly byte[][] _ids;
    private readonly byte[] _buffer = new byte[1 << 15];
    private int _length;
    private bool _disposed;

    /// <summary>Begins a recording of these sensors; samples name them by their place in this list.</summary>
    /// <exception cref="ArgumentException">Two sensors have the same id, or an id is longer than 128 bytes.</exception>
    public RecordingWriter(Stream stream, IReadOnlyList<SensorDescription> sensors, bool leaveOpen = false)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(sensors);
        if (sensors.Select(s => s.Id).Distinct(StringComparer.Ordinal).Count() != sensors.Count)
        {
            throw new ArgumentException("two sensors have the same id", nameof(sensors));
        }

        _stream = stream;
        _leaveOpen = leaveOpen;
        _ids = [.. sensors.Select(s => Encoding.UTF8.GetBytes(CsvText.Quote(s.Id)))];
        if (_ids.Any(id => id.Length > 128)) throw new ArgumentException("an id is longer than 128 bytes", nameof(sensors));
        StringBuilder head = new("# unum recording 1\n");
        foreach (SensorDescription s in sensors)
        {
            head.Append(CultureInfo.InvariantCulture, $"# sensor,{CsvText.Quote(s.Id)},{CsvText.Quote(s.Kind)},{CsvText.Quote(s.Unit)},");
            head.Append(CultureInfo.InvariantCulture, $"{s.RateHz},{CsvText.Quote(s.Source)}\n");
        }

        _stream.Write(Encoding.UTF8.GetBytes(head.Append("time,sensor,value,re,im\n").ToString()));
    }

    /// <summary>Rows written.</summary>
    public long Rows { get; private set; }

    /// <summary>Begins a recording in a new file; an existing one is replaced.</summary>
    public static RecordingWriter Create(string path, IReadOnlyList<SensorDescription> sensors)
    {
        FileStream file = new(path, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0);
        try
        {
            return new RecordingWriter(file, sensors);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Writes samples of one sensor.</summary>
    /// <param name="sensor">Its place in the list of sensors.</param>
    /// <param name="samples">In the order of their times.</param>
    public void Write(int sensor, ReadOnlySpan<SensorSample> samples)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        byte[] id = _ids[sensor];
        foreach (ref readonly SensorSample sample in samples)
        {
            if (_buffer.Length - _length < LongestRow) Drain();
            Span<byte> row = _buffer.AsSpan(_length);
            bool fits = Utf8Formatter.TryFormat(sample.At.UtcDateTime, row, out int used, new StandardFormat('O'));
            row[used++] = (byte)',';
            id.CopyTo(row[used..]);
            used += id.Length;
            fits &= Append(row, ref used, sample.Value) && Append(row, ref used, sample.Encoded.Real);
            fits &= Append(row, ref used, sample.Encoded.Imaginary);
            Invariant.Holds(fits, "a row is a time, an id of at most 128 bytes and three numbers");
            row[used++] = (byte)'\n';
            _length += used;
            Rows++;
        }
    }

    /// <summary>Hands everything written so far to the operating system.</summary>
    public void Flush()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        Drain();
        _stream.Flush();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_disposed) return;
        Drain();
        _disposed = true;
        if (!_leaveOpen) _stream.Dispose();
    }

    private static bool Append(Span<byte> row, ref int used, double number)
    {
        row[used++] = (byte)',';
        bool fits = Utf8Formatter.TryFormat(number, row[used..], out int more);
        used += more;
        return fits;
    }

    private void Drain()
    {
        _stream.Write(_buffer, 0, _length);
        _length = 0;
    }
}
