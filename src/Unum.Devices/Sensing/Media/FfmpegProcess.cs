using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace Unum.Devices.Sensing.Media;

/// <summary>One running ffmpeg that writes gray frames to its standard output.</summary>
internal sealed class FfmpegProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly CameraOptions _options;
    private readonly Task _errors;
    private volatile string _lastError = "";

    private FfmpegProcess(Process process, CameraOptions options)
    {
        _process = process;
        _options = options;
        Id = process.Id;
        _errors = ReadErrorsAsync();
    }

    internal int Id { get; }

    /// <summary>Raw frames, width x height bytes each, rows from the top, 0 black to 255 white.</summary>
    internal Stream Frames => _process.StandardOutput.BaseStream;

    /// <summary>Starts ffmpeg; null with the reason when there is no such program.</summary>
    internal static FfmpegProcess? Start(CameraOptions options, out string reason)
    {
        ProcessStartInfo start = new(options.Ffmpeg)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (string argument in Arguments(options)) start.ArgumentList.Add(argument);
        try
        {
            Process? process = Process.Start(start);
            Invariant.Holds(process is not null, "without a shell a process starts or the call throws");
            // Of no use to it, and a terminal must not be shared with it.
            process.StandardInput.Close();
            reason = "";
            return new FfmpegProcess(process, options);
        }
        catch (Win32Exception missing)
        {
            reason = $"{options.Ffmpeg} is missing (Debian package ffmpeg): {missing.Message}";
            return null;
        }
    }

    /// <summary>The command line for a source.</summary>
    internal static IReadOnlyList<string> Arguments(CameraOptions options)
    {
        const string Lavfi = "lavfi:";
        string rate = options.FramesPerSecond.ToString(CultureInfo.InvariantCulture);
        string size = FormattableString.Invariant($"{options.Width}:{options.Height}");
        string source = options.Source;
        string[] input = source switch
        {
            _ when source.StartsWith("/dev/", StringComparison.Ordinal) => ["-f", "v4l2", "-i", source],
            _ when source.StartsWith(Lavfi, StringComparison.Ordinal) => ["-re", "-f", "lavfi", "-i", source[Lavfi.Length..]],
            // Live: the newest frame matters, not every frame.
            _ when source.Contains("://", StringComparison.Ordinal) => ["-fflags", "nobuffer", "-flags", "low_delay", "-i", source],
            _ => ["-stream_loop", "-1", "-re", "-i", "file:" + source],
        };
        return
        [
            "-hide_banner", "-nostats", "-loglevel", "error", "-nostdin", .. input,
            "-an", "-sn", "-vf", $"fps={rate},scale={size}:flags=area,format=gray", "-f", "rawvideo", "-flush_packets", "1", "pipe:1",
        ];
    }

    /// <summary>Ends ffmpeg and whatever it started; safe to call at any time, from any thread.</summary>
    internal void Kill()
    {
        try
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (Exception gone) when (gone is InvalidOperationException or Win32Exception or AggregateException)
        {
            // It has ended by itself.
            _ = gone;
        }
    }

    /// <summary>Waits for its end and says why it ended: its last words, else its exit code.</summary>
    internal async Task<string> EndAsync()
    {
        await _process.WaitForExitAsync();
        await _errors;
        string words = _lastError.Replace(_options.Source, _options.PublicSource, StringComparison.Ordinal);
        if (words.Length > 0) return $"ffmpeg: {words}";
        return _process.ExitCode == 0 ? "the video ended" : FormattableString.Invariant($"ffmpeg ended with code {_process.ExitCode}");
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Kill();
        // Waiting also reaps it, so that no zombie stays.
        await EndAsync();
        _process.Dispose();
    }

    private async Task ReadErrorsAsync()
    {
        const int LongestLine = 300;
        while (await _process.StandardError.ReadLineAsync() is { } line)
            if (!string.IsNullOrWhiteSpace(line)) _lastError = line.Length <= LongestLine ? line.Trim() : line[..LongestLine];
    }
}
