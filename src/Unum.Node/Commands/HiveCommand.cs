using System.CommandLine;
using System.Text.Json;
using Unum.Hive.Trials;
using Unum.Node.Hive;
using Unum.Node.Reporting;

namespace Unum.Node.Commands;

/// <summary><c>unum hive</c>: what minds learn from each other, measured.</summary>
internal static class HiveCommand
{
    private const int Authors = 50;
    private const int UnseenDigits = 3;
    private const int UnseenTexts = 6;
    private const string Licences = "/usr/share/common-licenses";

    public static Command Build()
    {
        Command command = new("hive", "What one mind learned reaches others in signed packets of at most 510 bytes.")
        {
            Demo(),
            Byzantine(),
            HiveAskCommand.Build(),
            HiveEvolveCommand.Build(),
        };
        foreach (Command charter in HiveCharterCommands.All()) command.Add(charter);
        foreach (Command skill in HiveSkillCommands.All()) command.Add(skill);
        foreach (Command history in HiveHistoryCommands.All()) command.Add(history);
        return command;
    }

    private static Command Demo()
    {
        Option<int> seed = Seed();
        Option<string?> digits = Digits();
        Option<string> library = Library();
        Option<string> sensors = new("--sensors") { Description = "CSV files: the first text of the skills.", DefaultValueFactory = _ => Path.Combine("data", "nab", "realKnownCause") };
        Option<bool> json = Json();
        Option<string?> data = HiveHistoryCommands.DataOption();
        Command command = new("demo", "Node A learns what node B never saw; B takes A's signed delta over; how much of it can B do then?") { seed, digits, library, sensors, data, json };
        command.SetAction((line, stopping) => Task.Run(
            () =>
            {
                int number = line.GetValue(seed);
                List<TransferReport> reports = [];
                using (DemonstrationHistory history = DemonstrationHistory.Open(line.GetValue(data)))
                {
                    reports.Add(TransferTrial.Run(DataSets.Digits(line.GetValue(digits), number), UnseenDigits, number, history.Transfers));
                    if (Directory.Exists(line.GetValue(library))) reports.Add(TransferTrial.Run(DataSets.Texts(line.GetValue(library)!, number), UnseenTexts, number, history.Transfers));
                    history.Tell();
                }

                List<SkillReport> skills = [.. SkillText.All(line.GetValue(sensors)!, line.GetValue(library)!, Licences, number).SelectMany(text => Skills(text, number, stopping))];
                if (line.GetValue(json)) Console.WriteLine(JsonSerializer.Serialize<object[]>([.. reports, .. skills], Wire.Json));
                else
                {
                    reports.ForEach(Print);
                    skills.ForEach(Print);
                }

                return 0;
            },
            stopping));
        return command;
    }

    private static IEnumerable<SkillReport> Skills(SkillText text, int seed, CancellationToken stopping)
    {
        SkillTrial trial = new(text, seed, stopping);
        foreach (int bytes in (int[])[SkillTrial.SmallBytes, SkillTrial.LargeBytes]) yield return trial.Take(trial.Give(bytes, stopping));
    }

    private static void Print(SkillReport r)
    {
        Console.WriteLine(FormattableString.Invariant($"skill {r.Data}: {r.Bytes} signed bytes, seed {r.Seed}; bits per byte of held-out text, less is better"));
        Console.WriteLine(FormattableString.Invariant($"  of what only A learned   A {r.Giver:F3}   B before {r.Before:F3}, after {r.After:F3} ({r.Fraction:P0} of A's gain; {r.UnguardedFraction:P0} against B's core alone at {r.UnguardedBefore:F3})"));
        Console.WriteLine(FormattableString.Invariant($"  controls                 the same bytes of raw text {r.RawText:F3}   shuffled numbers {r.ShuffledZ:F3}"));
        Console.WriteLine(FormattableString.Invariant($"  of what B knew itself    before {r.OwnBefore:F3}, after {r.OwnAfter:F3} ({r.OwnLoss:+0.000;-0.000})"));
    }

