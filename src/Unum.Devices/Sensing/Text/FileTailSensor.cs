using System.Globalization;
using Microsoft.Win32.SafeHandles;

namespace Unum.Devices.Sensing.Text;

/// <summary>Follows a growing file as <c>tail -F</c> does: through rotation (another file takes the name) and truncation.</summary>
/// <remarks>
/// A renamed file is read to its end before the new one is taken up from its start. Which file an open handle stands for is
/// asked of /proc/self/fd, the same on every processor; where there is no /proc only truncation is noticed. A file cut and
/// refilled beyond the old length between two looks cannot be told from one that grew.
/// </remarks>
public sealed class FileTailSensor : PumpedSensor
{
    private const int MostPerInterval = 1 << 22;
    private readonly TextOptions _options;
    private readonly string _path;
    private readonly TextMeter _meter = new();
    private readonly byte[] _buffer = new byte[1 << 15];
    private SafeFileHandle? _file;
    private long _position;
    private bool _seen;

    /// <summary>Follows the file at <paramref name="path"/>; absent while there is none.</summary>
    public FileTailSensor(string path, TextOptions options, TimeProvider clock)
        : base((options ?? throw new ArgumentNullException(nameof(options))).Describe(path), options.Pump, clock)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        _path = Path.GetFullPath(path);
        _options = options;
    }

    /// <inheritdoc/>
    protected override async Task PumpAsync(CancellationToken cancellationToken)
    {
        bool isFirst = !_seen;
        _seen = true; // what appears later is new from its first byte
        try
        {
            _file = OpenFile() ?? throw new SensorTroubleException($"{_path} does not exist") { IsAbsent = true };
            _position = isFirst && !_options.FromStart ? RandomAccess.GetLength(_file) : 0;
            Opened();
            long began = Clock.GetTimestamp();
            while (true)
            {
                await Task.Delay(_options.Every, Clock, cancellationToken);
                if (ReadNew(_file)) Follow(_file);
                double seconds = Clock.GetElapsedTime(began).TotalSeconds;
                began = Clock.GetTimestamp();
                Publish(_meter.Take(_options.Measure, Math.Max(seconds, 1e-6), Clock.GetUtcNow()));
            }
        }
        finally
        {
            _file?.Dispose();
        }
    }

    /// <summary>Goes on with the file that has taken the name, if it is another one.</summary>
    private void Follow(SafeFileHandle file)
    {
        SafeFileHandle? next = OpenFile();
        if (next is null || string.Equals(NameOf(next), NameOf(file), StringComparison.Ordinal))
        {
            next?.Dispose();
            return;
        }

        ReadNew(file); // what came between the last look and the change of name
        file.Dispose();
        _file = next;
        _position = 0;
        ReadNew(next);
    }

    private SafeFileHandle? OpenFile() => File.Exists(_path)
        ? File.OpenHandle(_path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete)
        : null;

    private static string? NameOf(SafeFileHandle file)
    {
        string link = string.Create(CultureInfo.InvariantCulture, $"/proc/self/fd/{file.DangerousGetHandle()}");
        return File.ResolveLinkTarget(link, returnFinalTarget: false)?.FullName;
    }

    /// <summary>Counts what was appended; whether that was all.</summary>
    private bool ReadNew(SafeFileHandle file)
    {
        if (RandomAccess.GetLength(file) < _position) _position = 0; // truncated
        for (int total = 0; total < MostPerInterval;)
        {
            int read = RandomAccess.Read(file, _buffer, _position);
            if (read == 0) return true;
            _meter.Add(_buffer.AsSpan(0, read));
            _position += read;
            total += read;
        }

        return false;
    }
}
