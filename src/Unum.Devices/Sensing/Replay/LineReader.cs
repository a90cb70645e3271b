using Microsoft.Win32.SafeHandles;

namespace Unum.Devices.Sensing.Replay;

/// <summary>Reads a file line by line through one buffer, without allocating. Lines longer than the buffer are passed over.</summary>
internal sealed class LineReader : IDisposable
{
    private const int LongestLine = 1 << 16;
    private readonly SafeFileHandle _file;
    private readonly byte[] _buffer = new byte[LongestLine];
    private long _position;
    private int _start;
    private int _end;
    private bool _skipping;

    public LineReader(string path) =>
        _file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, FileOptions.SequentialScan);

    /// <summary>Whether the line just read is the file's last and lacks its end: its writer may have been cut off.</summary>
    public bool IsCut { get; private set; }

    /// <summary>The next line without its end; valid until the next call. False at the end of the file.</summary>
    public bool TryRead(out ReadOnlySpan<byte> line)
    {
        for (; ; )
        {
            int length = _buffer.AsSpan(_start, _end - _start).IndexOf((byte)'\n');
            bool isLast = length < 0 && !Fill();
            if (length < 0 && !isLast) continue;
            line = _buffer.AsSpan(_start, isLast ? _end - _start : length);
            _start = isLast ? _end : _start + length + 1;
            IsCut = isLast;
            bool skipped = _skipping;
            _skipping = false;
            if (skipped)
            {
                if (!isLast) continue;
                line = default;
                return false;
            }

            line = line.TrimEnd((byte)'\r');
            return !isLast || !line.IsEmpty;
        }
    }

    /// <summary>Starts again at the first byte.</summary>
    public void Rewind() => (_position, _start, _end, _skipping) = (0, 0, 0, false);

    public void Dispose() => _file.Dispose();

    /// <summary>Moves the rest to the front and reads on; false at the end of the file.</summary>
    private bool Fill()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }

        if (_end == _buffer.Length) (_end, _skipping) = (0, true);
        int read = RandomAccess.Read(_file, _buffer.AsSpan(_end), _position);
        _position += read;
        _end += read;
        return read > 0;
    }
}
