using System.Globalization;
using System.Numerics;
using System.Text;

using Unum.Kairos.Encoding;

namespace Unum.Devices.Sensing.Hardware;

/// <summary>A number in a device file, read at an interval on a thread of its own: a 1-wire thermometer takes 750 ms to answer.</summary>
public sealed class DeviceFileSensor : PumpedSensor
{
    private const int LongestText = 4096;
    private readonly FileReading _reading;
    private readonly TimeSpan _every;
    private readonly byte[] _bytes = new byte[LongestText];
    private Task<double>? _pending;

    /// <summary>A sensor over one device file.</summary>
    /// <param name="reading">Which number, and how it is read.</param>
    /// <param name="every">Pause between two readings; at least 1 ms.</param>
    /// <param name="clock">Stamps and paces the readings.</param>
    /// <param name="options">Retries; null for the usual, with a silence of ten readings and ten seconds.</param>
    public DeviceFileSensor(FileReading reading, TimeSpan every, TimeProvider clock, PumpOptions? options = null)
        : base(Describe(reading, every), options ?? new PumpOptions { Silence = (10 * every) + TimeSpan.FromSeconds(10) }, clock)
    {
        _reading = reading;
        _every = every;
    }

    /// <inheritdoc/>
    protected override async Task PumpAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            // A device that hangs keeps one thread, never the node: the wait can be cancelled, and a retry waits for the same read.
            Task<double> reading = _pending ??= Task.Run(ReadNumber, CancellationToken.None);
            await ((Task)reading).WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellationToken.ThrowIfCancellationRequested();
            _pending = null;
            double raw = await reading;
            double value = (raw + _reading.Offset) * _reading.Scale;
            Complex encoded = _reading is { Low: { } low, High: { } high }
                ? MissionEncoding.Temperature(value, low, high)
                : MissionEncoding.Amplitude(value);
            Publish(new SensorSample(Clock.GetUtcNow(), value, encoded));
            await Task.Delay(_every, Clock, cancellationToken);
        }
    }

    private static SensorDescription Describe(FileReading reading, TimeSpan every)
    {
        ArgumentNullException.ThrowIfNull(reading);
        ArgumentOutOfRangeException.ThrowIfLessThan(every, TimeSpan.FromMilliseconds(1));
        if (reading is { Low: { } low, High: { } high } && high <= low)
        {
            throw new ArgumentOutOfRangeException(nameof(reading), high, "high must be above low");
        }

        return new SensorDescription(reading.Id, reading.Kind, reading.Unit, 1 / every.TotalSeconds, reading.Path);
    }

    private double ReadNumber()
    {
        if (!File.Exists(_reading.Path)) throw new SensorTroubleException($"{_reading.Path} does not exist") { IsAbsent = true };
        int length;
        using (FileStream file = new(_reading.Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0))
        {
            length = file.ReadAtLeast(_bytes, _bytes.Length, throwOnEndOfStream: false);
        }

        string text = Encoding.ASCII.GetString(_bytes, 0, length);
        if (_reading.IsOneWire)
        {
            return OneWire.TryParse(text, out double millidegrees, out string? why)
                ? millidegrees
                : throw new SensorTroubleException($"{_reading.Path}: {why}");
        }

        bool isNumber = double.TryParse(text.AsSpan().Trim(), NumberStyles.Float, CultureInfo.InvariantCulture, out double number);
        return isNumber && double.IsFinite(number) ? number : throw new SensorTroubleException($"{_reading.Path} holds no number");
    }
}
