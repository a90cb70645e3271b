namespace Unum.Devices.Sensing.Host;

/// <summary>What one vital is: where its numbers are and how they become a value.</summary>
/// <param name="Id">The sensor's name.</param>
/// <param name="Unit">Of the value.</param>
/// <param name="Form">How the two numbers become a value.</param>
/// <param name="Scale">Factor into the unit.</param>
/// <param name="Parse">Finds the numbers.</param>
internal sealed record Vital(string Id, string Unit, VitalForm Form, double Scale, VitalParser Parse);
