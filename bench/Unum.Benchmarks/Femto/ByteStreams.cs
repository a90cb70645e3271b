using System.IO.Compression;
using System.Runtime.CompilerServices;

namespace Unum.Benchmarks.Femto;

/// <summary>The five streams that models are measured on: two in data/, three that every Debian machine has.</summary>
public static class ByteStreams
{
    /// <summary>Most bytes of a stream.</summary>
    public static int MostBytes { get; set; } = 1_500_000;

    private static (string Name, Func<IEnumerable<byte[]>> Files)[] Sources =>
    [
        ("Shakespeare", () => Read(Data("text"), "shakespeare.txt")),
        ("Python source", () => Read(Python(), "*.py")),
        ("sensor CSV", () => Read(Data("nab", "realKnownCause"), "*.csv")),
        ("manuals", () => Read("/usr/share/man/man1", "*.gz").Where(static page => page.Length > 500)),
        ("libc binary", () => Read("/lib/x86_64-linux-gnu", "libc.so.6").Concat(Read("/lib/aarch64-linux-gnu", "libc.so.6"))),
    ];

    /// <summary>One stream of so many bytes, or as many as this computer has, with about the same from every source.</summary>
    public static byte[] Together(int bytes)
    {
        byte[][] parts = [.. Sources.Select(s => Head(s.Files(), bytes))];
        int share = bytes / parts.Length;
        while (parts.Sum(p => Math.Min(p.Length, share)) < bytes && parts.Any(p => p.Length > share)) share += 4096;
        return Head(parts.Select(p => p[..Math.Min(p.Length, share)]), bytes);
    }

    /// <summary>The streams this computer has, or the one whose name begins so; who is missing is told.</summary>
    public static IEnumerable<(string Name, byte[] Bytes)> All(string? only)
    {
        foreach ((string name, Func<IEnumerable<byte[]>> files) in Sources)
        {
            if (only is not null && !name.StartsWith(only, StringComparison.OrdinalIgnoreCase)) continue;
            byte[] bytes = Head(files(), MostBytes);
            if (bytes.Length > 0) yield return (name, bytes);
            else Console.Error.WriteLine($"this computer has no {name}: the stream is left out");
        }
    }

    /// <summary>Where Python keeps its modules; a folder that is not there when it is not installed.</summary>
    public static string Python() => Directory.Exists("/usr/lib")
        ? Directory.GetDirectories("/usr/lib").Order(StringComparer.Ordinal).FirstOrDefault(static d => d.StartsWith("/usr/lib/python3.", StringComparison.Ordinal)) ?? "/usr/lib/python3"
        : "/usr/lib/python3";

    /// <summary>A folder of the repository's data.</summary>
    public static string Data(params ReadOnlySpan<string> path) => Path.Combine([Repository(), "data", .. path]);

    /// <summary>Files of a folder in the order of their names, links left out, *.gz unpacked.</summary>
    public static IEnumerable<byte[]> Read(string folder, string pattern) => Directory.Exists(folder)
        ? new DirectoryInfo(folder).GetFiles(pattern).Where(f => f.LinkTarget is null || pattern == f.Name).OrderBy(static f => f.Name, StringComparer.Ordinal).Select(static f => Unpacked(f.FullName))
        : [];

    /// <summary>A file's bytes, without the gzip around them.</summary>
    public static byte[] Unpacked(string path)
    {
        if (!path.EndsWith(".gz", StringComparison.Ordinal)) return File.ReadAllBytes(path);
        using GZipStream packed = new(File.OpenRead(path), CompressionMode.Decompress);
        using MemoryStream bytes = new();
        packed.CopyTo(bytes);
        return bytes.ToArray();
    }

    private static byte[] Head(IEnumerable<byte[]> files, int most)
    {
        using MemoryStream head = new();
        foreach (byte[] file in files)
        {
            head.Write(file);
            if (head.Length >= most) break;
        }

        return head.ToArray()[..(int)Math.Min(head.Length, most)];
    }

    private static string Repository([CallerFilePath] string here = "")
    {
        for (DirectoryInfo? at = new(AppContext.BaseDirectory); at is not null; at = at.Parent)
            if (File.Exists(Path.Combine(at.FullName, "Unum.slnx"))) return at.FullName;
        return Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..");
    }
}
