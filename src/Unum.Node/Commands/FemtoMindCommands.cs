using System.CommandLine;
using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Unum.Femto;
using Unum.Node.Reporting;
using Unum.Tensors.Threads;

namespace Unum.Node.Commands;

/// <summary>The verbs of <c>unum femto</c> that work with a trained mind: score, train, complete, classify.</summary>
internal static class FemtoMindCommands
{
    private const int ClassifiedBytes = 1 << 16;

    public static Command Score()
    {
        Argument<string> input = new("file") { Description = "File to read." };
        Option<string?> mind = new("--model") { Description = "A trained model; one that has read nothing when left out.", HelpName = "M" };
        Option<bool> frozen = new("--frozen") { Description = "Do not learn while reading." };
        Option<bool> json = FemtoCommand.Json();
        Option<int?> threads = FemtoCommand.Threads();
        Command command = new("score", "How surprising a file is to a mind, in bits per byte.") { input, mind, frozen, threads, json };
        command.SetAction((line, stopping) => Task.Run(
            () =>
            {
                IByteModel model = line.GetValue(mind) is { } path ? Load(path, FemtoCommand.Budget(line.GetValue(threads))) : new FemtoModel();
                model.Learning = !line.GetValue(frozen);
                byte[] bytes = Whole(line.GetValue(input)!);
                long start = Stopwatch.GetTimestamp();
                double bits = Read(model, bytes, stopping);
                double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
                var report = new
                {
                    Bytes = bytes.Length,
                    BitsPerByte = bytes.Length == 0 ? 0 : bits / bytes.Length,
                    BytesPerSecond = bytes.Length / Math.Max(seconds, 1e-9),
                    Seconds = seconds,
                    ModelBytes = model.Bytes,
                    model.Kappa,
                };
                Console.WriteLine(line.GetValue(json)
                    ? JsonSerializer.Serialize(report, Wire.Json)
                    : FormattableString.Invariant($"{report.BitsPerByte:F4} bits per byte, {report.BytesPerSecond:F0} bytes/s"));
            },
            stopping));
        return command;
    }

    public static Command Train()
    {
        Argument<string> input = new("file") { Description = "File to learn from." };
        Option<string> output = new("--out") { Description = "Model to write.", Required = true, HelpName = "M" };
        Option<string?> mind = new("--model") { Description = "A trained model to go on from.", HelpName = "M" };
        Option<bool> json = FemtoCommand.Json();
        Option<bool> cube = new("--cube") { Description = "Train a Cube of nine: less surprised, eight times the work and memory." };
        Option<int?> threads = FemtoCommand.Threads();
        Option<bool> core = new("--core") { Description = "Train a 16-dimensional core of 8.6 KB on the first nine tenths instead, and score it on the last." };
        Command command = new("train", "Let a mind read a file once and keep what it learned.") { input, output, mind, cube, core, threads, json };
        command.SetAction((line, stopping) => Task.Run(
            () =>
            {
                if (line.GetValue(core))
                {
                    FemtoCoreTraining.Run(line.GetValue(input)!, line.GetValue(output)!, line.GetValue(json), stopping);
                    return;
                }

                IThreadBudget budget = FemtoCommand.Budget(line.GetValue(threads));
                IByteModel model = line.GetValue(mind) is { } path ? Load(path, budget) : Minds.Create(line.GetValue(cube) ? MindKind.Cube : MindKind.Femto, budget);
                if (line.GetValue(cube) && model is not CubeModel) throw new InvalidDataException($"{line.GetValue(mind)} is one Femto, not a Cube: leave out --cube, or --model.");
                byte[] bytes = Whole(line.GetValue(input)!);
                long start = Stopwatch.GetTimestamp();
                double bits = Read(model, bytes, stopping);
                double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
                FemtoCommand.Write(line.GetValue(output)!, to =>
                {
                    ModelFile.Save(model, to);
                    return true;
                });
                double perByte = bytes.Length == 0 ? 0 : bits / bytes.Length;
                Console.WriteLine(line.GetValue(json)
                    ? JsonSerializer.Serialize(new { Bytes = bytes.Length, BitsPerByte = perByte, Seconds = seconds, ModelBytes = model.Bytes }, Wire.Json)
                    : FormattableString.Invariant($"{bytes.Length} bytes read in {seconds:F1} s, {perByte:F4} bits per byte while learning"));
            },
            stopping));
        return command;
    }

