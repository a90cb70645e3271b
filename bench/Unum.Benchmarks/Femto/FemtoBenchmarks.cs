using System.Diagnostics;
using System.Runtime.CompilerServices;
using Unum.Femto;
using Unum.Femto.Coding;

namespace Unum.Benchmarks.Femto;

/// <summary>
/// Real streams compressed by one Femto and by a Cube, beside general archivers: size in bits per byte of the finished file
/// (restored and compared), and what a byte costs.
/// </summary>
public static class FemtoBenchmarks
{
    private const int MostBytes = 1_500_000;

    private static readonly (string Name, string Command)[] Peers =
    [
        ("gzip -9", "gzip -9 -c in > out"), ("bzip2 -9", "bzip2 -9 -c in > out"), ("xz -9e", "xz -9e -c in > out"),
        ("zstd -19", "zstd -q -19 -c in > out"), ("brotli -q 11", "brotli -q 11 -w 24 -c in > out"),
        ("PPMd (7z)", "7z a -m0=ppmd:o=6:mem=256m out.7z in > /dev/null && mv out.7z out"), ("zpaq -m5", "zpaq a out.zpaq in -m5 -t1 > /dev/null 2>&1 && mv out.zpaq out"),
    ];

    /// <summary>Runs over every stream this computer has.</summary>
    public static IEnumerable<Comparison> Run()
    {
        foreach ((string name, byte[] bytes) in Streams())
        {
            (double one, double learn, double expand) = Ours(bytes, MindKind.Femto);
            (double cube, double cubeLearn, _) = Ours(bytes, MindKind.Cube);
            yield return Comparison.Cost($"{name}: a Cube beside one Femto", cube, one, "one Femto", "bits/byte");
            foreach ((string peer, string command) in Peers)
            {
                if (Peer(bytes, command) is not { } size) continue;
                yield return Comparison.Cost($"{name}: one Femto", one, size, peer, "bits/byte");
                yield return Comparison.Cost($"{name}: Cube of nine", cube, size, peer, "bits/byte");
            }

            yield return Comparison.Cost($"{name}: compressing, one Femto", learn, null, null, "us/byte");
            yield return Comparison.Cost($"{name}: expanding, one Femto", expand, null, null, "us/byte");
            yield return Comparison.Cost($"{name}: compressing, Cube of nine", cubeLearn, null, null, "us/byte");
        }

        yield return Comparison.Cost("memory counted, one Femto", new FemtoModel().Bytes, FemtoModel.MostBytes, "what is allowed", "bytes");
    }

    private static (double BitsPerByte, double Encode, double Decode) Ours(byte[] bytes, MindKind kind)
    {
        FemtoCodec codec = new(TimeProvider.System);
        using MemoryStream packed = new(), back = new();
        CodecReport done = codec.Compress(new MemoryStream(bytes), bytes.Length, packed, kind);
        packed.Position = 0;
        CodecReport restored = codec.Expand(packed, back);
        if (!back.ToArray().AsSpan().SequenceEqual(bytes)) throw new InvalidDataException("What was expanded is not what was compressed.");
        return (done.BitsPerByte, done.Seconds / bytes.Length * 1e6, restored.Seconds / bytes.Length * 1e6);
    }

    /// <summary>Bits per byte of a peer's file; null when the peer is not installed.</summary>
    private static double? Peer(byte[] bytes, string command)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("unum-bench-");
        try
        {
            File.WriteAllBytes(Path.Combine(folder.FullName, "in"), bytes);
            using Process process = Process.Start(new ProcessStartInfo("sh", ["-c", command]) { WorkingDirectory = folder.FullName, UseShellExecute = false, RedirectStandardError = true })!;
            process.StandardError.ReadToEnd();
            process.WaitForExit();
            FileInfo made = new(Path.Combine(folder.FullName, "out"));
            return process.ExitCode == 0 && made.Exists ? made.Length * 8.0 / bytes.Length : null;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static IEnumerable<(string Name, byte[] Bytes)> Streams([CallerFilePath] string here = "")
    {
        string data = Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..", "data");
        (string Name, string[] Files)[] all =
        [
            ("Shakespeare", [Path.Combine(data, "text", "shakespeare.txt")]),
            ("sensor CSV", Files(Path.Combine(data, "nab", "realKnownCause"), "*.csv")),
            ("Python source", Files("/usr/lib/python3.11", "*.py")),
            ("manuals", Files("/usr/share/perl", "*.pod")),
            ("libc binary", Files("/lib/x86_64-linux-gnu", "libc.so.6")),
        ];
        foreach ((string name, string[] files) in all)
        {
            byte[] bytes = [.. files.SelectMany(File.ReadAllBytes).Take(MostBytes)];
            if (bytes.Length > 0) yield return (name, bytes);
        }
    }

    private static string[] Files(string folder, string pattern) =>
        Directory.Exists(folder) ? [.. Directory.GetFiles(folder, pattern).Order(StringComparer.Ordinal)] : [];
}
