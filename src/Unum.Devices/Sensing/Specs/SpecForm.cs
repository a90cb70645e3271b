namespace Unum.Devices.Sensing.Specs;

/// <summary>What an option of a sensor's line may hold.</summary>
public enum SpecForm
{
    /// <summary>Any text.</summary>
    Text,

    /// <summary>A finite number.</summary>
    Number,

    /// <summary>A whole number above 0, with k, M or G for 2^10, 2^20, 2^30.</summary>
    Count,

    /// <summary>A time above 0: 250ms, 1.5s, 5m, 2h; a bare number is seconds.</summary>
    Duration,

    /// <summary>true or false; the bare key is true.</summary>
    Flag,
}
