using Microsoft.Win32.SafeHandles;

namespace Unum.Devices.Sensing.Host;

/// <summary>
/// One kernel file, kept open and re-read from its start; several vitals may share it, and those that ask for the same
/// instant share one reading. Allocates nothing once its buffer fits the file.
/// </summary>
internal sealed class ProcFile(string path) : IDisposable
{
    private const int LongestFile = 1 << 20;
    private readonly Lock _gate = new();
    private SafeFileHandle? _handle;
    private byte[] _buffer = new byte[8192];
    private int _length;
    private DateTimeOffset _readAt = DateTimeOffset.MinValue;

    public string Path => path;

    /// <summary>Reads the file as of <paramref name="now"/> and parses it; false when the numbers are not there.</summary>
    /// <exception cref="SensorTroubleException">There is no such file.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public bool TryRead(DateTimeOffset now, VitalParser parse, out VitalCount count)
    {
        lock (_gate)
        {
            if (_handle is null || now != _readAt) Fill(now);
            return parse(_buffer.AsSpan(0, _length), out count);
        }
    }

    /// <summary>Lets go of the file; the next reading opens it again.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _handle?.Dispose();
            _handle = null;
        }
    }

    private void Fill(DateTimeOffset now)
    {
        if (_handle is null)
        {
            if (!File.Exists(path)) throw new SensorTroubleException($"{path} does not exist") { IsAbsent = true };
            _handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        }

        _length = 0;
        for (; ; )
        {
            // The kernel hands out a page or less at a time, so only an empty read is the end.
            int read = RandomAccess.Read(_handle, _buffer.AsSpan(_length), _length);
            if (read == 0) break;
            _length += read;
            if (_length < _buffer.Length) continue;
            if (_buffer.Length == LongestFile) break;
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }

        _readAt = now;
    }
}