    public static Command Complete()
    {
        Option<string> mind = new("--model") { Description = "The trained model that speaks.", Required = true, HelpName = "M" };
        Option<string> prompt = new("--prompt") { Description = "What came before.", DefaultValueFactory = _ => "", HelpName = "TEXT" };
        Option<int> count = new("--bytes") { Description = "Bytes to draw.", DefaultValueFactory = _ => 80, HelpName = "N" };
        Option<int> seed = new("--seed") { Description = "The same seed draws the same bytes.", DefaultValueFactory = _ => 1, HelpName = "N" };
        Option<double> temperature = new("--temperature") { Description = "Below 1 the likely becomes likelier.", DefaultValueFactory = _ => .7, HelpName = "T" };
        Option<double> top = new("--top-p") { Description = "Draw only from the likeliest bytes with this probability together.", DefaultValueFactory = _ => .95, HelpName = "P" };
        Command command = new("complete", "Go on where a prompt ends.") { mind, prompt, count, seed, temperature, top };
        command.SetAction((line, stopping) => Task.Run(
            () =>
            {
                Completion completion = new(line.GetValue(temperature), line.GetValue(top), line.GetValue(seed));
                Speak(completion.Draw(Load(line.GetValue(mind)!), Encoding.UTF8.GetBytes(line.GetValue(prompt)!), line.GetValue(count), stopping));
            },
            stopping));
        return command;
    }

    public static Command Classify()
    {
        Option<string> among = new("--among") { Description = "Folder of trained models; each file's name is its label.", Required = true, HelpName = "DIR" };
        Argument<string[]> files = new("file") { Description = "Files to classify by their first 64 KiB.", Arity = ArgumentArity.OneOrMore };
        Option<bool> json = FemtoCommand.Json();
        Command command = new("classify", "Which of several minds is least surprised by a file.") { among, files, json };
        command.SetAction((line, stopping) => Task.Run(
            () =>
            {
                string[] paths = [.. Directory.GetFiles(line.GetValue(among)!).Order(StringComparer.Ordinal)];
                if (paths.Length == 0) throw new InvalidDataException($"There is no model in {line.GetValue(among)}.");
                LeastSurprise minds = new([.. paths.Select(p => (Path.GetFileNameWithoutExtension(p), Load(p)))]);
                foreach (string file in line.GetValue(files)!)
                {
                    stopping.ThrowIfCancellationRequested();
                    IReadOnlyList<(string Label, double BitsPerByte)> ranked = minds.Rank(Head(file));
                    Console.WriteLine(line.GetValue(json)
                        ? JsonSerializer.Serialize(new { File = file, ranked[0].Label, BitsPerByte = ranked.ToDictionary(r => r.Label, r => r.BitsPerByte, StringComparer.Ordinal) }, Wire.Json)
                        : FormattableString.Invariant($"{ranked[0].Label,-20} {ranked[0].BitsPerByte:F3} bits per byte  {file}"));
                }
            },
            stopping));
        return command;
    }

    /// <summary>Reads a file's bytes and tells how far it is; bits of surprise, summed.</summary>
    private static double Read(IByteModel model, ReadOnlySpan<byte> bytes, CancellationToken stopping)
    {
        const int piece = 1 << 14;
        ProgressLine? progress = ProgressLine.OnTerminal();
        long start = Stopwatch.GetTimestamp();
        double bits = 0;
        for (int at = 0; at < bytes.Length; at += piece)
        {
            stopping.ThrowIfCancellationRequested();
            ReadOnlySpan<byte> some = bytes.Slice(at, Math.Min(piece, bytes.Length - at));
            bits += model.Read(some);
            int done = at + some.Length;
            progress?.Report(new(done, bytes.Length, bits / done, done / Math.Max(Stopwatch.GetElapsedTime(start).TotalSeconds, 1e-9)));
        }

        progress?.End();
        return bits;
    }

    private static byte[] Whole(string path) => File.ReadAllBytes(path);

    private static byte[] Head(string path)
    {
        byte[] bytes = new byte[ClassifiedBytes];
        using FileStream from = File.OpenRead(path);
        return bytes[..from.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false)];
    }

    /// <summary>Bytes go out one by one, as they are drawn.</summary>
    private static void Speak(IEnumerable<byte> bytes)
    {
        using Stream output = Console.OpenStandardOutput();
        foreach (byte b in bytes)
        {
            output.WriteByte(b);
            output.Flush();
        }

        output.WriteByte((byte)'\n');
    }

    private static IByteModel Load(string path, IThreadBudget? threads = null)
    {
        using FileStream from = File.OpenRead(path);
        try
        {
            return ModelFile.LoadMind(from, threads);
        }
        catch (InvalidDataException e)
        {
            throw new InvalidDataException($"{path}: {e.Message}", e);
        }
    }
}
