using System.CommandLine;
using System.Text.Json.Nodes;
using Unum.Grid.Cubes;

namespace Unum.Node.Commands;

/// <summary><c>unum cube</c>: the cubes of a running node, from the terminal.</summary>
internal static class CubeCommand
{
    private static readonly string[] Names = [.. CubeShape.All.Select(static v => v.ToString())];

    public static Command Build() => new("cube", "The cubes of a running node: nine minds each.")
    {
        Create(), NodeClient.Command("list", "All cubes.", [], (_, client, stopping) => client.AskAsync(HttpMethod.Get, "/cubes", null, stopping)),
        OfCube("status", "State, kappas and edges of a cube.", [], (_, path, client, stopping) => client.AskAsync(HttpMethod.Get, path, null, stopping)),
        OfCube("delete", "Remove a cube and every edge to it.", [], (_, path, client, stopping) => client.AskAsync(HttpMethod.Delete, path, null, stopping)),
        Process(), Think(), Connect(), Send(),
    };

    private static Command Create()
    {
        Argument<string?> id = new("cube") { Description = "Its name; the next free one when left out.", Arity = ArgumentArity.ZeroOrOne };
        Option<string?> template = new("--template") { Description = "Kept with the cube.", HelpName = "ID" };
        return NodeClient.Command("create", "Make a cube.", [id, template], (line, client, stopping) =>
        {
            JsonObject body = [];
            if (line.GetValue(id) is { } name) body["cube_id"] = name;
            if (line.GetValue(template) is { } from) body["template_id"] = from;
            return client.AskAsync(HttpMethod.Post, "/cubes", body, stopping);
        });
    }

    private static Command Process()
    {
        Argument<string> vertex = Place("vertex", "Who reads it.");
        Argument<string> text = new("text") { Description = "What it reads." };
        return OfCube("process", "A text at one vertex; its neighbours hear text and answer.", [vertex, text], (line, path, client, stopping) =>
            client.AskAsync(HttpMethod.Post, path + "/process", new JsonObject { ["vertex"] = line.GetValue(vertex), ["text"] = line.GetValue(text) }, stopping));
    }

    private static Command Think()
    {
        Argument<string> query = new("query") { Description = "What the nine think about." };
        return OfCube("think", "All nine read the query and agree on an answer.", [query], (line, path, client, stopping) =>
            client.AskAsync(HttpMethod.Post, path + "/collective_think", new JsonObject { ["query"] = line.GetValue(query) }, stopping));
    }

    private static Command Connect()
    {
        Argument<string> source = Place("source", "One end."), target = Place("target", "The other end.");
        Option<string?> other = new("--to") { Description = "The cube of the other end; the same cube when left out.", HelpName = "CUBE" };
        return OfCube("connect", "Join two places, both ways.", [source, target, other], (line, path, client, stopping) =>
        {
            JsonObject body = new() { ["source"] = line.GetValue(source), ["target"] = line.GetValue(target) };
            if (line.GetValue(other) is { } cube) body["target_cube"] = cube;
            return client.AskAsync(HttpMethod.Post, path + "/connect", body, stopping);
        });
    }

    private static Command Send()
    {
        Argument<string> command = new("command") { Description = string.Join(", ", Enum.GetNames<PackCommand>()) + "." };
        return OfCube("command", "Command the cube's PackML state machine.", [command], (line, path, client, stopping) =>
            client.AskAsync(HttpMethod.Post, path + "/command", new JsonObject { ["command"] = line.GetValue(command) }, stopping));
    }

    private static Command OfCube(string name, string description, IEnumerable<Symbol> more, Func<ParseResult, string, NodeClient, CancellationToken, Task<int>> ask)
    {
        Argument<string> id = new("cube") { Description = "Which cube." };
        return NodeClient.Command(name, description, [id, .. more], (line, client, stopping) => ask(line, "/cubes/" + Uri.EscapeDataString(line.GetValue(id)!), client, stopping));
    }

    private static Argument<string> Place(string name, string description)
    {
        Argument<string> place = new(name) { Description = description };
        place.AcceptOnlyFromAmong(Names);
        return place;
    }
}
