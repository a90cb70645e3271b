namespace Unum.Node.Scenarios;

/// <summary>What a simulated device measures.</summary>
/// <param name="Name">Its kind, as the real adapter calls it.</param>
/// <param name="Unit">Of its values.</param>
/// <param name="Centre">Middle of what it reads.</param>
/// <param name="Swing">How far its rhythm moves it from there.</param>
internal sealed record DeviceKind(string Name, string Unit, double Centre, double Swing)
{
    public static DeviceKind Microphone { get; } = new("microphone", "1", 0.3, 0.2);

    public static DeviceKind Camera { get; } = new("camera", "1", 0.5, 0.3);

    public static DeviceKind Temperature { get; } = new("temperature", "degC", 21, 2);

    public static DeviceKind Pressure { get; } = new("pressure", "hPa", 1013, 6);

    public static DeviceKind Humidity { get; } = new("humidity", "%", 45, 8);

    public static DeviceKind Load { get; } = new("cpu", "%", 50, 30);

    public static DeviceKind Motor { get; } = new("motor", "rad/s", 0, 3);

    public static DeviceKind Tokens { get; } = new("llm", "1", 0.6, 0.3);
}
