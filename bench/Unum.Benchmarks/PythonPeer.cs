using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Unum.Benchmarks;

/// <summary>Runs a Python peer on one thread and reads the JSON it prints.</summary>
public static class PythonPeer
{
    /// <summary>Runs <c>bench/peers/SCRIPT</c> with Debian's Python; null when it or a library of it is missing.</summary>
    public static JsonDocument? Run(string script, params string[] args)
    {
        ProcessStartInfo start = new("/usr/bin/python3", [Path.Combine(Peers(), script), .. args])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        foreach (string library in new[] { "OMP", "OPENBLAS", "MKL" }) start.Environment[library + "_NUM_THREADS"] = "1";
        if (!File.Exists(start.FileName)) return null;
        using Process python = Process.Start(start)!;
        string printed = python.StandardOutput.ReadToEnd();
        python.WaitForExit();
        return python.ExitCode == 0 ? JsonDocument.Parse(printed) : null;
    }

    private static string Peers([CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, "..", "peers");
}
