using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Unum.Node.Commands;
using Unum.Node.Tests.Processes;
using Unum.Tests;

namespace Unum.Node.Tests.Commands;

/// <summary>Docs run: every command in README and docs is understood by the program, and those that end by themselves do what they say.</summary>
public sealed partial class DocsTests
{
    public static TheoryData<string, string> Commands { get; } = Collect();

    [Theory]
    [MemberData(nameof(Commands))]
    public void Every_command_in_the_docs_is_understood(string file, string command)
    {
        ParseResult parsed = CommandTree.Build().Parse(Words(command));

        Assert.True(parsed.Errors.Count == 0, $"{file}: {command}: {string.Join(" ", parsed.Errors.Select(e => e.Message))}");
    }

    [Theory]
    [InlineData("sense detect data/nab/realKnownCause --out /tmp/scores")]
    [InlineData("sense connect data/eeg/eeglab_data.fdt --rate 128 --channels 32 --band 8-13")]
    [InlineData("sense list")]
    [InlineData("settings")]
    public async Task What_the_readme_says_to_try_works(string command)
    {
        string readme = await File.ReadAllTextAsync(Repository.At("README.md"), TestContext.Current.CancellationToken);
        if (command != "settings") Assert.Contains("./unum " + command, readme, StringComparison.Ordinal);

        await using UnumProgram program = UnumProgram.Start(Repository.Root, Words(command));

        Assert.True(await program.WaitForExitAsync() == 0, program.Errors);
        Assert.NotEmpty(program.Output);
    }

    [Fact]
    public async Task The_curl_lines_of_the_readme_work()
    {
        int port = UnumProgram.FreePort();
        await using UnumProgram program = UnumProgram.Start("up", "--nodes", "1", "--json", "--port", port.ToString(CultureInfo.InvariantCulture));
        await program.WaitForBeatAsync(_ => true, "the first beat");
        string[] lines = [.. (await File.ReadAllLinesAsync(Repository.At("README.md"), TestContext.Current.CancellationToken)).Where(l => l.TrimStart().StartsWith("curl ", StringComparison.Ordinal))];
        Assert.Equal(2, lines.Length);

        foreach (string line in lines)
        {
            string command = line.Replace(":3001", string.Create(CultureInfo.InvariantCulture, $":{port + 1}"), StringComparison.Ordinal);
            using Process bash = Process.Start(new ProcessStartInfo("bash", ["-c", command.Replace("curl ", "curl -sS --fail-with-body ", StringComparison.Ordinal)]) { UseShellExecute = false, RedirectStandardOutput = true })!;
            string answer = await bash.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            await bash.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.True(bash.ExitCode == 0, $"{command}: {answer}");
        }

        await program.WaitForBeatAsync(b => b.GetProperty("nodes").EnumerateArray().Any(n => n.GetProperty("id").ValueEquals("porch")), "the posted node");
    }

    private static TheoryData<string, string> Collect()
    {
        TheoryData<string, string> commands = [];
        foreach (string path in Repository.Files("docs", "*.md").Append(Repository.At("README.md")))
        {
            foreach (string line in File.ReadLines(path))
            {
                Match match = UnumLine().Match(line);
                // Alternatives ("list | watch") and placeholders are prose, not commands.
                if (match.Success && !match.Value.Contains('|', StringComparison.Ordinal) && !match.Value.Contains('[', StringComparison.Ordinal))
                {
                    commands.Add(Repository.Relative(path), match.Groups["command"].Value.Trim());
                }
            }
        }

        return commands;
    }

    /// <summary>The words of a shell line: quotes kept together, variables and substitutions replaced by a long text, comments cut.</summary>
    private static string[] Words(string command)
    {
        string plain = Substitution().Replace(command, "a-text-of-sixteen-characters");
        return [.. Word().Matches(plain).Select(m => m.Value.Trim('"'))];
    }

    [GeneratedRegex(@"^    \./unum (?<command>[^#]*(?:#/[^#]*)?)(?:\s+#.*)?$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex UnumLine();

    [GeneratedRegex(@"\$\([^)]*\)|\$\w+", RegexOptions.None, 1000)]
    private static partial Regex Substitution();

    [GeneratedRegex("\"[^\"]*\"|\\S+", RegexOptions.None, 1000)]
    private static partial Regex Word();
}
