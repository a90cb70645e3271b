using System.Diagnostics;
using Unum.Devices.Sensing;
using Unum.Devices.Sensing.Media;
using Unum.Tests.Devices.Driving;

namespace Unum.Tests.Devices.Media;

public sealed class CameraSensorTests
{
    [Fact]
    public async Task A_ramp_from_black_to_white_is_seen_as_it_is_and_its_motion_is_its_slope()
    {
        const int Frames = 16;
        (CameraSensor brightness, CameraSensor motion) = CameraSensor.Pair(Source($"geq=lum=255*N/{Frames - 1}"), new SteppedTime());
        await using CameraSensor first = brightness, second = motion;
        await brightness.StartAsync(CancellationToken.None);
        await motion.StartAsync(CancellationToken.None);

        List<SensorSample> seen = await CollectAsync(brightness, Frames), moved = await CollectAsync(motion, Frames - 1);

        for (int n = 0; n < Frames; n++) Assert.Equal(n / (Frames - 1.0), seen[n].Value, 0.01);
        for (int n = 1; n < Frames; n++) Assert.True(seen[n].Value > seen[n - 1].Value, "the ramp rises");
        Assert.All(moved.Take(Frames - 1), sample => Assert.Equal(1 / (Frames - 1.0), sample.Value, 0.01));
        Assert.All(seen, sample => Assert.Equal(sample.Value, sample.Encoded.Real));
        Assert.Equal(brightness.ProcessId, motion.ProcessId);
        Assert.NotEqual(brightness.Description.Id, motion.Description.Id, StringComparer.Ordinal);
    }

    [Theory]
    [InlineData("null", 0)]
    [InlineData("geq=lum=255*mod(N\\,2)", 1)]
    public async Task A_still_picture_has_no_motion_and_a_flash_in_every_frame_has_all(string filter, double expected)
    {
        await using CameraSensor motion = new(Source(filter), CameraMeasure.Motion, new SteppedTime());
        await motion.StartAsync(CancellationToken.None);

        Assert.All(await CollectAsync(motion, 10), sample => Assert.Equal(expected, sample.Value, 0.002));
    }

    [Fact]
    public async Task A_video_file_is_played_over_and_over()
    {
        string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".avi");
        using (Process make = Process.Start("ffmpeg", ["-loglevel", "error", "-f", "lavfi", "-i", "color=c=white:s=64x48:r=30:d=0.2", "-c:v", "mjpeg", path]))
            await make.WaitForExitAsync(TestContext.Current.CancellationToken);
        await using (CameraSensor camera = new(new CameraOptions(path), CameraMeasure.Brightness, TimeProvider.System))
        {
            await camera.StartAsync(CancellationToken.None);
            Assert.All(await CollectAsync(camera, 15), sample => Assert.Equal(1, sample.Value, 0.02));
            Assert.Equal(0, camera.Health.Restarts);
        }