    private static void Print(TransferReport r)
    {
        Console.WriteLine(FormattableString.Invariant($"{r.Data}: {r.Unseen} concepts in {r.Bytes} signed bytes, seed {r.Seed}; shares of held-out examples recognised"));
        Console.WriteLine(FormattableString.Invariant($"  of what only A learned   A {r.Giver:F3}   B before {r.Before:F3}, after {r.After:F3} ({r.Fraction:P0} of A)   learned jointly {r.Joint:F3}"));
        Console.WriteLine(FormattableString.Invariant($"  controls                 the same bytes of raw examples {r.RawExamples:F3}   shuffled names {r.ShuffledNames:F3}"));
        Console.WriteLine(FormattableString.Invariant($"  of what B knew itself    before {r.OwnBefore:F3}, after {r.OwnAfter:F3}   learned jointly {r.OwnJoint:F3}"));
    }

    private static Command Byzantine()
    {
        Option<double> fraction = new("--fraction") { Description = "Share of liars among fifty instances: 0 to 0.49.", DefaultValueFactory = _ => .3 };
        fraction.Validators.Add(static f =>
        {
            if (f.GetValueOrDefault<double>() is not (>= 0 and < .5)) f.AddError("--fraction is a share from 0 to 0.49: with half or more liars nobody can tell who lies.");
        });
        Option<int> seed = Seed();
        Option<string?> digits = Digits();
        Option<string> library = Library();
        Option<bool> json = Json();
        Command command = new("byzantine", "Fifty instances learn together, some lie in seven ways: six ways of merging side by side.") { fraction, seed, digits, library, json };
        command.SetAction((line, stopping) => Task.Run(
            () =>
            {
                double liars = line.GetValue(fraction);
                int number = line.GetValue(seed);
                List<Labelled> sets = [DataSets.Digits(line.GetValue(digits), number)];
                if (Directory.Exists(line.GetValue(library))) sets.Add(DataSets.Texts(line.GetValue(library)!, number));
                List<ByzantineLine> lines = [];
                foreach (Labelled data in sets)
                {
                    foreach (Attack attack in Enum.GetValues<Attack>().Where(a => (a == Attack.None) == (liars == 0)))
                    {
                        stopping.ThrowIfCancellationRequested();
                        lines.AddRange(ByzantineTrial.Run(data, Authors, liars, attack, number));
                    }
                }

                if (line.GetValue(json)) Console.WriteLine(JsonSerializer.Serialize(lines.Select(static l => new { l.Data, l.Fraction, Attack = l.Attack.ToString(), l.Defence, l.Accuracy }), Wire.Json));
                else PrintTable(lines);
                return 0;
            },
            stopping));
        return command;
    }

    private static void PrintTable(List<ByzantineLine> lines)
    {
        foreach (IGrouping<string, ByzantineLine> data in lines.GroupBy(static l => l.Data, StringComparer.Ordinal))
        {
            string[] defences = [.. data.Select(static l => l.Defence).Distinct(StringComparer.Ordinal)];
            Console.WriteLine(string.Join("", new[] { data.Key.PadRight(20) }.Concat(defences.Select(static d => d.PadLeft(18)))));
            foreach (IGrouping<Attack, ByzantineLine> attack in data.GroupBy(static l => l.Attack)) Console.WriteLine(Row(attack.Key.ToString(), defences.Select(d => attack.First(l => string.Equals(l.Defence, d, StringComparison.Ordinal)).Accuracy)));
            Console.WriteLine(Row("worst", defences.Select(d => data.Where(l => string.Equals(l.Defence, d, StringComparison.Ordinal)).Min(static l => l.Accuracy))));
        }
    }

    private static string Row(string name, IEnumerable<double> shares) => string.Join("", new[] { name.PadRight(20) }.Concat(shares.Select(static s => FormattableString.Invariant($"{s,18:F3}"))));

    private static Option<int> Seed() => new("--seed") { Description = "The same seed gives the same trial.", DefaultValueFactory = _ => 1 };

    private static Option<bool> Json() => new("--json") { Description = "The figures as JSON on standard output." };

    private static Option<string?> Digits() => new("--digits") { Description = "Lines of 64 pixels and a digit; those that the program brings when left out." };

    private static Option<string> Library() => new("--library") { Description = "Python's library, whose packages are the text classes; left out where it is not there.", DefaultValueFactory = _ => "/usr/lib/python3.11" };
}
