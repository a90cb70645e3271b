using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;

namespace Unum.Node.Commands;

/// <summary><c>unum grid</c>: the blocks of a running node, from the terminal.</summary>
internal static class GridCommand
{
    private static readonly string[] Axes = ["x", "y", "z"];

    public static Command Build() => new("grid", "The grid of a running node: blocks, faces, regions, proofs.")
    {
        Get(), Set(), Activate(), Delete(), Process(), Face(), Region(), Neighbours(), Link("link", HttpMethod.Post), Link("unlink", HttpMethod.Delete),
        Templates(), Template(), Instances(), Instance(), Commit(), Verify(), Proof(), History(), Ledger(), Agree(),
    };

    private static Command Get() => OfBlock("get", "Show one block.", [], (line, at, client, stopping) =>
        client.AskAsync(HttpMethod.Get, "/value?" + at, null, stopping));

    private static Command Set()
    {
        Argument<double> value = new("value") { Description = "Any finite number." };
        return OfBlock("set", "Set one block's value; it becomes active.", [value], (line, at, client, stopping) =>
            client.AskAsync(HttpMethod.Post, $"/value?{at}&value={Text(line.GetValue(value))}", null, stopping));
    }

    private static Command Activate()
    {
        Option<double> value = new("--value") { Description = "The block's value.", DefaultValueFactory = _ => 1 };
        return OfBlock("activate", "Wake one block up.", [value], (line, at, client, stopping) =>
            client.AskAsync(HttpMethod.Post, $"/value?{at}&value={Text(line.GetValue(value))}", null, stopping));
    }

    private static Command Delete() => OfBlock("deactivate", "Put one block to rest: value, links and mind go.", [], (line, at, client, stopping) =>
        client.AskAsync(HttpMethod.Delete, "/value?" + at, null, stopping));

    private static Command Process()
    {
        Argument<string> text = new("text") { Description = "What its mind reads." };
        return OfBlock("process", "Let one block's mind read a text and answer.", [text], (line, at, client, stopping) =>
            client.AskAsync(HttpMethod.Post, "/llm/process?" + at, new JsonObject { ["text"] = line.GetValue(text) }, stopping));
    }

    private static Command Neighbours()
    {
        Option<int> adjacency = new("--adjacency") { Description = "6 or 26.", DefaultValueFactory = _ => 6 };
        adjacency.AcceptOnlyFromAmong("6", "26");
        return OfBlock("neighbours", "The active blocks around one.", [adjacency], (line, at, client, stopping) =>
            client.AskAsync(HttpMethod.Get, FormattableString.Invariant($"/neighbours?{at}&adjacency={line.GetValue(adjacency)}"), null, stopping));
    }

    private static Command Face()
    {
        Argument<string> plane = new("plane") { Description = "The axis that the face stands on: x, y or z." };
        plane.AcceptOnlyFromAmong("x", "y", "z");
        Argument<int> index = new("index") { Description = "Where on it." };
        Argument<string> operation = new("operation") { Description = "activate, process, sync or deactivate." };
        operation.AcceptOnlyFromAmong("activate", "process", "sync", "deactivate");
        Option<double?> value = new("--value") { Description = "For activate." };
        Option<string?> text = new("--text") { Description = "For process: what every mind of the face reads." };
        Option<string?> instance = InstanceOption();
        return NodeClient.Command("face", "Do something to every block of a face at once; Ctrl-C cancels it.", [plane, index, operation, value, text, instance], (line, client, stopping) =>
        {
            JsonObject body = new() { ["plane"] = line.GetValue(plane), ["index"] = line.GetValue(index), ["operation"] = line.GetValue(operation) };
            if (line.GetValue(value) is { } given) body["value"] = given;
            if (line.GetValue(text) is { } read) body["text"] = read;
            if (line.GetValue(instance) is { } id) body["instance_id"] = id;
            return client.FollowAsync("/llm/interlock", body, stopping);
        });
    }

    private static Command Region()
    {
        Argument<int>[] corners = [.. "x0 y0 z0 x1 y1 z1".Split(' ').Select(static n => new Argument<int>(n) { Description = n.EndsWith('0') ? "Lowest corner." : "Highest corner, included." })];
        Option<int> limit = new("--limit") { Description = "Most blocks.", DefaultValueFactory = _ => 100 };
        Option<string?> after = new("--after") { Description = "Go on after this block, as x,y,z." };
        Option<string?> instance = InstanceOption();
        return NodeClient.Command("region", "The active blocks of a box, in Morton order.", [.. corners, limit, after, instance], (line, client, stopping) =>
            client.AskAsync(
                HttpMethod.Get,
                "/region?" + string.Join('&', corners.Select(c => FormattableString.Invariant($"{c.Name}={line.GetValue(c)}")))
                + FormattableString.Invariant($"&limit={line.GetValue(limit)}") + (line.GetValue(after) is { } from ? "&after=" + Uri.EscapeDataString(from) : "") + Query(line.GetValue(instance)),
                null, stopping));
    }

