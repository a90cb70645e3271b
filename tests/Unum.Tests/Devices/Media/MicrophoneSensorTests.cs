using Unum.Devices.Audio;
using Unum.Devices.Sensing;
using Unum.Devices.Sensing.Media;
using Unum.Tests.Devices.Driving;

namespace Unum.Tests.Devices.Media;

public sealed class MicrophoneSensorTests
{
    [Fact]
    public async Task Without_a_server_it_is_absent_and_says_so()
    {
        await using MicrophoneSensor microphone = new(new MicrophoneOptions { Pulse = new PulseSettings("unix:/nothere") }, TimeProvider.System);

        await microphone.StartAsync(CancellationToken.None);

        Assert.Equal(SensorStatus.Absent, microphone.Health.Status);
        Assert.StartsWith("no PulseAudio server at unix:/nothere: ", microphone.Health.Reason, StringComparison.Ordinal);
        Assert.Equal(0, microphone.Read(DateTimeOffset.MaxValue, new SensorSample[1]));
    }

    [Fact]
    public void A_missing_library_names_its_package() =>
        Assert.Equal("libnothere.so.0 is missing (Debian package libpulse0)", PulseNative.WhyMissing("libnothere.so.0"));

    [Fact]
    public async Task A_server_that_dies_makes_it_lost_and_the_next_one_brings_it_back()
    {
        await using PulseServer server = new();
        await server.InitializeAsync();
        SteppedTime time = new();
        // Limits that stepping the clock never reaches: only the pause before the retry is to pass.
        TimeSpan day = TimeSpan.FromDays(1);
        await using MicrophoneSensor microphone = new(
            new MicrophoneOptions { Pulse = server.Microphone with { ConnectTimeout = day }, Patience = day }, time);
        await microphone.StartAsync(CancellationToken.None);
        Assert.Equal(SensorStatus.Live, microphone.Health.Status);

        await server.KillAsync();
        await Eventually.HoldsAsync(() => microphone.Health.Status is SensorStatus.Lost, "the loss is seen");
        Assert.NotNull(microphone.Health.Reason);

        await server.InitializeAsync();
        await Eventually.HoldsAsync(
            () =>
            {
                if (microphone.Health.Status is SensorStatus.Lost) time.Advance(TimeSpan.FromMilliseconds(50));
                return microphone.Health == new SensorHealth(SensorStatus.Live, null, 1);
            },
            "it comes back");
    }

    [Fact]
    public async Task A_source_that_is_not_there_is_absent_and_a_frozen_server_holds_up_neither_the_loss_nor_the_disposal()
    {
        await using PulseServer server = new();
        await server.InitializeAsync();
        await using MicrophoneSensor nothing = new(new MicrophoneOptions { Pulse = server.Microphone with { Device = "nothere" } }, TimeProvider.System);
        await nothing.StartAsync(CancellationToken.None);
        Assert.Equal(new SensorHealth(SensorStatus.Absent, "no sound source nothere: No such entity", 0), nothing.Health);

        MicrophoneSensor patient = new(new MicrophoneOptions { Pulse = server.Microphone, Patience = TimeSpan.FromDays(1) }, TimeProvider.System);
        await using MicrophoneSensor impatient = new(
            new MicrophoneOptions { Pulse = server.Microphone, Patience = TimeSpan.FromMilliseconds(200), FirstRetry = TimeSpan.FromDays(1) }, TimeProvider.System);
        await patient.StartAsync(CancellationToken.None);
        await impatient.StartAsync(CancellationToken.None);

        server.Freeze();

        await Eventually.HoldsAsync(() => impatient.Health.Reason == "the source sent nothing for 0.2 s", "the silence is seen");
        Assert.Equal(SensorStatus.Lost, impatient.Health.Status);
        await patient.DisposeAsync().SoonAsync();
        Assert.Equal(new SensorHealth(SensorStatus.Lost, "closed", 0), patient.Health);
    }

    [Fact]
    public void Ranges_are_checked_when_it_is_made()
    {
        MicrophoneOptions band = new() { Measure = MicrophoneMeasure.Band };

        Assert.Throws<ArgumentOutOfRangeException>(() => new MicrophoneSensor(new MicrophoneOptions { Pulse = new PulseSettings(RateHz: 44100) }, TimeProvider.System));
        Assert.Throws<ArgumentOutOfRangeException>(() => new MicrophoneSensor(band with { BandHz = 24000 }, TimeProvider.System));
        Assert.Throws<ArgumentOutOfRangeException>(() => new MicrophoneSensor(band with { BandwidthHz = 1 }, TimeProvider.System));
    }
}
