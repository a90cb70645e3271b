using System.CommandLine;
using System.Text.Json;
using Unum.Femto;
using Unum.Femto.Coding;
using Unum.Node.Reporting;
using Unum.Tensors.Threads;

namespace Unum.Node.Commands;

/// <summary><c>unum femto</c>: small minds that read bytes.</summary>
internal static class FemtoCommand
{
    public static Command Build() => new("femto", "Minds of at most 4 MB that read any bytes: compress, expand, score, train, complete, classify, serve.")
    {
        Compress(),
        Expand(),
        FemtoMindCommands.Score(),
        FemtoMindCommands.Train(),
        FemtoMindCommands.Complete(),
        FemtoMindCommands.Classify(),
        FemtoServeCommand.Build(),
    };

    private static Command Compress()
    {
        Argument<string> input = new("in") { Description = "File to compress." };
        Argument<string> output = new("out") { Description = "Compressed file to write." };
        Option<bool> cube = new("--cube") { Description = "Use a Cube of nine: smaller files, eight times the work." };
        Option<int?> threads = Threads();
        Option<bool> json = Json();
        Command command = new("compress", "Compress a file with a mind that learns while it reads.") { input, output, cube, threads, json };
        command.SetAction((line, stopping) => Task.Run(
            () => Compress(line.GetValue(input)!, line.GetValue(output)!, line.GetValue(cube) ? MindKind.Cube : MindKind.Femto, Budget(line.GetValue(threads)), line.GetValue(json), stopping), stopping));
        return command;
    }

    private static int Compress(string input, string output, MindKind kind, IThreadBudget threads, bool json, CancellationToken stopping)
    {
        using FileStream from = File.OpenRead(input);
        ProgressLine? progress = ProgressLine.OnTerminal();
        CodecReport done = Write(output, to => new FemtoCodec(TimeProvider.System, threads).Compress(from, from.Length, to, kind, progress, stopping));
        progress?.End();
        Console.WriteLine(json
            ? JsonSerializer.Serialize(done, Wire.Json)
            : FormattableString.Invariant($"{done.BytesIn} -> {done.BytesOut} bytes, {done.BitsPerByte:F4} bits per byte, {done.Seconds:F1} s, model {done.ModelBytes} bytes"));
        return 0;
    }

    private static Command Expand()
    {
        Argument<string> input = new("in") { Description = "File that `femto compress` wrote." };
        Argument<string> output = new("out") { Description = "File to restore." };
        Option<int?> threads = Threads();
        Option<bool> json = Json();
        Command command = new("expand", "Restore a compressed file, bit for bit.") { input, output, threads, json };
        command.SetAction((line, stopping) => Task.Run(() => Expand(line.GetValue(input)!, line.GetValue(output)!, Budget(line.GetValue(threads)), line.GetValue(json), stopping), stopping));
        return command;
    }

    private static int Expand(string input, string output, IThreadBudget threads, bool json, CancellationToken stopping)
    {
        using FileStream from = File.OpenRead(input);
        ProgressLine? progress = ProgressLine.OnTerminal();
        CodecReport done = Write(output, to => new FemtoCodec(TimeProvider.System, threads).Expand(from, to, progress, stopping));
        progress?.End();
        Console.WriteLine(json
            ? JsonSerializer.Serialize(new { BytesIn = from.Length, done.BytesOut, done.Seconds, done.ModelBytes }, Wire.Json)
            : FormattableString.Invariant($"{done.BytesOut} bytes restored in {done.Seconds:F1} s"));
        return 0;
    }

    /// <summary>Writes beside the target and moves it there when all went well, so that a failure leaves no half file.</summary>
    internal static T Write<T>(string path, Func<Stream, T> write)
    {
        string part = path + ".part";
        try
        {
            T done;
            using (FileStream to = File.Create(part)) done = write(to);
            File.Move(part, path, overwrite: true);
            return done;
        }
        finally
        {
            File.Delete(part);
        }
    }

    internal static Option<bool> Json() => new("--json") { Description = "JSON on standard output." };

    internal static Option<int?> Threads() => new("--threads") { Description = "Threads that a Cube may use; 60 % of the processors when left out. The result does not depend on it.", HelpName = "N" };

    internal static IThreadBudget Budget(int? threads) => threads is { } n ? new FixedThreadBudget(n) : new LoadTargetBudget();
}
