using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Unum.Benchmarks.Femto;

/// <summary>A general archiver as a peer: its file's size, the processor time and the most memory it took both ways, and whether the original came back.</summary>
/// <param name="Name">Name with its options.</param>
/// <param name="Pack">Shell command that makes <c>out</c> from <c>in</c>.</param>
/// <param name="Unpack">Shell command that makes <c>back</c> from <c>out</c>.</param>
public sealed partial record Archiver(string Name, string Pack, string Unpack)
{
    private const int Children = -1;

    /// <summary>All of them, the weakest first.</summary>
    public static IReadOnlyList<Archiver> All { get; } =
    [
        new("gzip -9", "exec gzip -9 -c in > out", "exec gzip -dc out > back"),
        new("bzip2 -9", "exec bzip2 -9 -c in > out", "exec bzip2 -dc out > back"),
        new("xz -9e", "exec xz -T1 -9e -c in > out", "exec xz -dc out > back"),
        new("zstd -19", "exec zstd -q -19 -c in > out", "exec zstd -q -dc out > back"),
        new("brotli 11", "exec brotli -q 11 -w 24 -c in > out", "exec brotli -dc out > back"),
        new("PPMd order 6", "7z a -y -mmt=1 -m0=ppmd:o=6:mem=256m out.7z in > /dev/null && mv out.7z out", "mv in kept; cp out out.7z && exec 7z x -y out.7z > /dev/null"),
        new("zpaq -m5", "zpaq a out.zpaq in -m5 -t1 > /dev/null 2>&1 && mv out.zpaq out", "mv in kept; cp out out.zpaq && exec zpaq x out.zpaq -t1 > /dev/null 2>&1"),
    ];

    /// <summary>Runs it over some bytes; null when it is not installed.</summary>
    /// <exception cref="InvalidDataException">What came back is not what went in.</exception>
    public CodecFigures? Run(byte[] bytes)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("unum-bench-");
        try
        {
            string At(string name) => Path.Combine(folder.FullName, name);
            File.WriteAllBytes(At("in"), bytes);
            if (Shell(folder.FullName, Pack) is not { } pack || !File.Exists(At("out"))) return null;
            long size = new FileInfo(At("out")).Length;
            if (Shell(folder.FullName, Unpack) is not { } unpack) return null;
            byte[] back = File.ReadAllBytes(File.Exists(At("back")) ? At("back") : At("in"));
            if (!back.AsSpan().SequenceEqual(bytes)) throw new InvalidDataException($"{Name} did not restore the original.");
            return new(size * 8.0 / bytes.Length, pack.Seconds, unpack.Seconds, Math.Max(pack.Bytes, unpack.Bytes));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Processor time and the most memory of a command; null when it failed.</summary>
    private static (double Seconds, long Bytes)? Shell(string folder, string command)
    {
        double before = ChildSeconds();
        using Process process = Process.Start(new ProcessStartInfo("sh", ["-c", command]) { WorkingDirectory = folder, UseShellExecute = false, RedirectStandardError = true })!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        long most = 0;
        while (!process.WaitForExit(5)) most = Math.Max(most, Descendants(process.Id).Sum(PeakBytes));
        process.WaitForExit();
        errors.Wait();
        return process.ExitCode == 0 ? (ChildSeconds() - before, most) : null;
    }

    /// <summary>A process and its children.</summary>
    private static IEnumerable<int> Descendants(int id)
    {
        string children = string.Create(CultureInfo.InvariantCulture, $"/proc/{id}/task/{id}/children");
        string[] below;
        try
        {
            below = File.ReadAllText(children).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        }
        catch (IOException)
        {
            below = []; // it has ended
        }

        return [id, .. below.SelectMany(b => Descendants(int.Parse(b, CultureInfo.InvariantCulture)))];
    }

    private static long PeakBytes(int id)
    {
        try
        {
            string? line = File.ReadLines(string.Create(CultureInfo.InvariantCulture, $"/proc/{id}/status")).FirstOrDefault(static l => l.StartsWith("VmHWM:", StringComparison.Ordinal));
            return line is null ? 0 : long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2].Trim('\t').Replace("VmHWM:", "", StringComparison.Ordinal), CultureInfo.InvariantCulture) * 1024;
        }
        catch (IOException)
        {
            return 0; // it has ended
        }
    }

    private static double ChildSeconds()
    {
        Span<long> usage = stackalloc long[32];
        _ = GetResourceUsage(Children, ref usage[0]);
        return usage[0] + usage[2] + ((usage[1] + usage[3]) * 1e-6);
    }

    [LibraryImport("libc", EntryPoint = "getrusage")]
    private static partial int GetResourceUsage(int who, ref long usage);
}
