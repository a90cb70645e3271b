using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Unum.Benchmarks;

/// <summary>Runs a Python peer on one thread and reads the JSON it prints.</summary>
public static class PythonPeer
{
    /// <summary>Runs <c>bench/peers/SCRIPT</c> with Debian's Python; null when it or a library of it is missing.</summary>
    /// <param name="script">File name of the script.</param>
    /// <param name="args">Passed on.</param>
    public static JsonDocument? Run(string script, params string[] args)
    {
        ProcessStartInfo start = new("/usr/bin/python3", [Path.Combine(Folder(), script), .. args])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            Environment = { ["OMP_NUM_THREADS"] = "1", ["OPENBLAS_NUM_THREADS"] = "1" },
        };
        if (!File.Exists(start.FileName)) return null;
        using Process process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? JsonDocument.Parse(output) : null;
    }

    private static string Folder([CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, "..", "peers");
}
