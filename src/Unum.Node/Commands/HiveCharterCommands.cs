using System.CommandLine;
using System.Text.Json;
using Unum.Hive.Geometry;
using Unum.Hive.Identity;
using Unum.Hive.Instances;
using Unum.Hive.Packets;
using Unum.Node.Hive;
using Unum.Node.Reporting;
using Unum.Node.Settings;

namespace Unum.Node.Commands;

/// <summary><c>unum hive charter</c> and <c>unum hive id</c>: whom a hive trusts, agreed on before anything is learned.</summary>
internal static class HiveCharterCommands
{
    public static IEnumerable<Command> All() => [Charter(), Id()];

    private static Command Charter()
    {
        Option<string[]> founders = Names("--founder", "Whom all trust from the start; `unum hive id` prints a node's.");
        Option<string[]> authors = Names("--author", "Who may speak beside the founders; without any, everybody may.");
        Option<string?> panel = new("--panel") { Description = "Held-out examples that seven validators vote with, one JSON object a line: {\"concept\":\"digit 7\",\"vector\":[…]} or {\"concept\":\"python\",\"text\":\"…\"}.", HelpName = "FILE" };
        Option<string> to = new("--out") { Description = "Where the charter goes; every node of the hive gets the same file: unum up --hive-charter FILE.", Required = true, HelpName = "FILE" };
        Option<bool> json = FemtoCommand.Json();
        Command command = new("charter", "Write down whom a hive trusts: for both of a node's lines, measurements and texts.") { founders, authors, panel, to, json };
        command.SetAction(line =>
        {
            AuthorId[] trusted = Read(line.GetValue(founders)), others = Read(line.GetValue(authors));
            if (trusted.Length == 0 && line.GetValue(panel) is null) throw new SettingsException("A charter names whom all trust: give --founder ID (see `unum hive id`), or held-out examples with --panel FILE.");
            AuthorId[] allowed = others.Length == 0 ? [] : [.. others.Union(trusted)];
            (List<(float[], uint)> Vectors, List<(float[], uint)> Texts) examples = line.GetValue(panel) is { } file ? Examples(file) : ([], []);
            HiveCharter[] charters = [Of(HiveLine.VectorFrame, examples.Vectors), Of(HiveLine.TextFrame, examples.Texts)];
            File.WriteAllBytes(line.GetValue(to)!, CharterFile.Write(charters));
            if (line.GetValue(json)) Console.WriteLine(JsonSerializer.Serialize(new { File = line.GetValue(to), Founders = trusted.Length, Authors = allowed.Length, Vector = charters[0].Id.ToString(), Text = charters[1].Id.ToString() }, Wire.Json));
            else Console.WriteLine(FormattableString.Invariant($"{line.GetValue(to)}: {trusted.Length} founders, {(allowed.Length == 0 ? "everybody" : FormattableString.Invariant($"{allowed.Length} authors"))} may speak, panels: {examples.Vectors.Count} vectors, {examples.Texts.Count} texts. Start every node with --hive-charter {line.GetValue(to)}."));
            return 0;

            HiveCharter Of(IFrame frame, List<(float[], uint)> heldOut) => new(frame.Id, heldOut.Count == 0 ? null : HivePanel.Of(frame, heldOut), allowed, trusted);
        });
        return command;
    }

    private static Command Id()
    {
        Option<string?> data = HiveHistoryCommands.DataOption();
        Option<bool> json = FemtoCommand.Json();
        Command command = new("id", "The name under which this computer's node signs in the hive; made when there is none yet.") { data, json };
        command.SetAction(line =>
        {
            string folder = Directory.CreateDirectory(Path.Combine(HivePlace.Data(line.GetValue(data)), "hive")).FullName;
            using HiveKey key = NodeKey.Open(Path.Combine(folder, "key"));
            Console.WriteLine(line.GetValue(json) ? JsonSerializer.Serialize(new { Id = key.Author.ToString(), Key = Convert.ToHexStringLower(key.Public.Span) }, Wire.Json) : key.Author.ToString());
            return 0;
        });
        return command;
    }

    private static Option<string[]> Names(string name, string description) => new(name) { Description = description, Arity = ArgumentArity.ZeroOrMore, AllowMultipleArgumentsPerToken = true, HelpName = "ID" };

    private static AuthorId[] Read(string[]? names) =>
        [.. (names ?? []).Select(static n => AuthorId.TryParse(n, out AuthorId author) ? author : throw new SettingsException($"'{n}' is no author's id: sixteen hexadecimal digits, as `unum hive id` prints them.")).Distinct()];

    private static (List<(float[] Psi, uint Concept)> Vectors, List<(float[] Psi, uint Concept)> Texts) Examples(string file)
    {
        List<(float[], uint)> vectors = [], texts = [];
        int number = 0;
        foreach (string line in File.ReadLines(file))
        {
            number++;
            if (string.IsNullOrWhiteSpace(line)) continue;
            try
            {
                PanelExample example = JsonSerializer.Deserialize<PanelExample>(line, Wire.Json) ?? throw new JsonException("null");
                ConceptNames.Check(example.Concept);
                (string name, float[] psi) = HiveLine.Place(example.Vector, example.Text);
                (string.Equals(name, HiveLine.Vector, StringComparison.Ordinal) ? vectors : texts).Add((psi, ModeId.ConceptOf(example.Concept)));
            }
            catch (Exception e) when (e is JsonException or ArgumentException)
            {
                throw new SettingsException(FormattableString.Invariant($"{file}: line {number} is no example: {e.Message}"));
            }
        }

        return vectors.Count + texts.Count > 0 ? (vectors, texts) : throw new SettingsException($"{file} holds no examples.");
    }

    private sealed record PanelExample(string Concept, float[]? Vector = null, string? Text = null);
}
