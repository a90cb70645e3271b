using System.CommandLine;
using System.CommandLine.Parsing;
using Unum.Node.Settings;

namespace Unum.Node.Commands;

/// <summary>The command line of <c>unum</c>: one verb, one file beside this one.</summary>
internal static class CommandTree
{
    private const int BadInput = 2;

    /// <summary>Runs one command line.</summary>
    /// <returns>0 when it did what was asked, 2 when the input was wrong, 1 for other failures.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        ParseResult parsed = Build().Parse(args);
        if (parsed.Errors.Count > 0)
        {
            foreach (ParseError error in parsed.Errors) await Console.Error.WriteLineAsync($"unum: {error.Message}");
            await Console.Error.WriteLineAsync("unum: add --help to see what is possible.");
            return BadInput;
        }

        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
        }
        catch (Exception e) when (e is SettingsException or IOException or UnauthorizedAccessException or FormatException or InvalidDataException or ArgumentException)
        {
            await Console.Error.WriteLineAsync($"unum: {e.Message}");
            return BadInput;
        }
        catch (OperationCanceledException)
        {
            await Console.Error.WriteLineAsync("unum: stopped.");
            return 1;
        }
    }

    internal static RootCommand Build() => new("Unum: out of many machines, one mind.")
    {
        UpCommand.Up(),
        UpCommand.Join(),
        SenseCommand.Build(),
        FemtoCommand.Build(),
        GridCommand.Build(),
        CubeCommand.Build(),
        DemoCommand.Build(),
        SimulateCommand.Build(),
        HiveCommand.Build(),
        SettingsCommand.Build(),
        Bench(),
    };

    /// <summary>The benchmarks are a program of their own, with other programs as peers: the script ./unum starts it from a checkout.</summary>
    private static Command Bench()
    {
        Command command = new("bench", "Measure Unum beside its peers; from a checkout, with ./unum.")
        {
            new Argument<string>("room") { Description = "Which room: kairos, tensors, femto, grid or hive." },
            new Option<bool>("--json") { Description = "The list as JSON on standard output." },
            new Option<string>("--only") { Description = "One part of a room. femto: streams, static, ablation, threads, costs, classify, anomaly or core; hive: transfer, byzantine, bytes, sizes or cost." },
            new Option<bool>("--quick") { Description = "The room hive with fewer seeds." },
            new Option<int>("--bytes") { Description = "Only the heads of the streams of the room femto." },
            new Option<string>("--stream") { Description = "One stream of the room femto, by the beginning of its name." },
        };
        command.SetAction(_ =>
        {
            Console.Error.WriteLine("unum: benchmarks run from a checkout of the sources: ./unum bench ROOM");
            return BadInput;
        });
        return command;
    }
}
