using System.Globalization;

namespace Unum.Devices.Sensing.Replay;

/// <summary>Rows (time, value, size) of a CSV file, one after the other; rows that make no sense are passed over and counted.</summary>
internal sealed class CsvRows : IDisposable
{
    private readonly CsvReplayOptions _options;
    private readonly LineReader _lines;
    private int _time;
    private int _value;
    private int _size;
    private byte _separator;
    private long _row;
    private bool _hasHeader;

    /// <summary>Opens the file and finds its columns.</summary>
    /// <exception cref="SensorTroubleException">There is no file or no such column.</exception>
    public CsvRows(CsvReplayOptions options)
    {
        if (!File.Exists(options.Path)) throw new SensorTroubleException($"{options.Path} does not exist") { IsAbsent = true };
        _options = options;
        _lines = new LineReader(options.Path);
        try
        {
            FindColumns();
        }
        catch
        {
            _lines.Dispose();
            throw;
        }
    }

    /// <summary>Rows that were passed over.</summary>
    public long PassedOver { get; private set; }

    /// <summary>The next row; false at the end.</summary>
    public bool TryNext(out long ticks, out double value, out double size)
    {
        while (_lines.TryRead(out ReadOnlySpan<byte> line))
        {
            if (line.IsEmpty || line[0] == (byte)'#') continue;
            if (TryRow(line, out ticks, out value, out size)) return true;
            PassedOver++;
        }

        (ticks, value, size) = (0, 0, 0);
        return false;
    }

    /// <summary>Starts again at the first row.</summary>
    public void Rewind()
    {
        _lines.Rewind();
        _row = 0;
        if (_hasHeader) PassedOver--; // it will be passed over again
    }

    public void Dispose() => _lines.Dispose();

    private void FindColumns()
    {
        ReadOnlySpan<byte> line;
        do
        {
            if (!_lines.TryRead(out line)) throw new SensorTroubleException($"{_options.Path} has no rows");
        }
        while (line.IsEmpty || line[0] == (byte)'#');

        _separator = CsvText.SeparatorOf(line);
        _time = _options.Step is null ? Column(line, _options.TimeColumn) : -1;
        _value = Column(line, _options.ValueColumn);
        _size = _options.SizeColumn is null ? -1 : Column(line, _options.SizeColumn);
        _hasHeader = !TryRow(line, out _, out _, out _);
        Rewind();
    }

    private int Column(ReadOnlySpan<byte> header, string name)
    {
        for (int i = 0; CsvText.NextField(ref header, _separator, out ReadOnlySpan<byte> field); i++)
        {
            if (string.Equals(CsvText.Unquote(field).Trim('\uFEFF'), name, StringComparison.OrdinalIgnoreCase)) return i;
        }

        return int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            ? number
            : throw new SensorTroubleException($"{_options.Path} has no column '{name}'");
    }

    private bool TryRow(ReadOnlySpan<byte> line, out long ticks, out double value, out double size)
    {
        (ticks, value, size) = (0, 0, 0);
        if (_options.Step is { } step) ticks = _row * step.Ticks;
        else if (!CsvText.Field(line, _separator, _time, out ReadOnlySpan<byte> at) || !Timestamps.TryParse(at, out ticks)) return false;
        if (!CsvText.Field(line, _separator, _value, out ReadOnlySpan<byte> field) || !CsvText.Number(field, out value)) return false;
        if (_size >= 0 && (!CsvText.Field(line, _separator, _size, out field) || !CsvText.Number(field, out size))) return false;
        _row++;
        return true;
    }
}
