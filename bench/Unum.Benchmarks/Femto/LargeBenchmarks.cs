using Unum.Benchmarks.Tensors;
using Unum.Femto;
using Unum.Femto.Coding;

namespace Unum.Benchmarks.Femto;

/// <summary>
/// Ten megabytes of real streams, one after another, through files as <c>unum femto compress</c> and <c>expand</c> do it: restored and
/// compared, and refused once a byte of the compressed file is damaged.
/// </summary>
public static class LargeBenchmarks
{
    private const int Bytes = 10_000_000;

    /// <summary>Runs one Femto over them.</summary>
    /// <exception cref="InvalidDataException">The file did not come back, or a damaged one was not refused.</exception>
    public static IEnumerable<Comparison> Run()
    {
        byte[] bytes = ByteStreams.Together(Bytes);
        string folder = Directory.CreateTempSubdirectory("unum-bench-").FullName;
        string original = Path.Combine(folder, "original"), packed = Path.Combine(folder, "packed"), back = Path.Combine(folder, "back");
        try
        {
            File.WriteAllBytes(original, bytes);
            FemtoCodec codec = new(TimeProvider.System);
            long allocated = GC.GetAllocatedBytesForCurrentThread();
            double start = Stopclock.CpuSeconds();
            CodecReport done = Through(original, packed, (from, to) => codec.Compress(from, from.Length, to, MindKind.Femto));
            double half = Stopclock.CpuSeconds();
            Through(packed, back, (from, to) => codec.Expand(from, to));
            double end = Stopclock.CpuSeconds();
            allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
            if (!File.ReadAllBytes(back).AsSpan().SequenceEqual(bytes)) throw new InvalidDataException("What was expanded is not what was compressed.");
            string refusal = Refusal(codec, packed, back);
            Console.Error.WriteLine(FormattableString.Invariant($"\n{bytes.Length} bytes became {done.BytesOut} and came back the same; with a byte in its middle damaged: {refusal}\n"));
            string name = FormattableString.Invariant($"{bytes.Length / 1e6:F1} MB, one Femto");
            return
            [
                Comparison.Cost($"{name}: size", done.BitsPerByte, null, null, "bits/byte"), Comparison.Cost($"{name}: compressing", (half - start) / bytes.Length * 1e6, null, null, "us/byte"),
                Comparison.Cost($"{name}: expanding", (end - half) / bytes.Length * 1e6, null, null, "us/byte"), Comparison.Cost($"{name}: allocated, both ways", allocated / 1e6, 2 * FemtoModel.MostBytes / 1e6, "two models as large as allowed", "MB"),
            ];
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static CodecReport Through(string input, string output, Func<Stream, Stream, CodecReport> codec)
    {
        using FileStream from = File.OpenRead(input), to = File.Create(output);
        return codec(from, to);
    }

    private static string Refusal(FemtoCodec codec, string packed, string back)
    {
        byte[] damaged = File.ReadAllBytes(packed);
        damaged[damaged.Length / 2] ^= 1;
        File.WriteAllBytes(packed, damaged);
        try
        {
            Through(packed, back, (from, to) => codec.Expand(from, to));
        }
        catch (InvalidDataException e)
        {
            return e.Message;
        }

        throw new InvalidDataException("A damaged file was expanded as if nothing were wrong.");
    }
}
