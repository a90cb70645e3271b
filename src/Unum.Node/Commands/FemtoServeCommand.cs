using System.CommandLine;
using Unum.Femto;
using Unum.Femto.Births;
using Unum.Node.Serving;
using Unum.Node.Settings;

namespace Unum.Node.Commands;

/// <summary><c>unum femto serve</c>: a mind that answers POST /femto/complete.</summary>
internal static class FemtoServeCommand
{
    private const int DefaultPort = 3001;

    public static Command Build()
    {
        Option<int> port = new("--port") { Description = "Port to listen on.", DefaultValueFactory = _ => DefaultPort, HelpName = "N" };
        Option<string?> bind = new("--bind") { Description = "Address to listen on. Anything but loopback demands a key.", HelpName = "IP" };
        Option<string?> key = new("--key") { Description = "What callers from other computers must show (16 characters or more, or file:PATH).", HelpName = "KEY" };
        Option<string?> data = new("--data") { Description = "Folder where the birth model is kept.", HelpName = "DIR" };
        Option<string?> mind = new("--model") { Description = "A trained model that speaks; the birth model that Unum brings along when left out.", HelpName = "M" };
        Option<TimeSpan?> duration = new("--for") { Description = "Stop by itself after this time: 500ms, 20s, 5m, 1h.", CustomParser = Duration.FromOption, HelpName = "time" };
        Command command = new("serve", "Answer POST /femto/complete, whole or as a stream.") { port, bind, key, data, mind, duration };
        command.SetAction(async (line, stopping) =>
        {
            SettingsReader reader = new SettingsReader().File(SettingsReader.FileName, demanded: false).Environment(Environment.GetEnvironmentVariables());
            foreach (Option<string?> option in (ReadOnlySpan<Option<string?>>)[bind, key, data])
                if (line.GetValue(option) is { } given) reader.Option(SettingsTable.All.Single(s => option.Name == s.Option), [given]);
            await ServeAsync(reader.Build(), line.GetValue(port), line.GetValue(mind), line.GetValue(duration), stopping);
        });
        return command;
    }

    private static async Task ServeAsync(UnumSettings settings, int port, string? mind, TimeSpan? duration, CancellationToken stopping)
    {
        if (port is < 0 or > 65535) throw new SettingsException("'port' is 0 to 65535.");
        DefaultBirth birth = new(Path.Combine(settings.Data, "femto"));
        BirthModel? named = mind is null ? null : Load(mind);
        FemtoVoice voice = FemtoVoice.Of(named is null ? birth.GetAsync : _ => Task.FromResult(named));
        await using FemtoServer server = await FemtoServer.StartAsync(settings.Bind, port, settings.Key, voice, stopping);
        await Console.Out.WriteLineAsync($"listening on {server.Address}femto/complete");
        BirthModel model = named ?? await birth.GetAsync(stopping);
        if (birth.Remark is { } remark) await Console.Error.WriteLineAsync(remark);
        await Console.Out.WriteLineAsync(FormattableString.Invariant($"ready: {model.Bytes} bytes of model, {model.NewReader().Bytes} of each reader"));
        try
        {
            await Task.Delay(duration ?? Timeout.InfiniteTimeSpan, stopping);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Ctrl-C: a clean end.
        }
    }

    private static BirthModel Load(string path)
    {
        using FileStream from = File.OpenRead(path);
        return BirthModel.Load(from);
    }
}
