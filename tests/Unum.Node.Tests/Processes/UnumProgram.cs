using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net.NetworkInformation;
using System.Text.Json;

namespace Unum.Node.Tests.Processes;

/// <summary>The real program as a process of its own: its lines are collected, it can be interrupted and killed.</summary>
internal sealed class UnumProgram : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);
    private static int _lastPort = 21_000 + Environment.ProcessId % 500 * 20;

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _output = new();
    private readonly ConcurrentQueue<string> _errors = new();

    private UnumProgram(Process process) => _process = process;

    public IReadOnlyCollection<string> Output => _output;

    public string Errors => string.Join('\n', _errors);

    public bool HasExited => _process.HasExited;

    /// <summary>A base whose four ports nobody uses.</summary>
    public static int FreePort()
    {
        HashSet<int> taken = [.. IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Select(e => e.Port)];
        int port;
        do port = Interlocked.Add(ref _lastPort, 10);
        while (Enumerable.Range(port, 4).Any(taken.Contains));
        return port;
    }

    /// <summary>Starts it with a memory of its own, away from the user's.</summary>
    public static UnumProgram Start(params IEnumerable<string> args) => Start(Directory.CreateTempSubdirectory("unum-test-").FullName, args);

    /// <summary>Starts it in a working folder, which is also where its data goes.</summary>
    public static UnumProgram Start(string folder, IEnumerable<string> args)
    {
        ProcessStartInfo start = new("dotnet", [Path.Combine(AppContext.BaseDirectory, "unum.dll"), .. args])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            WorkingDirectory = folder,
        };
        foreach (string name in start.Environment.Keys.Where(k => k.StartsWith("UNUM_", StringComparison.Ordinal)).ToArray()) start.Environment.Remove(name);
        start.Environment["UNUM_DATA"] = Path.Combine(folder, "data");
        UnumProgram program = new(new Process { StartInfo = start });
        program._process.OutputDataReceived += (_, e) => Keep(program._output, e.Data);
        program._process.ErrorDataReceived += (_, e) => Keep(program._errors, e.Data);
        program._process.Start();
        program._process.BeginOutputReadLine();
        program._process.BeginErrorReadLine();
        return program;
    }

    /// <summary>Runs it to its end.</summary>
    public static async Task<(int Code, string[] Lines, string Errors)> RunAsync(params IEnumerable<string> args)
    {
        await using UnumProgram program = Start(args);
        return (await program.WaitForExitAsync(), [.. program.Output], program.Errors);
    }

    public async Task<int> WaitForExitAsync()
    {
        using CancellationTokenSource patience = new(Patience);
        await _process.WaitForExitAsync(patience.Token);
        return _process.ExitCode;
    }

    /// <summary>Waits until a line of output satisfies the condition.</summary>
    public async Task<JsonElement> WaitForBeatAsync(Predicate<JsonElement> condition, string what)
    {
        using CancellationTokenSource patience = new(Patience);
        while (true)
        {
            while (_output.TryDequeue(out string? line))
            {
                using JsonDocument beat = JsonDocument.Parse(line);
                if (condition(beat.RootElement)) return beat.RootElement.Clone();
            }

            Assert.False(_process.HasExited, $"The program ended before {what}: {Errors}");
            Assert.False(patience.IsCancellationRequested, $"Never saw {what}.");
            await Task.Delay(20, CancellationToken.None);
        }
    }

    /// <summary>As Ctrl-C does.</summary>
    public void Interrupt()
    {
        using Process kill = Process.Start("kill", ["-INT", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    /// <summary>As a power cut does.</summary>
    public void Kill() => _process.Kill();

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
    }

    private static void Keep(ConcurrentQueue<string> lines, string? line)
    {
        if (line is not null) lines.Enqueue(line);
    }
}
