using System.Text;

namespace Unum.Benchmarks.Femto;

/// <summary>Logs and files like logs that every Debian machine has: one event or record a line.</summary>
public static class LogFiles
{
    private const int MostLines = 4000;

    /// <summary>Most bytes of a line: a progress bar drawn on one line would otherwise be half of apt's log.</summary>
    private const int MostBytes = 400;

    /// <summary>Those that this computer has, up to 4,000 lines of each; who is missing is told.</summary>
    public static IReadOnlyList<(string Name, byte[][] Lines)> All()
    {
        List<(string, byte[][])> found = [];
        foreach ((string name, Func<IEnumerable<byte[]>> files) in Sources)
        {
            byte[][] lines = [.. files().SelectMany(Lines).Take(MostLines)];
            if (lines.Length >= MostLines / 4) found.Add((name, lines));
            else Console.Error.WriteLine($"this computer has no {name} of {MostLines / 4} lines: it is left out");
        }

        return found;
    }

    private static (string Name, Func<IEnumerable<byte[]>> Files)[] Sources =>
    [
        ("dpkg.log", static () => Readable("/var/log", "dpkg.log")),
        ("apt/term.log", static () => Readable("/var/log/apt", "term.log")),
        ("package status", static () => Readable("/var/lib/dpkg", "status")),
        ("file lists", static () => Readable("/var/lib/dpkg/info", "*.list")),
        ("checksums", static () => Readable("/var/lib/dpkg/info", "*.md5sums")),
        ("changelogs", static () => new DirectoryInfo("/usr/share/doc") is { Exists: true } doc
            ? doc.GetDirectories().OrderBy(static d => d.Name, StringComparer.Ordinal).SelectMany(static d => ByteStreams.Read(d.FullName, "changelog.Debian.gz"))
            : []),
        ("sensor rows", static () => ByteStreams.Read(ByteStreams.Data("nab", "realKnownCause"), "*.csv")),
    ];

    /// <summary>A log may be kept from everybody but its owner.</summary>
    private static List<byte[]> Readable(string folder, string pattern)
    {
        try
        {
            return [.. ByteStreams.Read(folder, pattern)];
        }
        catch (UnauthorizedAccessException e)
        {
            Console.Error.WriteLine(e.Message);
            return [];
        }
    }

    private static IEnumerable<byte[]> Lines(byte[] file) => Encoding.Latin1.GetString(file).Split('\n')
        .Where(static l => l.Length > 0).Select(static l => Encoding.Latin1.GetBytes(l.Length > MostBytes ? l[..MostBytes] : l));
}
