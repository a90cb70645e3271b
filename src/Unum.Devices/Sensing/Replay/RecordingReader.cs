using System.Globalization;

namespace Unum.Devices.Sensing.Replay;

/// <summary>Opens what <see cref="RecordingWriter"/> wrote.</summary>
public static class RecordingReader
{
    private const string Mark = "# unum recording 1";
    private const string SensorLine = "# sensor,";

    /// <summary>The sensors of a recording. They keep their ids, kinds and units and share one pace.</summary>
    /// <param name="path">The recording.</param>
    /// <param name="speed">How many recorded seconds pass in one of the node's; above 0, finite.</param>
    /// <param name="loop">Whether it begins again after its end.</param>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="FormatException">It is not a recording.</exception>
    public static IReadOnlyList<ISensor> Open(string path, double speed = 1, bool loop = false)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(speed);
        ArgumentOutOfRangeException.ThrowIfEqual(double.IsFinite(speed), false, nameof(speed));
        List<SensorDescription> sensors;
        using (LineReader head = new(path)) sensors = ReadHead(path, head, speed);
        if (sensors.Count == 0) return [];
#pragma warning disable CA2000 // closed by the last of its sensors
        RecordingFeed feed = new(path, sensors, speed, loop);
#pragma warning restore CA2000
        return [.. sensors.Select((sensor, place) => new RecordedSensor(sensor, feed, place))];
    }

    private static List<SensorDescription> ReadHead(string path, LineReader lines, double speed)
    {
        List<SensorDescription> sensors = [];
        if (!lines.TryRead(out ReadOnlySpan<byte> line) || !CsvText.Unquote(line).Equals(Mark, StringComparison.Ordinal))
        {
            throw new FormatException($"{path} is not a recording: its first line is not '{Mark}'");
        }

        while (lines.TryRead(out line) && line.StartsWith("#"u8))
        {
            if (!line.StartsWith("# sensor,"u8)) continue;
            ReadOnlySpan<byte> rest = line[SensorLine.Length..];
            string[] fields = new string[5];
            for (int i = 0; i < fields.Length; i++)
            {
                if (!CsvText.NextField(ref rest, (byte)',', out ReadOnlySpan<byte> field)) throw Bad(path);
                fields[i] = CsvText.Unquote(field);
            }

            if (!double.TryParse(fields[3], NumberStyles.Float, CultureInfo.InvariantCulture, out double rate)) throw Bad(path);
            sensors.Add(new SensorDescription(fields[0], fields[1], fields[2], rate * speed, fields[4]));
        }

        if (sensors.Select(s => s.Id).Distinct(StringComparer.Ordinal).Count() != sensors.Count) throw Bad(path);
        return sensors;
    }

    private static FormatException Bad(string path) => new($"{path} is not a whole recording: a sensor line is damaged");
}
