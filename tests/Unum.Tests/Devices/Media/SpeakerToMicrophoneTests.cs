using Unum.Devices.Driving;
using Unum.Devices.Sensing;
using Unum.Devices.Sensing.Media;
using Unum.Kairos.Emergence;
using Unum.Tests.Devices.Driving;

namespace Unum.Tests.Devices.Media;

/// <summary>What the speaker says is heard by the microphone, through a real sound server.</summary>
public sealed class SpeakerToMicrophoneTests(PulseServer server) : IClassFixture<PulseServer>
{
    /// <summary>Samples in a row that must agree: 0.2 s without a gap.</summary>
    private const int Steady = 20;

    [Fact]
    public async Task A_tone_of_440_to_880_hertz_comes_back_at_its_frequency_and_volume_and_vanishes_at_coherence_0()
    {
        await using MicrophoneSensor pitch = new(new MicrophoneOptions { Pulse = server.Microphone, Measure = MicrophoneMeasure.Frequency }, TimeProvider.System);
        await using MicrophoneSensor loudness = new(new MicrophoneOptions { Pulse = server.Microphone with { RateHz = 16000 } }, TimeProvider.System);
        await using MicrophoneSensor band = new(
            new MicrophoneOptions { Pulse = server.Microphone, Measure = MicrophoneMeasure.Band, BandHz = 660 }, TimeProvider.System);
        foreach (ISensor sensor in (ISensor[])[pitch, loudness, band])
        {
            await sensor.StartAsync(CancellationToken.None);
            Assert.Equal(new SensorHealth(SensorStatus.Live, null, 0), sensor.Health);
        }

        await using SpeakerOutput speaker = new(new SpeakerOptions { Pulse = server.Speaker, SilentAfter = TimeSpan.FromMinutes(5) }, TimeProvider.System);
        foreach (double real in (double[])[0, 0.25, 0.5, 1])
        {
            await speaker.PutAsync(States.One(real, coherence: 0.5));
            double hertz = 440 + 440 * real;
            await SteadilyAsync(pitch, sample => Math.Abs(sample.Value - hertz) < 0.01 * hertz && Math.Abs(sample.Encoded.Real - real) < 0.02, $"{hertz} Hz");
            await SteadilyAsync(loudness, sample => Math.Abs(sample.Value - 0.5 / Math.Sqrt(2)) < 0.02, "half volume");
            bool inside = real == 0.5;
            await SteadilyAsync(band, sample => inside ? Math.Abs(sample.Value - 0.5) < 0.01 : sample.Value < 0.005, inside ? "in the band" : "beside the band");
        }

        await speaker.PutAsync(States.One(0.5, coherence: 0));
        await SteadilyAsync(loudness, sample => sample.Value < 1e-4, "silence");
        await SteadilyAsync(pitch, sample => sample.Value == 0, "no tone");
        await speaker.DeliveredAsync(5);
    }

    [Fact]
    public async Task Samples_come_evenly_a_hundred_a_second_and_never_go_back()
    {
        await using MicrophoneSensor microphone = new(new MicrophoneOptions { Pulse = server.Microphone }, TimeProvider.System);
        await microphone.StartAsync(CancellationToken.None);
        List<SensorSample> samples = await CollectAsync(microphone, 100);

        Assert.Equal(100, microphone.Description.RateHz);
        for (int n = 1; n < samples.Count; n++) Assert.True(samples[n].At >= samples[n - 1].At, "time does not go back");
        Assert.All(samples, sample => Assert.True(double.IsFinite(sample.Value)));
    }

    [Fact]
    public async Task The_tone_fades_when_the_mesh_says_nothing_any_more()
    {
        SteppedTime time = new();
        await using MicrophoneSensor loudness = new(new MicrophoneOptions { Pulse = server.Microphone }, TimeProvider.System);
        await using SpeakerOutput speaker = new(new SpeakerOptions { Pulse = server.Speaker, SilentAfter = TimeSpan.FromSeconds(1) }, time);
        await loudness.StartAsync(CancellationToken.None);
        await speaker.PutAsync(States.One(0.5, coherence: 1));
        await SteadilyAsync(loudness, sample => sample.Value > 0.65, "full volume");

        // Shorter than the patience with the sink, which runs on the same clock.
        time.Advance(TimeSpan.FromSeconds(1));

        await SteadilyAsync(loudness, sample => sample.Value < 1e-4, "silence");
        Assert.Equal(new OutputHealth(true, null, 1, 0), speaker.Health);
    }

    [Fact]
    public async Task Disposal_fades_the_tone_and_ends_the_stream()
    {
        await using MicrophoneSensor loudness = new(new MicrophoneOptions { Pulse = server.Microphone }, TimeProvider.System);
        await loudness.StartAsync(CancellationToken.None);
        SpeakerOutput speaker = new(new SpeakerOptions { Pulse = server.Speaker }, TimeProvider.System);
        await speaker.PutAsync(States.One(0.5, coherence: 1));
        await SteadilyAsync(loudness, sample => sample.Value > 0.65, "full volume");

        await speaker.DisposeAsync().SoonAsync();

        await SteadilyAsync(loudness, sample => sample.Value < 1e-4, "silence");
        Assert.Equal("closed", speaker.Health.Reason);
    }

    [Fact]
    public async Task A_sink_or_a_server_that_is_not_there_is_a_reason()
    {
        await using SpeakerOutput noSink = new(new SpeakerOptions { Pulse = server.Speaker with { Device = "nothere" } }, TimeProvider.System);
        await using SpeakerOutput noServer = new(new SpeakerOptions { Pulse = server.Speaker with { Server = "unix:/nothere" } }, TimeProvider.System);
        OneState state = States.One(0.5);

        await noSink.PutAsync(state);
        await noServer.PutAsync(state);

        await Eventually.HoldsAsync(() => noSink.Health.Reason == "no sound sink nothere: No such entity", "no sink");
        await Eventually.HoldsAsync(() => noServer.Health.Reason?.StartsWith("no PulseAudio server at unix:/nothere: ", StringComparison.Ordinal) == true, "no server");
    }

    private static Task SteadilyAsync(MicrophoneSensor sensor, Func<SensorSample, bool> condition, string what)
    {
        int row = 0;
        double last = double.NaN;
        SensorSample[] samples = new SensorSample[64];
        return Eventually.HoldsAsync(
            () =>
            {
                int count = sensor.Read(DateTimeOffset.MaxValue, samples);
                for (int n = 0; n < count; n++)
                {
                    row = condition(samples[n]) ? row + 1 : 0;
                    last = samples[n].Value;
                }

                return row >= Steady;
            },
            $"{sensor.Description.Id} hears {what}; last {last}");
    }

    private static async Task<List<SensorSample>> CollectAsync(MicrophoneSensor sensor, int count)
    {
        List<SensorSample> all = [];
        SensorSample[] samples = new SensorSample[64];
        await Eventually.HoldsAsync(
            () =>
            {
                all.AddRange(samples.AsSpan(0, sensor.Read(DateTimeOffset.MaxValue, samples)));
                return all.Count >= count;
            },
            $"{count} samples come");
        return all;
    }
}
