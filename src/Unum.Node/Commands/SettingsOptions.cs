using System.Collections;
using System.CommandLine;
using Unum.Node.Settings;

namespace Unum.Node.Commands;

/// <summary>One command-line option for each setting, and the way from a parsed line to settings.</summary>
internal sealed class SettingsOptions
{
    private readonly Dictionary<Setting, Option<string[]>> _lists = [];
    private readonly Dictionary<Setting, Option<string>> _singles = [];
    private readonly Option<string?> _file = new("--settings") { Description = $"Settings file; {SettingsReader.FileName} in the working folder is read by itself.", HelpName = "FILE" };

    public SettingsOptions(Command command)
    {
        command.Add(_file);
        foreach (Setting setting in SettingsTable.All)
        {
            string help = setting.Kind.ToString().ToLowerInvariant();
            if (setting.Kind == SettingKind.List)
            {
                Option<string[]> list = new(setting.Option)
                {
                    Description = setting.Description,
                    Arity = ArgumentArity.OneOrMore,
                    AllowMultipleArgumentsPerToken = true,
                    HelpName = help,
                };
                command.Add(_lists[setting] = list);
            }
            else
            {
                Option<string> single = new(setting.Option) { Description = setting.Description, HelpName = help };
                command.Add(_singles[setting] = single);
            }
        }
    }

    /// <summary>Defaults, then <paramref name="beneath"/> (a command's own defaults), file, environment, command line.</summary>
    /// <exception cref="SettingsException">A value cannot be used.</exception>
    public UnumSettings Read(ParseResult line, IDictionary environment, Action<SettingsReader>? beneath = null)
    {
        SettingsReader reader = new();
        beneath?.Invoke(reader);
        string? named = line.GetValue(_file);
        reader.File(named ?? SettingsReader.FileName, demanded: named is not null).Environment(environment);
        foreach ((Setting setting, Option<string[]> option) in _lists)
        {
            if (line.GetValue(option) is { Length: > 0 } given) reader.Option(setting, given);
        }

        foreach ((Setting setting, Option<string> option) in _singles)
        {
            if (line.GetValue(option) is { } given) reader.Option(setting, [given]);
        }

        return reader.Build();
    }
}
