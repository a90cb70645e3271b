using Unum.Devices.Audio;
using Unum.Devices.Sensing.Specs;

namespace Unum.Devices.Sensing.Media;

/// <summary>Microphones and cameras for the catalog and for lines of text.</summary>
public static class MediaSensors
{
    private static readonly SpecKey Id = new("id", SpecForm.Text, "the sensor's name");

    /// <summary><c>microphone:[SOURCE]</c> and <c>camera:SOURCE</c>.</summary>
    public static IReadOnlyList<SensorKind> Kinds { get; } =
    [
        new("microphone", "SOURCE|default", "sound by PulseAudio, a sample every 10 ms",
            [
                Id, new("server", SpecForm.Text, "PulseAudio server (the user's own)"),
                new("measure", SpecForm.Text, "what each sample is (amplitude)", ["amplitude", "band", "frequency"]),
                new("hz", SpecForm.Number, "centre of the band (440)"), new("width", SpecForm.Number, "width of the band in Hz (50)"),
            ],
            (spec, _, clock) => [Microphone(spec, clock)]),
        new("camera", "DEVICE|URL|FILE", "pictures by ffmpeg: brightness and motion",
            [Id, new("fps", SpecForm.Count, "frames per second (30)")],
            (spec, _, clock) => Camera(new CameraOptions(spec.Source) { Id = spec.Text("id"), FramesPerSecond = (int)spec.Count("fps", 30) }, clock)) { IsAddress = true },
    ];

    /// <summary>The default microphone and every camera of this host; absent ones say why.</summary>
    public static IEnumerable<ISensor> Find(SensorOptions options, TimeProvider clock)
    {
        yield return new MicrophoneSensor(new MicrophoneOptions { Id = "microphone" }, clock);
        IReadOnlyList<string> cameras = CameraSensor.Devices();
        if (cameras.Count == 0)
        {
            yield return new AbsentSensor(new SensorDescription("camera", "camera", "1", 30, "/dev/video*"), "no camera: there is no /dev/video device");
        }

        foreach (string camera in cameras)
        {
            foreach (ISensor sensor in Camera(new CameraOptions(camera), clock)) yield return sensor;
        }
    }

    private static MicrophoneSensor Microphone(SensorSpec spec, TimeProvider clock) => new(
        new MicrophoneOptions
        {
            Id = spec.Text("id"),
            Pulse = new PulseSettings(spec.Text("server"), string.Equals(spec.Source, "default", StringComparison.Ordinal) ? null : spec.Source),
            Measure = Enum.Parse<MicrophoneMeasure>(spec.Text("measure", "amplitude"), ignoreCase: true),
            BandHz = spec.Number("hz") ?? 440,
            BandwidthHz = spec.Number("width") ?? 50,
        },
        clock);

    private static IReadOnlyList<ISensor> Camera(CameraOptions options, TimeProvider clock)
    {
        (CameraSensor brightness, CameraSensor motion) = CameraSensor.Pair(options, clock);
        return [brightness, motion];
    }
}
