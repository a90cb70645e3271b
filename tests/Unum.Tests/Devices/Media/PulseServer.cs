using System.Diagnostics;
using System.Runtime.InteropServices;
using Unum.Devices.Audio;

namespace Unum.Tests.Devices.Media;

/// <summary>A sound server of the test's own: PulseAudio on a private socket with one null sink, whose monitor hears what it plays.</summary>
/// <remarks>It ends by itself after two idle minutes, should the tests be killed.</remarks>
public sealed partial class PulseServer : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("unum-pulse-").FullName;
    private Process? _process;

    /// <summary>The name of the sink; its monitor is <c>spk.monitor</c>.</summary>
    internal const string Sink = "spk";

    internal string Address => "unix:" + Path.Combine(_folder, "native");

    internal PulseSettings Microphone => new(Address, Sink + ".monitor");

    internal PulseSettings Speaker => new(Address, Sink);

    public async ValueTask InitializeAsync()
    {
        ProcessStartInfo start = new("pulseaudio")
        {
            ArgumentList =
            {
                "-n", "--daemonize=no", "--exit-idle-time=120", "--use-pid-file=no", "--disable-shm=yes", "--log-level=error",
                "-L", $"module-native-protocol-unix socket={Path.Combine(_folder, "native")} auth-anonymous=1",
                "-L", $"module-null-sink sink_name={Sink} rate=48000 channels=1 format=s16le",
            },
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (string variable in (string[])["HOME", "XDG_RUNTIME_DIR", "PULSE_RUNTIME_PATH", "PULSE_STATE_PATH"]) start.Environment[variable] = _folder;
        _process = Process.Start(start)!;
        string reason = "";
        await Driving.Eventually.HoldsAsync(
            () =>
            {
                Assert.False(_process.HasExited, "pulseaudio runs");
                using PulseStream? stream = PulseStream.Open(Microphone, play: false, TimeSpan.FromMilliseconds(10), TimeProvider.System, CancellationToken.None, out reason);
                return stream is not null;
            },
            $"pulseaudio answers: {reason}");
    }

    /// <summary>Ends the server as a crash would.</summary>
    internal async Task KillAsync()
    {
        _process!.Kill();
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
        _process.Dispose();
        _process = null;
    }

    /// <summary>Stops the server from doing anything while its connections stay open.</summary>
    internal void Freeze() => Assert.Equal(0, Signal(_process!.Id, SignalStop));

    public async ValueTask DisposeAsync()
    {
        if (_process is not null) await KillAsync();
        Directory.Delete(_folder, recursive: true);
    }

    internal const int SignalStop = 19;

    [LibraryImport("libc", EntryPoint = "kill")]
    internal static partial int Signal(int process, int signal);
}
