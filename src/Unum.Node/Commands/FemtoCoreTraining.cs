using System.Text.Json;
using Unum.Femto.Coding;
using Unum.Femto.Core;
using Unum.Node.Reporting;

namespace Unum.Node.Commands;

/// <summary><c>unum femto train FILE --core --out M</c>: the 16-dimensional core, trained on the first nine tenths and scored on the last.</summary>
internal static class FemtoCoreTraining
{
    public static void Run(string input, string output, bool json, CancellationToken stopping)
    {
        byte[] text = File.ReadAllBytes(input);
        int cut = BirthCore.TrainedOf(text).Length;
        if (cut <= CoreWeights.Window) throw new InvalidDataException($"{input} is {text.Length} bytes; a core needs at least 37 to be trained on nine tenths of them.");
        TimeProvider time = TimeProvider.System;
        long start = time.GetTimestamp();
        CoreWeights trained = BirthCore.Training.Run(text.AsSpan(0, cut), Console.IsErrorRedirected ? null : new Told(), time: time, stopping: stopping);
        if (!Console.IsErrorRedirected) Console.Error.WriteLine();
        double seconds = time.GetElapsedTime(start).TotalSeconds;
        FemtoCommand.Write(output, to =>
        {
            CoreFile.Save(trained, to);
            return true;
        });
        double full = CoreScore.BitsPerByte(trained, text, cut, stopping: stopping), rounded = CoreScore.BitsPerByte(CoreFile.Rounded(trained), text, cut, stopping: stopping);
        var report = new { Bytes = cut, BitsPerByte = full, BitsPerByteInt8 = rounded, Seconds = seconds, ModelBytes = CoreFile.Bytes };
        Console.WriteLine(json
            ? JsonSerializer.Serialize(report, Wire.Json)
            : FormattableString.Invariant($"trained on {cut} bytes in {seconds:F1} s; on the last tenth, frozen, {full:F4} bits per byte ({rounded:F4} as {CoreFile.Bytes} bytes)"));
    }

    private sealed class Told : IProgress<FemtoProgress>
    {
        public void Report(FemtoProgress value)
        {
            if (value.Bytes % (1 << 19) == 0 || value.Bytes == value.Total)
                Console.Error.Write(FormattableString.Invariant($"\r{value.Bytes} of {value.Total} bytes trained, {value.BytesPerSecond / 1000:F0} kB/s, {value.BitsPerByte:F3} bpb, {value.Remaining:mm\\:ss} left "));
        }
    }
}
