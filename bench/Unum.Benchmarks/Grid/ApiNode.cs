using System.Diagnostics;
using System.Globalization;
using System.Net.NetworkInformation;

namespace Unum.Benchmarks.Grid;

/// <summary>The real program as a process of its own, with a memory of its own, for the benchmarks of its API.</summary>
internal sealed class ApiNode : IDisposable
{
    private readonly Process _process;
    private readonly string _folder;

    private ApiNode(Process process, string folder, int port) => (_process, _folder, Port) = (process, folder, port);

    public int Port { get; }

    public Uri Rest => new(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{Port + 1}/"));

    public Uri Socket => new(string.Create(CultureInfo.InvariantCulture, $"ws://127.0.0.1:{Port + 2}/ws"));

    /// <summary>Resident memory in MB.</summary>
    public double ResidentMegabytes =>
        double.Parse(File.ReadLines($"/proc/{_process.Id}/status").First(l => l.StartsWith("VmRSS", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024;

    /// <summary>Starts it and waits until it answers.</summary>
    public static ApiNode Start()
    {
        HashSet<int> taken = [.. IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Select(e => e.Port)];
        int port = 24_700;
        while (Enumerable.Range(port, 4).Any(taken.Contains)) port += 10;
        string folder = Directory.CreateTempSubdirectory("unum-bench-").FullName;
        string program = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../Unum.Node/release/unum.dll"));
        ProcessStartInfo start = new("dotnet", [program, "up", "--port", port.ToString(CultureInfo.InvariantCulture), "--json"]) { UseShellExecute = false, RedirectStandardOutput = true, WorkingDirectory = folder };
        start.Environment["UNUM_DATA"] = folder;
        Process process = Process.Start(start)!;
        process.OutputDataReceived += static (_, _) => { };
        process.BeginOutputReadLine();
        ApiNode node = new(process, folder, port);
        using HttpClient http = new() { BaseAddress = node.Rest };
        for (int tries = 0; ; tries++)
        {
            try
            {
                using HttpResponseMessage answer = http.GetAsync("health").GetAwaiter().GetResult();
                return node;
            }
            catch (HttpRequestException) when (tries < 600 && !process.HasExited)
            {
                Task.Delay(100).GetAwaiter().GetResult();
            }
        }
    }

    public void Dispose()
    {
        _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
