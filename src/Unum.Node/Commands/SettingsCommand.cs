using System.CommandLine;
using System.Text.Json;
using Unum.Node.Reporting;
using Unum.Node.Settings;

namespace Unum.Node.Commands;

/// <summary><c>unum settings</c>: what can be set, and how.</summary>
internal static class SettingsCommand
{
    private static readonly JsonSerializerOptions Indented = new(Wire.Json) { WriteIndented = true };

    public static Command Build()
    {
        Option<bool> schema = new("--schema") { Description = "Print the JSON schema of unum.json." };
        Command command = new("settings", "Print every setting with its key, variable, option, default and meaning.") { schema };
        command.SetAction(line =>
        {
            if (line.GetValue(schema)) Console.WriteLine(SettingsTable.Schema().ToJsonString(Indented));
            else PrintTable();
        });
        return command;
    }

    private static void PrintTable()
    {
        Console.WriteLine($"Settings stand in {SettingsReader.FileName}; the environment wins over it, the command line over both.");
        foreach (Setting setting in SettingsTable.All)
        {
            string standard = setting.Default switch { null => "", string[] list => string.Join(' ', list), var one => FormattableString.Invariant($"{one}") };
            Console.WriteLine();
            Console.WriteLine($"{setting.Key}   {setting.Option}   {setting.Variable}   {(standard.Length > 0 ? $"[{standard}]" : "")}");
            Console.WriteLine($"    {setting.Description}");
        }
    }
}
