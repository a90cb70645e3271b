namespace Unum.Devices.Sensing.Replay;

/// <summary>What a column of a file means.</summary>
public enum CsvForm
{
    /// <summary>The value itself, encoded as an amplitude or on a range.</summary>
    Value,

    /// <summary>A price: the sensor yields log-returns, encoded with the size where there is one.</summary>
    Price,
}
