using System.CommandLine;
using System.Text.Json;
using Unum.Fabric.Storage;
using Unum.Hive.Content;
using Unum.Hive.History;
using Unum.Node.Hive;
using Unum.Node.Reporting;

namespace Unum.Node.Commands;

/// <summary><c>unum hive log, show, diff, verify, export, gc</c>: the history of basins in this computer's store of blocks.</summary>
internal static class HiveHistoryCommands
{
    private const int Unsound = 1;

    public static IEnumerable<Command> All() => [Log(), Show(), Diff(), Verify(), Export(), Collect()];

    /// <summary>Where the history is, for commands that write one.</summary>
    public static Option<string?> DataOption() => new("--data") { Description = "Data folder, as for `up`; the store is hive/blocks in it.", HelpName = "FOLDER" };

    private static Command Log()
    {
        Argument<string?> from = new("cid") { Description = "A version; all heads when left out.", Arity = ArgumentArity.ZeroOrOne };
        Option<int> most = new("--most") { Description = "Most versions.", DefaultValueFactory = static _ => 1000 };
        most.Validators.Add(static m =>
        {
            if (m.GetValueOrDefault<int>() < 1) m.AddError("--most is 1 or more.");
        });
        return Reading("log", "The versions of the basin, the latest first: who added what.", [from, most], (line, store, json) =>
        {
            BasinHistory history = new(store);
            IReadOnlyList<Cid> heads = line.GetValue(from) is { } text ? [Known(history, text)] : history.Heads;
            LoggedVersion[] versions = [.. history.Log(heads).Take(line.GetValue(most))];
            if (json)
            {
                Write(new { Heads = heads.Select(static h => h.ToString()), Versions = versions.Select(HistoryReports.Of) });
                return 0;
            }

            Console.WriteLine(FormattableString.Invariant($"{history.Count} versions, {history.Heads.Count} heads"));
            foreach (LoggedVersion version in versions) Console.WriteLine(HistoryReports.Line(version, heads.Contains(version.Cid)));
            return 0;
        });
    }

    private static Command Show()
    {
        Argument<string> cid = new("cid") { Description = "A block." };
        return Reading("show", "One block: what it is and what it says.", [cid], (line, store, json) =>
        {
            Cid name = HivePlace.Name(line.GetValue(cid)!);
            if (!store.TryGet(name, out ReadOnlyMemory<byte> block)) throw NoBlock(name);
            object shown = HistoryReports.Show(name, block.Span);
            if (json) Write(shown);
            else Console.WriteLine(JsonSerializer.Serialize(shown, HistoryReports.Indented));
            return 0;
        });
    }

    private static Command Diff()
    {
        Argument<string> first = new("first") { Description = "A version." }, second = new("second") { Description = "Another." };
        return Reading("diff", "What two versions have behind them that the other has not: deltas, authors, modes.", [first, second], (line, store, json) =>
        {
            BasinHistory history = new(store);
            VersionDifference difference = history.Diff(Known(history, line.GetValue(first)!), Known(history, line.GetValue(second)!));
            if (json) Write(HistoryReports.Of(difference));
            else HistoryReports.Print(difference);
            return 0;
        });
    }

    private static Command Verify()
    {
        Argument<string?> from = new("cid") { Description = "A version; all heads and every pack when left out.", Arity = ArgumentArity.ZeroOrOne };
        return Reading("verify", "Check every hash, link and signature behind a version.", [from], (line, store, json) =>
        {
            BasinHistory history = new(store);
            IReadOnlyList<ContentDamage> damage = [];
            List<HistoryReport> reports = [];
            if (line.GetValue(from) is { } text)
            {
                Cid name = HivePlace.Name(text);
                if (!store.List().Contains(name)) throw NoBlock(name);
                reports.Add(history.Verify(name));
            }
            else
            {
                damage = store.Check();
                reports.AddRange(history.Heads.Select(history.Verify));
            }

            bool sound = damage.Count == 0 && reports.TrueForAll(static r => r.Sound);
            if (json) Write(new { Sound = sound, Heads = reports.Select(HistoryReports.Of), Damage = damage.Select(static d => d.ToString()) });
            else HistoryReports.Print(sound, reports, damage);
            return sound ? 0 : Unsound;
        });
    }

