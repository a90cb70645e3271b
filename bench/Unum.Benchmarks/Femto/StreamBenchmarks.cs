using System.Globalization;
using Unum.Benchmarks.Tensors;
using Unum.Femto;
using Unum.Femto.Coding;

namespace Unum.Benchmarks.Femto;

/// <summary>
/// Real streams compressed by one Femto and by a Cube, beside general archivers: bits per byte of the finished file, restored and
/// compared; speed by processor time on one thread, so that a busy machine counts against nobody; memory.
/// </summary>
public static class StreamBenchmarks
{
    /// <summary>Runs over every stream this computer has, or one.</summary>
    public static IEnumerable<Comparison> Run(string? only)
    {
        string[] heads = ["", .. Archiver.All.Select(static a => a.Name), "**one Femto**", "**Cube**"];
        MarkdownTable sizes = new("Whole file, bits per byte of what is written; everything restored bit for bit", heads);
        MarkdownTable speeds = new("Compressing / restoring, kB per second of processor time", heads);
        MarkdownTable memory = new("Most memory, MB (archivers: the process; ours: the model)", heads);
        foreach ((string name, byte[] bytes) in ByteStreams.All(only))
        {
            CodecFigures?[] peers = [.. Archiver.All.Select(a => a.Run(bytes))];
            CodecFigures one = Ours(bytes, MindKind.Femto), cube = Ours(bytes, MindKind.Cube);
            CodecFigures?[] row = [.. peers, one, cube];
            string title = string.Create(CultureInfo.InvariantCulture, $"{name}, {bytes.Length / 1e6:F1} MB");
            sizes.Add(title, 3, [.. row.Select(static f => f?.BitsPerByte)]);
            speeds.Add(title, [.. row.Select(f => f is null ? null : string.Create(CultureInfo.InvariantCulture, $"{bytes.Length / f.PackSeconds / 1000:F0} / {bytes.Length / f.UnpackSeconds / 1000:F0}"))]);
            memory.Add(title, 1, [.. row.Select(static f => f?.Bytes / 1e6)]);
            for (int i = 0; i < peers.Length; i++)
            {
                if (peers[i] is not { } peer) continue;
                yield return Comparison.Cost($"{name}: one Femto", one.BitsPerByte, peer.BitsPerByte, Archiver.All[i].Name, "bits/byte");
                yield return Comparison.Cost($"{name}: Cube of nine", cube.BitsPerByte, peer.BitsPerByte, Archiver.All[i].Name, "bits/byte");
            }

            foreach ((string who, CodecFigures f) in ((string, CodecFigures)[])[("one Femto", one), ("Cube of nine", cube)])
            {
                yield return Comparison.Cost($"{name}: compressing, {who}", f.PackSeconds / bytes.Length * 1e6, null, null, "us/byte");
                yield return Comparison.Cost($"{name}: expanding, {who}", f.UnpackSeconds / bytes.Length * 1e6, null, null, "us/byte");
            }
        }

        yield return Comparison.Cost("memory counted, one Femto", new FemtoModel().Bytes, FemtoModel.MostBytes, "what is allowed", "bytes");
        foreach (MarkdownTable table in (ReadOnlySpan<MarkdownTable>)[sizes, speeds, memory]) table.Print();
    }

    private static CodecFigures Ours(byte[] bytes, MindKind kind)
    {
        FemtoCodec codec = new(TimeProvider.System);
        using MemoryStream packed = new(), back = new();
        double start = Stopclock.CpuSeconds();
        CodecReport done = codec.Compress(new MemoryStream(bytes), bytes.Length, packed, kind);
        double half = Stopclock.CpuSeconds();
        packed.Position = 0;
        codec.Expand(packed, back);
        double end = Stopclock.CpuSeconds();
        if (!back.ToArray().AsSpan().SequenceEqual(bytes)) throw new InvalidDataException("What was expanded is not what was compressed.");
        return new(done.BitsPerByte, half - start, end - half, done.ModelBytes);
    }
}
