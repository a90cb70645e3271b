namespace Unum.Devices.Sensing.Specs;

/// <summary>One option of a kind of sensor.</summary>
/// <param name="Name">As it is written.</param>
/// <param name="Form">What it holds.</param>
/// <param name="Help">What it does, its default included.</param>
/// <param name="Choices">The only texts allowed; null for any.</param>
public sealed record SpecKey(string Name, SpecForm Form, string Help, IReadOnlyList<string>? Choices = null);