    private static Command Export()
    {
        Argument<string> from = new("cid") { Description = "A block; everything under it goes along." };
        Option<string?> file = new("--out") { Description = "File to write; CID.car in the working folder when left out, - for standard output.", HelpName = "FILE" };
        Option<string?> data = DataOption();
        Option<bool> json = Json();
        Command command = new("export", "Write a version with all its history as a CAR file, which any IPFS program imports.") { from, file, data, json };
        command.SetAction(async (line, stopping) =>
        {
            using FileContentView store = HivePlace.OpenView(line.GetValue(data));
            Cid name = HivePlace.Name(line.GetValue(from)!);
            if (!store.TryGet(name, out _)) throw NoBlock(name);
            string path = line.GetValue(file) ?? name + ".car";
            if (path is "-")
            {
                await using Stream output = Console.OpenStandardOutput();
                await CarFile.WriteAsync(store, name, output, stopping);
                return 0;
            }

            string fresh = path + ".new";
            (int blocks, long bytes) = (0, 0);
            try
            {
                await using (FileStream output = new(fresh, FileMode.Create, FileAccess.Write, FileShare.None)) (blocks, bytes) = await CarFile.WriteAsync(store, name, output, stopping);
                File.Move(fresh, path, overwrite: true);
            }
            finally
            {
                File.Delete(fresh);
            }

            if (line.GetValue(json)) Write(new { Cid = name.ToString(), File = Path.GetFullPath(path), Blocks = blocks, Bytes = bytes });
            else Console.WriteLine(FormattableString.Invariant($"{path}: {blocks} blocks, {bytes} bytes"));
            return 0;
        });
        return command;
    }

    private static Command Collect()
    {
        Argument<string[]> roots = new("cid") { Description = "Keep only what these lead to (and what is pinned); all heads, and deltas that no version has yet, when left out.", Arity = ArgumentArity.ZeroOrMore };
        Option<bool> tryOnly = new("--dry-run") { Description = "Only say what would be dropped." };
        Option<string?> data = DataOption();
        Option<bool> json = Json();
        Command command = new("gc", "Drop blocks that no version leads to, and compact the packs.") { roots, tryOnly, data, json };
        command.SetAction(line =>
        {
            using FileContentStore store = FileContentStore.Open(HivePlace.Existing(line.GetValue(data)));
            BasinHistory history = new(store);
            IReadOnlyList<Cid> kept = line.GetValue(roots) is { Length: > 0 } named ? [.. named.Select(n => Known(history, n))] : history.Worth();
            if (kept.Count == 0 && store.Pins.Count == 0 && store.Count > 0) throw new InvalidDataException("There is no version, no delta and no pin to keep anything for; nothing was dropped.");
            CompactionReport report = store.Collect(kept, line.GetValue(tryOnly));
            if (line.GetValue(json))
            {
                Write(new { Roots = kept.Count, report.Kept, report.Dropped, report.BytesBefore, report.BytesAfter, Missing = report.Missing.Select(static m => m.ToString()), report.SetAside });
                return 0;
            }

            Console.WriteLine(FormattableString.Invariant($"{report.Kept} blocks kept, {report.Dropped} {(line.GetValue(tryOnly) ? "would be dropped" : "dropped")}; {report.BytesBefore} bytes before, {report.BytesAfter} after"));
            foreach (Cid missing in report.Missing) Console.WriteLine($"missing: {missing}");
            foreach (string aside in report.SetAside) Console.WriteLine($"damaged, put aside: {aside}");
            return 0;
        });
        return command;
    }

    private static Command Reading(string name, string description, IEnumerable<Symbol> symbols, Func<ParseResult, FileContentView, bool, int> act)
    {
        Option<string?> data = DataOption();
        Option<bool> json = Json();
        Command command = new(name, description) { data, json };
        foreach (Symbol symbol in symbols)
        {
            if (symbol is Argument argument) command.Add(argument);
            else command.Add((Option)symbol);
        }

        command.SetAction(line =>
        {
            using FileContentView store = HivePlace.OpenView(line.GetValue(data));
            return act(line, store, line.GetValue(json));
        });
        return command;
    }

    private static Cid Known(BasinHistory history, string text)
    {
        Cid cid = HivePlace.Name(text);
        try
        {
            history.Get(cid);
            return cid;
        }
        catch (KeyNotFoundException)
        {
            throw NoBlock(cid);
        }
    }

    private static InvalidDataException NoBlock(Cid cid) => new($"The block {cid} is not in the store. `./unum hive log` lists the versions that are.");

    private static Option<bool> Json() => new("--json") { Description = "One JSON object on standard output." };

    private static void Write(object value) => Console.WriteLine(JsonSerializer.Serialize(value, Wire.Json));
}
