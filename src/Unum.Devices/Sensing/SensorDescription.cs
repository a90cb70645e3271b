namespace Unum.Devices.Sensing;

/// <summary>What a sensor is, fixed for its lifetime.</summary>
/// <param name="Id">Unique on its node, for instance <c>cpu</c> or <c>microphone.default</c>.</param>
/// <param name="Kind">The family: vitals, temperature, microphone, camera, text, http, websocket, market, replay, llm, synthetic.</param>
/// <param name="Unit">Of the value: <c>%</c>, <c>degC</c>, <c>B/s</c>, <c>1</c> for none.</param>
/// <param name="RateHz">Samples per second that it yields when healthy; an average where it is irregular.</param>
/// <param name="Source">Where it reads from, for a person: a path, a URL without secrets, a device name.</param>
public sealed record SensorDescription(string Id, string Kind, string Unit, double RateHz, string Source);
