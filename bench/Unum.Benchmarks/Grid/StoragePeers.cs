using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Unum.Benchmarks.Grid;

/// <summary>OpenVDB and Python on one pattern; null where a peer is not installed (bench/install-peers).</summary>
internal static class StoragePeers
{
    /// <summary>How OpenVDB is called in the table.</summary>
    public const string OpenVdb = "OpenVDB 10.0 (accessor)";

    /// <summary>Runs OpenVDB, compiling it first when its source is newer than its program.</summary>
    public static JsonElement? RunOpenVdb(StoragePattern pattern, string file, int repeats)
    {
        string source = Path.Combine(Folder(), "openvdb_grid.cpp"), program = Path.Combine(Path.GetTempPath(), "unum-openvdb-grid");
        if (!File.Exists("/usr/include/openvdb/openvdb.h")) return null;
        if (!File.Exists(program) || File.GetLastWriteTimeUtc(program) < File.GetLastWriteTimeUtc(source))
        {
            Console.Error.WriteLine("compiling bench/peers/openvdb_grid.cpp (a minute)…");
            if (Output("g++", ["-O3", "-march=native", "-std=c++17", "-o", program, source, "-lopenvdb", "-ltbb", "-lImath"]) is null) return null;
        }

        return Parsed(Output(program, [pattern.Kind, file, repeats.ToString(System.Globalization.CultureInfo.InvariantCulture)]));
    }

    /// <summary>Runs the mission's Python.</summary>
    public static JsonElement? RunPython(string file, bool numpy)
    {
        using JsonDocument? result = PythonPeer.Run("grid_storage.py", file, "1000", numpy ? "1" : "0");
        return result?.RootElement.Clone();
    }

    /// <summary>A figure of a peer that may be missing.</summary>
    public static double? Figure(this JsonElement? peer, string name) =>
        peer is { } all && all.TryGetProperty(name, out JsonElement figure) ? figure.GetDouble() : null;

    private static JsonElement? Parsed(string? output)
    {
        if (output is null) return null;
        using JsonDocument document = JsonDocument.Parse(output);
        return document.RootElement.Clone();
    }

    private static string? Output(string program, string[] arguments)
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardOutput = true })!;
            string output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0 ? output : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    private static string Folder([CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "peers");
}
