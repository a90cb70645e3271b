using System.CommandLine;
using System.Text.Json;
using Unum.Hive.Evolution;
using Unum.Hive.Packets;
using Unum.Hive.Trials;
using Unum.Node.Reporting;
using Unum.Node.Settings;

namespace Unum.Node.Commands;

/// <summary><c>unum hive evolve</c>: forks of a basin compete for users, with evolution and without.</summary>
internal static class HiveEvolveCommand
{
    public static Command Build()
    {
        Option<int> seed = new("--seed") { Description = "Of the first world; the next ones count up.", DefaultValueFactory = _ => 1, HelpName = "N" };
        Option<int> seeds = Number("--seeds", "How many worlds.", 5, 1, 1000);
        Option<int> forks = Number("--forks", "How many forks compete.", 8, 2, 64);
        Option<int> generations = Number("--generations", "How many elections.", 20, 1, 1000);
        Option<string?> digits = new("--digits") { Description = "Lines of 64 pixels and a digit; those that the program brings when left out.", HelpName = "FILE" };
        Option<string?> log = new("--log") { Description = "Where the first world's log is written, a line a step.", HelpName = "FILE" };
        Option<string?> replay = new("--replay") { Description = "Does again what a log says and verifies every election, nothing else.", HelpName = "FILE" };
        Option<bool> json = FemtoCommand.Json();
        Command command = new("evolve", "Forks compete by how they are used; the fittest becomes canonical and the others move towards it: against no evolution.") { seed, seeds, forks, generations, digits, log, replay, json };
        command.SetAction((line, stopping) => Task.Run(
            () =>
            {
                int first = line.GetValue(seed);
                Labelled data = DataSets.Digits(line.GetValue(digits), first);
                if (line.GetValue(replay) is { } file) return Replay(file, data, line.GetValue(json));
                List<EvolutionReport> reports = [];
                for (int i = 0; i < line.GetValue(seeds); i++)
                {
                    Labelled shuffled = i == 0 ? data : DataSets.Digits(line.GetValue(digits), first + i);
                    reports.Add(EvolutionTrial.Run(shuffled, line.GetValue(forks), line.GetValue(generations), first + i, i == 0 && line.GetValue(log) is { } to ? steps => Write(steps, to) : null, stopping));
                }

                if (line.GetValue(json)) Console.WriteLine(JsonSerializer.Serialize(new { Summary = EvolutionSummary.Of(reports), Worlds = reports }, Wire.Json));
                else Print(reports, EvolutionSummary.Of(reports));
                return 0;
            },
            stopping));
        return command;
    }

    private static int Replay(string file, Labelled data, bool json)
    {
        if (!File.Exists(file)) throw new SettingsException($"There is no log {file}; --log writes one.");
        using FileStream log = File.OpenRead(file);
        BasinEvolution again = BasinEvolution.Replay(EvolutionLog.Read(log), data.Frame, RunningCoupling.Default, data.ModesPerConcept);
        int elections = again.Log.Count(static s => s.Kind == EvolutionStepKind.Elect);
        Console.WriteLine(json
            ? JsonSerializer.Serialize(new { Steps = again.Log.Count, Elections = elections, again.Canonical, State = again.State() }, Wire.Json)
            : FormattableString.Invariant($"{again.Log.Count} steps and {elections} elections done again, bit for bit; fork {again.Canonical} is canonical; all forks: {again.State()}"));
        return 0;
    }

    private static void Write(IReadOnlyList<EvolutionStep> steps, string file)
    {
        using FileStream log = File.Create(file);
        EvolutionLog.Write(steps, log);
    }

    private static void Print(List<EvolutionReport> reports, EvolutionSummary s)
    {
        EvolutionReport one = reports[0];
        Console.WriteLine(FormattableString.Invariant($"{one.Data}: {one.Forks} forks, {one.Generations} elections, {s.Worlds} worlds from seed {one.Seed}; shares of held-out examples recognised, mean ± deviation"));
        Console.WriteLine(FormattableString.Invariant($"  mean of the forks   when they part {s.Before}   with evolution {s.Evolved}   with drift {s.Drifted}   without {s.Unevolved}"));
        Console.WriteLine(FormattableString.Invariant($"  the chosen one      with evolution {s.Canonical}   without, the most used {s.Fittest}   without, the best {s.BestAlone}"));
        Console.WriteLine(FormattableString.Invariant($"  evolution - none    of the mean {s.GainOfMean} ({s.MeanWins} of {s.Worlds} worlds better)   over drift {s.GainOverDrift}   of the chosen one {s.GainOfChosen} ({s.ChosenWins} of {s.Worlds})"));
        Console.WriteLine(FormattableString.Invariant($"  learned jointly     {s.Joint}   logs that lead to the same bits {reports.Count(static r => r.Replayed)} of {reports.Count}"));
    }

    private static Option<int> Number(string name, string description, int usual, int least, int most)
    {
        Option<int> option = new(name) { Description = FormattableString.Invariant($"{description} {least} to {most}."), DefaultValueFactory = _ => usual, HelpName = "N" };
        option.Validators.Add(n =>
        {
            if (n.GetValueOrDefault<int>() is int value && (value < least || value > most)) n.AddError(FormattableString.Invariant($"{name} is a number from {least} to {most}."));
        });
        return option;
    }
}
