using Unum.Kairos.Encoding;

namespace Unum.Devices.Sensing.Feeds;

/// <summary>The number at a path of each message, as it is; a message that is nothing but a number needs no path.</summary>
public sealed class NumberReading : FeedReading
{
    private readonly JsonPath _path;
    private readonly (double Low, double High)? _range;

    /// <summary>
    /// Looks at <paramref name="path"/>; encodes on the range from low to high where both are given, else as an amplitude.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="high"/> is not above <paramref name="low"/>.</exception>
    public NumberReading(JsonPath path, double? low = null, double? high = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (low is { } l && high is { } h)
        {
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(h, l, nameof(high));
            _range = (l, h);
        }

        _path = path;
        Sought = path.ToString().Length == 0 ? "a number" : $"a number at {path}";
    }

    /// <inheritdoc/>
    public override string? Kind => null;

    /// <inheritdoc/>
    public override string Sought { get; }

    /// <inheritdoc/>
    public override bool TryRead(ReadOnlySpan<byte> message, DateTimeOffset at, out SensorSample? sample)
    {
        sample = null;
        if (!_path.TryFind(message, out double value)) return false;
        sample = new SensorSample(
            at, value, _range is { } range ? MissionEncoding.Temperature(value, range.Low, range.High) : MissionEncoding.Amplitude(value));
        return true;
    }
}
