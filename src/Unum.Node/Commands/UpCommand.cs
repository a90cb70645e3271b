using System.CommandLine;
using System.Net.NetworkInformation;
using Unum.Node.Running;
using Unum.Node.Settings;
using Unum.Node.Terminal;

namespace Unum.Node.Commands;

/// <summary><c>unum up</c> and <c>unum join</c>: a living process, with ports, a view and an end.</summary>
internal static class UpCommand
{
    private const int PortsPerProcess = 10;

    public static Command Up()
    {
        Command command = new("up", "Start nodes on this computer: sense, cohere, and see whether the mesh becomes one.");
        return WithRunOptions(command, beneath: null);
    }

    public static Command Join()
    {
        Argument<string[]> meshes = new("mesh") { Description = "Where a mesh listens, as ws://host:3002.", Arity = ArgumentArity.OneOrMore };
        Command command = new("join", "Start a node and join a mesh that runs elsewhere.") { meshes };
        return WithRunOptions(command, (line, reader) =>
        {
            int port = FreeBasePort();
            reader.Option(Find("nodes"), ["1"])
                .Option(Find("port"), [FormattableString.Invariant($"{port}")])
                .Option(Find("name"), [FormattableString.Invariant($"{Environment.MachineName}-{port}")])
                .Option(Find("join"), line.GetValue(meshes)!);
        });
    }

    /// <summary><c>unum sense replay</c>: a recording in place of this computer's sensors.</summary>
    public static Command Replay()
    {
        Argument<string> file = new("file") { Description = "What `sense record` wrote." };
        Option<double> faster = new("--faster") { Description = "How much faster than it was recorded.", DefaultValueFactory = _ => 1 };
        Command command = new("replay", "Run a node on a recording as if its sensors were here.") { file, faster };
        return WithRunOptions(command, (line, reader) =>
        {
            string path = line.GetValue(file)!;
            if (!File.Exists(path)) throw new SettingsException($"There is no recording {path}.");
            string escaped = path.Replace("%", "%25", StringComparison.Ordinal).Replace("?", "%3F", StringComparison.Ordinal);
            reader.Option(Find("nodes"), ["1"])
                .Option(Find("sensors"), [FormattableString.Invariant($"recording:{escaped}?speed={line.GetValue(faster)}")]);
        });
    }

    private static Command WithRunOptions(Command command, Action<ParseResult, SettingsReader>? beneath)
    {
        Option<TimeSpan?> duration = new("--for") { Description = "Stop by itself after this time: 500ms, 20s, 5m, 1h.", CustomParser = Duration.FromOption, HelpName = "time" };
        Option<bool> json = new("--json") { Description = "One JSON object a line for every beat, nothing else, on standard output." };
        command.Add(duration);
        command.Add(json);
        SettingsOptions options = new(command);
        command.SetAction(async (line, stopping) =>
        {
            UnumSettings settings = options.Read(line, Environment.GetEnvironmentVariables(), beneath is null ? null : reader => beneath(line, reader));
            await using IBeatView view = line.GetValue(json) ? new JsonView(Console.OpenStandardOutput())
                : Console.IsOutputRedirected ? new PlainView(Console.Out, TimeProvider.System)
                : new LiveView();
            await using UnumProcess process = await UnumProcess.StartAsync(settings, view, stopping);
            await process.RunAsync(line.GetValue(duration), stopping);
            return 0;
        });
        return command;
    }

    private static Setting Find(string key) => SettingsTable.All.Single(s => string.Equals(s.Key, key, StringComparison.Ordinal));

    /// <summary>A base whose ports nobody listens on, so that a second process on one computer needs no configuration.</summary>
    private static int FreeBasePort()
    {
        HashSet<int> taken = [.. IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Select(e => e.Port)];
        int port = 3000 + PortsPerProcess;
        while (Enumerable.Range(port, 4).Any(taken.Contains)) port += PortsPerProcess;
        return port;
    }
}
