namespace Unum.Devices.Sensing.Hardware;

/// <summary>One number in one device file, and how it is to be read.</summary>
/// <param name="Id">The sensor's name.</param>
/// <param name="Kind">The family: temperature, pressure, humidity, light, voltage, current, power, fan, number.</param>
/// <param name="Unit">Of the value after <see cref="Scale"/>.</param>
/// <param name="Path">The file.</param>
public sealed record FileReading(string Id, string Kind, string Unit, string Path)
{
    /// <summary>value = (number + <see cref="Offset"/>) * scale.</summary>
    public double Scale { get; init; } = 1;

    /// <summary>Added to the raw number before scaling, as IIO's <c>_offset</c> files ask.</summary>
    public double Offset { get; init; }

    /// <summary>With <see cref="High"/>, the range on which the mission's normalised encoding places the value.</summary>
    public double? Low { get; init; }

    /// <summary>See <see cref="Low"/>.</summary>
    public double? High { get; init; }

    /// <summary>Whether the file is a 1-wire <c>w1_slave</c> with check sum, as against a bare number.</summary>
    public bool IsOneWire { get; init; }
}
