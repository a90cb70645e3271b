using System.CommandLine;
using System.Text.Json;
using Unum.Grid.Consensus.Simulation;
using Unum.Node.Reporting;

namespace Unum.Node.Commands;

/// <summary><c>unum simulate</c>: worlds in virtual time, each replayed by its seed.</summary>
internal static class SimulateCommand
{
    public static Command Build() => new("simulate", "Simulated worlds: each follows from its seed alone.") { Consensus(), DhtSimulationCommand.Build() };

    private static Command Consensus()
    {
        Option<long> seed = new("--seed") { Description = "Of the first schedule; the next ones count up.", DefaultValueFactory = _ => 1, HelpName = "N" };
        Option<long> schedules = new("--schedules") { Description = "How many worlds.", DefaultValueFactory = _ => 1000, HelpName = "K" };
        Option<string?> mutant = new("--mutant") { Description = $"A deliberate mistake that must be caught: {string.Join(", ", ConsensusSimulation.Mutants)}; several joined by +.", HelpName = "NAME" };
        Option<bool> real = new("--real") { Description = "Real ECDSA signatures and bytes on the wire, about a hundred times slower." };
        Option<bool> outcomes = new("--outcomes-only") { Description = "Judge only agreement, validity and liveness, not what each validator signs." };
        Option<bool> json = FemtoCommand.Json();
        Command command = new("consensus", "Nine validators with loss, delay, crashes, partitions and liars; exits 1 when an invariant breaks.") { seed, schedules, mutant, real, outcomes, json };
        command.SetAction((line, stopping) => Task.Run(
            () =>
            {
                SimulationReport report = ConsensusSimulation.Run(line.GetValue(seed), line.GetValue(schedules), line.GetValue(mutant), line.GetValue(real), line.GetValue(outcomes), stopping);
                Console.WriteLine(line.GetValue(json) ? JsonSerializer.Serialize(report, Wire.Json) : AsText(report));
                return report.Passed ? 0 : 1;
            },
            stopping));
        return command;
    }

    private static string AsText(SimulationReport report) => string.Join(Environment.NewLine,
    [
        FormattableString.Invariant($"{report.Schedules} schedules from seed {report.Seed}, {report.Steps} steps, {report.Blocks} blocks, {report.Evidence} pieces of evidence, {report.Seconds:F1} s"),
        report.Passed
            ? "every invariant held"
            : FormattableString.Invariant($"seed {report.FailedSeed} breaks '{report.Invariant}': {report.Violation} Replay: ./unum simulate consensus --seed {report.FailedSeed} --schedules 1{(report.Mutant is null ? "" : " --mutant " + report.Mutant)}"),
        .. report.Trace,
    ]);
}
