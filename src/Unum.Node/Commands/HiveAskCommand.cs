using System.CommandLine;
using System.Text.Json.Nodes;

namespace Unum.Node.Commands;

/// <summary><c>unum hive ask</c>: a question to the experts that a running node finds.</summary>
internal static class HiveAskCommand
{
    public static Command Build()
    {
        Argument<string> question = new("question") { Description = "What is asked." };
        Option<string> specialisation = new("--specialisation") { Description = "Whose field it is.", DefaultValueFactory = _ => "text", HelpName = "NAME" };
        Option<int> wanted = new("--wanted") { Description = "How many answers: 1 to 16.", DefaultValueFactory = _ => 3, HelpName = "N" };
        return NodeClient.Command("ask", "Let a running node find experts of a field, ask them and rank their answers.", [question, specialisation, wanted], (line, client, stopping) =>
            client.AskAsync(HttpMethod.Post, "/hive/ask", new JsonObject { ["question"] = line.GetValue(question), ["specialisation"] = line.GetValue(specialisation), ["wanted"] = line.GetValue(wanted) }, stopping));
    }
}
