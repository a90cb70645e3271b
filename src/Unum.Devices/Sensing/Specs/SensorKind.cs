namespace Unum.Devices.Sensing.Specs;

/// <summary>A kind of sensor that can be asked for by a line of text.</summary>
/// <param name="Name">Before the colon.</param>
/// <param name="Source">What stands behind the colon, for help: <c>URL</c>, <c>FILE</c>; empty where nothing does.</param>
/// <param name="Help">What it senses.</param>
/// <param name="Keys">Its options.</param>
/// <param name="Create">Makes the sensors; throws <see cref="FormatException"/> for what the line asks in vain.</param>
public sealed record SensorKind(
    string Name,
    string Source,
    string Help,
    IReadOnlyList<SpecKey> Keys,
    Func<SensorSpec, SensorOptions, TimeProvider, IReadOnlyList<ISensor>> Create)
{
    /// <summary>Whether a <c>#path</c> into a document may follow the source.</summary>
    public bool HasPath { get; init; }

    /// <summary>Whether the source is a URL, taken as it is; any other source has its %XX decoded.</summary>
    public bool IsAddress { get; init; }
}