    private static Command Link(string name, HttpMethod method)
    {
        Argument<int>[] ends = [.. "sx sy sz tx ty tz".Split(' ').Select(static n => new Argument<int>(n) { Description = n.StartsWith('s') ? "From this block." : "To this block." })];
        Option<string?> instance = InstanceOption();
        return NodeClient.Command(name, name == "link" ? "Link one block to another." : "Remove a link.", [.. ends, instance], (line, client, stopping) =>
        {
            int[] v = [.. ends.Select(line.GetValue)];
            return client.AskAsync(method, FormattableString.Invariant($"/links?source={v[0]},{v[1]},{v[2]}&target={v[3]},{v[4]},{v[5]}") + Query(line.GetValue(instance)), null, stopping);
        });
    }

    private static Command Templates() => NodeClient.Command("templates", "All templates.", [], (_, client, stopping) => client.AskAsync(HttpMethod.Get, "/templates", null, stopping));

    private static Command Instances() => NodeClient.Command("instances", "All instances.", [], (_, client, stopping) => client.AskAsync(HttpMethod.Get, "/instances", null, stopping));

    private static Command Template()
    {
        Argument<int>[] sizes = [.. Axes.Select(static a => new Argument<int>(a) { Description = $"Blocks along {a}." })];
        Option<string?> id = new("--id") { Description = "Its id." };
        return NodeClient.Command("template", "Make a template of a size.", [.. sizes, id], (line, client, stopping) =>
        {
            JsonObject body = new() { ["dimensions"] = new JsonArray([.. sizes.Select(s => JsonValue.Create(line.GetValue(s)))]) };
            if (line.GetValue(id) is { } name) body["template_id"] = name;
            return client.AskAsync(HttpMethod.Post, "/template/create", body, stopping);
        });
    }

    private static Command Instance()
    {
        Argument<string> template = new("template") { Description = "What it is made from." };
        Option<string?> id = new("--id") { Description = "Its id." };
        return NodeClient.Command("instance", "Make an instance of a template.", [template, id], (line, client, stopping) =>
        {
            JsonObject body = new() { ["template_id"] = line.GetValue(template) };
            if (line.GetValue(id) is { } name) body["instance_id"] = name;
            return client.AskAsync(HttpMethod.Post, "/instance/create", body, stopping);
        });
    }

    private static Command Commit() => OfInstance("commit", "Hash everything that changed into a new Merkle root.", HttpMethod.Post, "/ledger/commit");

    private static Command Verify() => OfInstance("verify", "Check history, snapshots and memory against their hashes.", HttpMethod.Post, "/ledger/verify");

    private static Command History() => OfInstance("history", "The hash-chained history, from its beginning.", HttpMethod.Get, "/ledger/history");

    private static Command Ledger() => OfInstance("ledger", "The nine validators, the last block, lies found.", HttpMethod.Get, "/ledger");

    private static Command Proof() => OfBlock("proof", "Prove what a block holds, or that it is not active.", [], (line, at, client, stopping) =>
        client.AskAsync(HttpMethod.Get, "/ledger/proof?" + at, null, stopping));

    private static Command Agree()
    {
        Argument<double> value = new("value") { Description = "Any finite number." };
        return OfBlock("agree", "Set one block's value after nine validators agreed on it.", [value], (line, at, client, stopping) =>
            client.AskAsync(HttpMethod.Post, $"/ledger/submit?{at}&operation=set&value={Text(line.GetValue(value))}", null, stopping));
    }

    private static Command OfBlock(string name, string description, IEnumerable<Symbol> more, Func<ParseResult, string, NodeClient, CancellationToken, Task<int>> ask)
    {
        Argument<int>[] at = [.. Axes.Select(static a => new Argument<int>(a) { Description = "From 0." })];
        Option<string?> instance = InstanceOption();
        return NodeClient.Command(name, description, [.. at, .. more, instance], (line, client, stopping) =>
            ask(line, string.Join('&', at.Select(a => FormattableString.Invariant($"{a.Name}={line.GetValue(a)}"))) + Query(line.GetValue(instance)), client, stopping));
    }

    private static Command OfInstance(string name, string description, HttpMethod method, string path)
    {
        Option<string?> instance = InstanceOption();
        return NodeClient.Command(name, description, [instance], (line, client, stopping) =>
            client.AskAsync(method, path + (line.GetValue(instance) is { } id ? "?instance_id=" + Uri.EscapeDataString(id) : ""), null, stopping));
    }

    private static Option<string?> InstanceOption() => new("--instance") { Description = "Which instance; main when left out.", HelpName = "ID" };

    private static string Query(string? instance) => instance is null ? "" : "&instance_id=" + Uri.EscapeDataString(instance);

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
