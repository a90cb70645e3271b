namespace Unum.Devices.Sensing.Text;

/// <summary>How text becomes samples.</summary>
public sealed record TextOptions
{
    /// <summary>The sensor's name.</summary>
    public required string Id { get; init; }

    /// <summary>What is counted.</summary>
    public TextMeasure Measure { get; init; } = TextMeasure.Bytes;

    /// <summary>Length of an interval; each yields one sample, silent ones too. At least 1 ms.</summary>
    public TimeSpan Every { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Whether a file is read from its start; else only what is appended from now on counts.</summary>
    public bool FromStart { get; init; }

    /// <summary>Buffering and retries.</summary>
    public PumpOptions Pump { get; init; } = new();

    internal SensorDescription Describe(string source)
    {
        if (Every < TimeSpan.FromMilliseconds(1)) throw new ArgumentException("the interval of text must be at least 1 ms", nameof(source));
        string unit = Measure == TextMeasure.Lines ? "lines/s" : "B/s";
        return new SensorDescription(Id, "text", unit, 1 / Every.TotalSeconds, source);
    }
}
