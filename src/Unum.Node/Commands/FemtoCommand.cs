using System.CommandLine;
using System.Text;
using System.Text.Json;
using Unum.Femto;
using Unum.Femto.Classification;
using Unum.Femto.Coding;
using Unum.Node.Reporting;
using Unum.Tensors.Threads;

namespace Unum.Node.Commands;

/// <summary><c>unum femto</c>: small minds that read bytes.</summary>
internal static class FemtoCommand
{
    public static Command Build() => new("femto", "Minds of at most 4 MB that read any bytes: compress, expand, score, train, complete, classify, anomalies, serve.")
    {
        Compress(),
        Expand(),
        FemtoMindCommands.Score(),
        FemtoMindCommands.Train(),
        FemtoMindCommands.Complete(),
        FemtoMindCommands.Classify(),
        Anomalies(),
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

    private static Command Anomalies()
    {
        Argument<string> input = new("file") { Description = "Log to read: one event a line." };
        Option<int> top = new("--top") { Description = "How many of the strangest lines to show.", DefaultValueFactory = _ => 10, HelpName = "N" };
        Option<string?> known = new("--known") { Description = "A log of ordinary days to read first; its lines are not judged.", HelpName = "LOG" };
        Option<bool> json = Json();
        Command command = new("anomalies", "The lines of a log that surprise a mind that reads it, the strangest first.") { input, top, known, json };
        command.SetAction((line, stopping) => Task.Run(
            () => Anomalies(line.GetValue(input)!, Math.Max(0, line.GetValue(top)), line.GetValue(known), line.GetValue(json), stopping), stopping));
        return command;
    }

    private static int Anomalies(string input, int top, string? known, bool json, CancellationToken stopping)
    {
        LineSurprise reader = new(new FemtoModel());
        if (known is not null) _ = Read(reader, File.ReadAllBytes(known), stopping).Count();
        (int Line, string Text, LineReading Reading)[] strangest =
            [.. Read(reader, File.ReadAllBytes(input), stopping).OrderByDescending(static l => l.Reading.Strangeness).ThenBy(static l => l.Line).Take(top)];
        if (json)
        {
            var found = strangest.Select(static l => new { l.Line, l.Reading.Strangeness, l.Reading.BitsPerByte, Column = l.Reading.At + 1, l.Text });
            Console.WriteLine(JsonSerializer.Serialize(new { File = input, reader.Lines, Anomalies = found }, Wire.Json));
            return 0;
        }

        foreach ((int line, string text, LineReading reading) in strangest)
            Console.WriteLine(FormattableString.Invariant($"{reading.Strangeness,6:F1}  line {line}, column {reading.At + 1}: {text}"));
        return 0;
    }

    /// <summary>Reads line after line; a text longer than 400 characters is shown cut off.</summary>
    private static IEnumerable<(int Line, string Text, LineReading Reading)> Read(LineSurprise reader, byte[] log, CancellationToken stopping)
    {
        int number = 0;
        for (int at = 0; at < log.Length;)
        {
            stopping.ThrowIfCancellationRequested();
            int length = log.AsSpan(at).IndexOf((byte)'\n') is >= 0 and var end ? end : log.Length - at;
            LineReading reading = reader.Read(log.AsSpan(at, length));
            yield return (++number, Encoding.UTF8.GetString(log, at, Math.Min(length, 400)), reading);
            at += length + 1;
        }
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
