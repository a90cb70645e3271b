using System.CommandLine;
using System.Diagnostics;
using System.Runtime;
using System.Text.Json;
using Unum.Hive.Trials;
using Unum.Node.Reporting;

namespace Unum.Node.Commands;

/// <summary><c>unum simulate dht</c>: do the living still find who can do what, when many died or come and go?</summary>
internal static class DhtSimulationCommand
{
    public static Command Build()
    {
        Option<int> nodes = new("--nodes") { Description = "How many join: 2 to 100000.", DefaultValueFactory = _ => 1000, HelpName = "N" };
        Option<double> dead = Share("--dead", "Share of them that dies at once before the questions: 0 to 0.99.", .3);
        Option<double> loss = Share("--loss", "Share of datagrams lost: 0 to 0.99.", 0);
        Option<double> churn = new("--churn") { Description = "Share of the nodes that leave and are replaced by new ones while the questions are asked: 0 to 10; alone it is 0.3.", Arity = ArgumentArity.ZeroOrOne, HelpName = "SHARE", CustomParser = static r => r.Tokens.Count == 0 ? .3 : Number(r) };
        Option<double?> minutes = new("--minutes") { Description = "Virtual minutes that the questions are spread over: up to 1440; 2 when left out, 20 with --churn.", HelpName = "N" };
        minutes.Validators.Add(static m =>
        {
            if (m.GetValueOrDefault<double?>() is not (null or (>= 0 and <= 1440))) m.AddError("--minutes is a number from 0 to 1440.");
        });
        Option<int> lookups = new("--lookups") { Description = "Questions asked.", DefaultValueFactory = _ => 1000, HelpName = "N" };
        Option<double> least = new("--least") { Description = "Exits 1 when a smaller share of the questions is answered.", DefaultValueFactory = _ => .99, HelpName = "SHARE" };
        Option<int> seed = new("--seed") { Description = "The same seed gives the same world.", DefaultValueFactory = _ => 1, HelpName = "N" };
        Option<bool> json = FemtoCommand.Json();
        nodes.Validators.Add(static n =>
        {
            if (n.GetValueOrDefault<int>() is < 2 or > 100_000) n.AddError("--nodes is a number from 2 to 100000.");
        });
        lookups.Validators.Add(static n =>
        {
            if (n.GetValueOrDefault<int>() is < 1 or > 1_000_000) n.AddError("--lookups is a number from 1 to 1000000.");
        });
        Command command = new("dht", "Nodes that find each other by what they can do, in virtual time; a share dies at once, others come and go.") { nodes, dead, churn, minutes, loss, lookups, least, seed, json };
        command.SetAction((line, stopping) => Task.Run(
            () =>
            {
                GCSettings.LatencyMode = GCLatencyMode.Batch; // nobody waits for anything but the end
                long began = Stopwatch.GetTimestamp();
                DhtReport report = DhtTrial.Run(line.GetValue(nodes), line.GetValue(dead), line.GetValue(lookups), line.GetValue(seed), line.GetValue(loss), line.GetValue(churn), line.GetValue(minutes), stopping);
                double seconds = Math.Round(Stopwatch.GetElapsedTime(began).TotalSeconds, 2);
                bool passed = report.Success >= line.GetValue(least);
                Console.WriteLine(line.GetValue(json) ? JsonSerializer.Serialize(new { Dht = report, Least = line.GetValue(least), Passed = passed, Seconds = seconds }, Wire.Json) : AsText(report, passed, seconds));
                return passed ? 0 : 1;
            },
            stopping));
        return command;
    }

    private static string AsText(DhtReport r, bool passed, double seconds) => string.Join(Environment.NewLine,
    [
        FormattableString.Invariant($"{r.Nodes} nodes, {r.Dead:P0} died, {r.Churn:P0} came and went, {r.Loss:P0} of datagrams lost, seed {r.Seed}: {r.VirtualSeconds:F0} s of virtual time in {seconds:F1} s"),
        FormattableString.Invariant($"  {r.Lookups} questions   answered {r.Success:F4}   naming a node that lives {r.Alive:F4}   {(passed ? "enough" : "too few")}"),
        FormattableString.Invariant($"  hops p50 {r.HopsP50}, p90 {r.HopsP90}   requests per question {r.RequestsPerLookup:F1}"),
        FormattableString.Invariant($"  {r.Datagrams} datagrams, {r.Bytes} bytes, {r.BytesPerNodeMinute:F0} a node and minute   contacts of a node p50 {r.TableP50}, most {r.TableMost}   records kept at most {r.RecordsMost}"),
    ]);

    private static Option<double> Share(string name, string description, double usual)
    {
        Option<double> option = new(name) { Description = description, DefaultValueFactory = _ => usual, HelpName = "SHARE" };
        option.Validators.Add(s =>
        {
            if (s.GetValueOrDefault<double>() is not (>= 0 and < 1)) s.AddError($"{name} is a share from 0 to below 1.");
        });
        return option;
    }

    private static double Number(System.CommandLine.Parsing.ArgumentResult result)
    {
        if (double.TryParse(result.Tokens[0].Value, System.Globalization.CultureInfo.InvariantCulture, out double share) && share is >= 0 and <= 10) return share;
        result.AddError("--churn is a share from 0 to 10.");
        return 0;
    }
}
