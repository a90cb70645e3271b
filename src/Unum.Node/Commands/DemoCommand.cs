using System.CommandLine;
using System.Text.Json;
using Unum.Node.Konomi;
using Unum.Node.Reporting;

namespace Unum.Node.Commands;

/// <summary><c>unum demo</c>: the mission's demonstrations, run for real.</summary>
internal static class DemoCommand
{
    public static Command Build() => new("demo", "The mission's demonstrations, run for real.") { KonomiDemo() };

    private static Command KonomiDemo()
    {
        Option<bool> json = new("--json") { Description = "One JSON object on standard output, nothing else." };
        Option<int> seed = new("--seed") { Description = "Of the two random matrices.", DefaultValueFactory = _ => 1, HelpName = "N" };
        Command command = new("konomi", "A grid, five cubes in a chain, a matrix product, minds that answer, and what they agree on; needs no running node.") { json, seed };
        command.SetAction(async (line, stopping) =>
        {
            bool quiet = line.GetValue(json);
            DemoReport report = await KonomiDemonstration.RunAsync(line.GetValue(seed), TimeProvider.System, quiet ? static _ => { } : Console.WriteLine, stopping);
            if (quiet) Console.WriteLine(JsonSerializer.Serialize(report, Wire.Json));
            foreach (string failure in report.Failures) await Console.Error.WriteLineAsync($"unum: the demonstration failed: {failure}");
            return report.Failures.Count == 0 ? 0 : 1;
        });
        return command;
    }
}
