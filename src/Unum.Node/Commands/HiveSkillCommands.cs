using System.CommandLine;
using System.Text;
using System.Text.Json.Nodes;
using Unum.Hive.Skills;
using Unum.Node.Settings;

namespace Unum.Node.Commands;

/// <summary><c>unum hive learn</c>, <c>skills</c> and <c>score</c>: what a running node and its peers learned of kinds of text.</summary>
internal static class HiveSkillCommands
{
    private const int MostScored = 65_536;
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static IEnumerable<Command> All() => [Learn(), Skills(), Score()];

    private static Command Learn()
    {
        Argument<string> name = new("name") { Description = "What it is a skill of." };
        Argument<string> file = File();
        Option<int> budget = new("--budget") { Description = "Bytes of the signed packet: 512 or 4096.", DefaultValueFactory = _ => SkillLesson.SmallBudget, HelpName = "BYTES" };
        return NodeClient.Command("learn", "Let a running node learn a skill from a text and share it; takes seconds.", [name, file, budget], (line, client, stopping) =>
            client.AskAsync(HttpMethod.Post, "/hive/skills", new JsonObject { ["name"] = line.GetValue(name), ["text"] = Text(line.GetValue(file)!, SkillLesson.MostBytes), ["budget"] = line.GetValue(budget) }, stopping));
    }

    private static Command Skills() => NodeClient.Command("skills", "The skills that a running node has.", [], static (_, client, stopping) => client.AskAsync(HttpMethod.Get, "/hive/skills", null, stopping));

    private static Command Score()
    {
        Argument<string> file = File();
        return NodeClient.Command("score", "How well a running node says what follows in a text, alone and with its skills.", [file], (line, client, stopping) =>
            client.AskAsync(HttpMethod.Post, "/hive/score", new JsonObject { ["text"] = Text(line.GetValue(file)!, MostScored) }, stopping));
    }

    private static Argument<string> File() => new("file") { Description = "A text in UTF-8; of a longer one only the beginning is read." };

    /// <summary>The beginning of a file, cut between characters.</summary>
    private static string Text(string path, int most)
    {
        using FileStream file = System.IO.File.OpenRead(path);
        byte[] bytes = new byte[most];
        int length = file.ReadAtLeast(bytes, most, throwOnEndOfStream: false);
        char[] text = new char[length];
        try
        {
            return new string(text, 0, Strict.GetDecoder().GetChars(bytes, 0, length, text, 0, flush: length < most));
        }
        catch (DecoderFallbackException)
        {
            throw new SettingsException($"{path} is no text in UTF-8; convert it first, for example with iconv.");
        }
    }
}
