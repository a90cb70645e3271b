namespace Unum.Benchmarks.Femto;

/// <summary>Kinds of file that every Debian machine has, and files of each.</summary>
public static class FileKinds
{
    private const int MostFiles = 2000;
    private const int LeastBytes = 2048;

    /// <summary>Label, MIME types that file(1) gives it, and its files.</summary>
    public static IReadOnlyList<(string Label, string[] Mimes, Func<IEnumerable<byte[]>> Files)> All { get; } =
    [
        ("C header", ["text/x-c", "text/x-c++"], () => Tree("/usr/include", ["*.h"])),
        ("Python", ["text/x-script.python", "text/x-python"], () => Tree(ByteStreams.Python(), ["*.py"]).Concat(Tree("/usr/lib/python3", ["*.py"]))),
        ("Perl", ["text/x-perl"], () => Tree("/usr/share/perl", ["*.pm", "*.pl"]).Concat(Tree("/usr/share/perl5", ["*.pm"]))),
        ("manual page", ["text/troff"], () => Tree("/usr/share/man/man1", ["*.gz"]).Concat(Tree("/usr/share/man/man8", ["*.gz"]))),
        ("shell", ["text/x-shellscript"], () => Tree("/usr/bin", ["*"]).Concat(Tree("/var/lib/dpkg/info", ["*.postinst", "*.prerm", "*.config"])).Where(IsShell)),
        ("changelog", ["text/plain"], () => Tree("/usr/share/doc", ["changelog*.gz"])),
        ("ELF", ["application/x-executable", "application/x-pie-executable", "application/x-sharedlib", "application/x-object"], () => Tree("/usr/bin", ["*"]).Where(IsElf)),
        ("gzip data", ["application/gzip"], () => Packed("/usr/share/doc").Concat(Packed("/usr/share/man/man1"))),
    ];

    private static bool IsElf(byte[] bytes) => bytes.AsSpan().StartsWith("\u007fELF"u8);

    private static bool IsShell(byte[] bytes) => bytes.AsSpan().StartsWith("#!/bin/sh"u8) || bytes.AsSpan().StartsWith("#! /bin/sh"u8) || bytes.AsSpan().StartsWith("#!/bin/bash"u8);

    private static IEnumerable<byte[]> Tree(string folder, string[] patterns) => Paths(folder, patterns).Select(ByteStreams.Unpacked).Where(static b => b.Length >= LeastBytes);

    private static IEnumerable<byte[]> Packed(string folder) => Paths(folder, ["*.gz"]).Select(File.ReadAllBytes).Where(static b => b.Length >= LeastBytes);

    /// <summary>At most so many files, spread evenly over all that there are; links are left out.</summary>
    private static IEnumerable<string> Paths(string folder, string[] patterns)
    {
        if (!Directory.Exists(folder)) return [];
        EnumerationOptions options = new() { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint, IgnoreInaccessible = true };
        string[] all = [.. patterns.SelectMany(p => Directory.EnumerateFiles(folder, p, options)).Order(StringComparer.Ordinal)];
        int step = Math.Max(1, all.Length / MostFiles);
        return all.Where((_, i) => i % step == 0);
    }
}