        File.Delete(path);
    }

    [Fact]
    public async Task A_killed_ffmpeg_is_a_loss_and_is_started_again_and_disposal_leaves_no_process_behind()
    {
        SteppedTime time = new();
        CameraSensor camera = new(Source("null"), CameraMeasure.Brightness, time);
        await camera.StartAsync(CancellationToken.None);
        Assert.Equal(new SensorHealth(SensorStatus.Live, null, 0), camera.Health);
        int killed = camera.ProcessId;

        Assert.Equal(0, PulseServer.Signal(killed, 9));
        await Eventually.HoldsAsync(() => camera.Health.Status is SensorStatus.Lost, "the loss is seen");
        Assert.Equal("ffmpeg ended with code 137", camera.Health.Reason);
        Assert.False(Directory.Exists($"/proc/{killed}"), "the dead process was reaped");

        await RestartAsync(camera, time);
        Assert.Equal(new SensorHealth(SensorStatus.Live, null, 1), camera.Health);
        int running = camera.ProcessId;
        await camera.DisposeAsync().SoonAsync();
        await camera.DisposeAsync().SoonAsync();
        Assert.False(Directory.Exists($"/proc/{running}"), "no process stays, not even a zombie");
    }

    [Fact]
    public async Task A_frozen_ffmpeg_is_a_loss_after_the_patience()
    {
        SteppedTime time = new();
        await using CameraSensor camera = new(Source("null"), CameraMeasure.Brightness, time);
        await camera.StartAsync(CancellationToken.None);

        Assert.Equal(0, PulseServer.Signal(camera.ProcessId, PulseServer.SignalStop));

        await Eventually.HoldsAsync(
            () =>
            {
                time.Advance(TimeSpan.FromSeconds(2));
                return camera.Health.Reason == "no frame for 10 s" || camera.Health.Restarts > 0;
            },
            "the silence is seen");
    }

    [Fact]
    public async Task What_is_not_there_is_absent_with_a_reason()
    {
        await ExpectAbsentAsync(new CameraOptions("/dev/video77"), "there is no /dev/video77");
        await ExpectAbsentAsync(new CameraOptions("/nothere.avi"), "ffmpeg: file:/nothere.avi: No such file or directory");
        await ExpectAbsentAsync(Source("null") with { Ffmpeg = "ffmpeg-nothere" }, "ffmpeg-nothere is missing (Debian package ffmpeg): ");
        await ExpectAbsentAsync(Source("nosuchfilter"), "ffmpeg: ");
    }

    [Fact]
    public async Task A_password_in_the_address_is_never_shown()
    {
        await using CameraSensor camera = new(new CameraOptions("http://me:secret@127.0.0.1:9/cam.mjpg?key=hidden"), CameraMeasure.Brightness, TimeProvider.System);
        await camera.StartAsync(CancellationToken.None);

        Assert.Equal(("camera.cam.mjpg", "http://127.0.0.1:9/cam.mjpg"), (camera.Description.Id, camera.Description.Source));
        Assert.Contains("refused", camera.Health.Reason, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("secret", camera.Health.Reason, StringComparison.Ordinal);
        Assert.DoesNotContain("hidden", camera.Health.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_network_camera_is_seen_and_lost_when_it_hangs_up()
    {
        string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".jpg");
        using (Process make = Process.Start("ffmpeg", ["-loglevel", "error", "-f", "lavfi", "-i", "color=c=white:s=64x48:r=30:d=0.03", "-f", "mjpeg", path]))
            await make.WaitForExitAsync(TestContext.Current.CancellationToken);
        await using MjpegServer server = new(await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken));
        await using CameraSensor camera = new(new CameraOptions(server.Url), CameraMeasure.Brightness, new SteppedTime());
        await camera.StartAsync(CancellationToken.None);

        Assert.All(await CollectAsync(camera, 5), sample => Assert.Equal(1, sample.Value, 0.02));
        await server.DisposeAsync();

        await Eventually.HoldsAsync(() => camera.Health.Status is SensorStatus.Lost, "the end is seen");
        Assert.StartsWith("ffmpeg: http://127.0.0.1:", camera.Health.Reason, StringComparison.Ordinal);
        File.Delete(path);
    }

    [Fact]
    public void The_cameras_of_a_machine_are_listed()
    {
        string folder = Directory.CreateTempSubdirectory("unum-dev-").FullName;
        foreach (string name in (string[])["video1", "video0", "null"]) File.WriteAllText(Path.Combine(folder, name), "");

        Assert.Equal([Path.Combine(folder, "video0"), Path.Combine(folder, "video1")], CameraSensor.Devices(folder));
        Assert.Empty(CameraSensor.Devices("/nothere"));
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void Mean_and_change_of_a_frame_are_what_they_say()
    {
        byte[] before = [0, 255, 51, 102], frame = [255, 255, 0, 0];

        Assert.Equal(0.5, CameraFeed.Mean(frame), 12);
        Assert.Equal((1 + 0 + 0.2 + 0.4) / 4, CameraFeed.MeanDifference(frame, before), 12);
    }

    private static CameraOptions Source(string filter) => new($"lavfi:color=c=gray:s=64x48:r=30,format=gray,{filter}");

    private static async Task ExpectAbsentAsync(CameraOptions options, string reason)
    {
        await using CameraSensor camera = new(options, CameraMeasure.Brightness, TimeProvider.System);
        await camera.StartAsync(CancellationToken.None);
        Assert.Equal(SensorStatus.Absent, camera.Health.Status);
        Assert.StartsWith(reason, camera.Health.Reason, StringComparison.Ordinal);
    }

    private static Task RestartAsync(CameraSensor camera, SteppedTime time) => Eventually.HoldsAsync(
        () =>
        {
            if (camera.Health.Status is SensorStatus.Lost && camera.ProcessId == 0) time.Advance(TimeSpan.FromMilliseconds(50));
            return camera.Health.Status is SensorStatus.Live;
        },
        "it is started again");

    private static async Task<List<SensorSample>> CollectAsync(CameraSensor sensor, int count)
    {
        List<SensorSample> all = [];
        SensorSample[] samples = new SensorSample[64];
        await Eventually.HoldsAsync(
            () =>
            {
                all.AddRange(samples.AsSpan(0, sensor.Read(DateTimeOffset.MaxValue, samples)));
                return all.Count >= count;
            },
            $"{count} samples of {sensor.Description.Id} come; {sensor.Health}");
        return all;
    }
}
