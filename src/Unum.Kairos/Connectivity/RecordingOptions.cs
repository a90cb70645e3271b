namespace Unum.Kairos.Connectivity;

/// <summary>What to do with a recording.</summary>
public sealed record RecordingOptions
{
    /// <summary>Streams in the recording, at least 2.</summary>
    public required int Channels { get; init; }

    /// <summary>Samples per second, positive.</summary>
    public required double Rate { get; init; }

    /// <summary>Lower edge of the band in Hz, above 0.</summary>
    public required double Low { get; init; }

    /// <summary>Upper edge of the band in Hz, below half the rate.</summary>
    public required double High { get; init; }

    /// <summary>What to compute. Default: all eight.</summary>
    public ConnectivityMeasures Measures { get; init; } = ConnectivityMeasures.All;

    /// <summary>How many of the strongest pairs to name for each measure, at least 0. Default 3; more than there are gives all.</summary>
    public int Top { get; init; } = 3;

    /// <summary>Order of the Butterworth band-pass, run forward and backward. Default 3.</summary>
    public int FilterOrder { get; init; } = 3;

    /// <summary>Names of the channels, as many as there are channels; null names them ch00, ch01, …</summary>
    public IReadOnlyList<string>? Names { get; init; }
}
