using Unum.Devices.Audio;

namespace Unum.Devices.Driving;

/// <summary>Every kind of output and how to make one from a line of text.</summary>
/// <remarks>
/// <list type="table">
/// <item><term>speaker[:SINK]</term><description>plays a tone; server, rate, gain; or wav=FILE</description></item>
/// <item><term>display</term><description>a colour; terminal=false for dashboards only</description></item>
/// <item>
/// <term>motors:ws://HOST:9090</term>
/// <description>drives a robot over rosbridge; topic, type, max, max-rotation, beats, as-one, timeout</description>
/// </item>
/// <item><term>text[:FILE]</term><description>log lines, to the terminal without a file; every</description></item>
/// <item><term>llm[:FILE]</term><description>prompt lines, to the terminal without a file; every (10 s)</description></item>
/// <item><term>api:https://HOST/PATH</term><description>HTTP POST; timeout, retries, token-env (the name of an environment variable)</description></item>
/// <item><term>websocket:wss://HOST/PATH</term><description>JSON messages; timeout, token-env</description></item>
/// </list>
/// </remarks>
public static class OutputCatalog
{
    /// <summary>The keys each kind allows.</summary>
    internal static readonly IReadOnlyDictionary<string, string[]> Keys = new SortedDictionary<string, string[]>(StringComparer.Ordinal)
    {
        ["api"] = ["retries", "timeout", "token-env"],
        ["display"] = ["terminal"],
        ["llm"] = ["every"],
        ["motors"] = ["as-one", "beats", "max", "max-rotation", "timeout", "topic", "type"],
        ["speaker"] = ["gain", "rate", "server", "wav"],
        ["text"] = ["every"],
        ["websocket"] = ["timeout", "token-env"],
    };

    /// <summary>Every kind, in alphabetical order.</summary>
    public static IReadOnlyList<string> Kinds { get; } = [.. Keys.Keys];

    /// <summary>Makes the output of a line.</summary>
    /// <exception cref="FormatException">The line is wrong; the message names the kind, the key and what is allowed.</exception>
    public static IOutput Create(string line, OutputServices services) => Create(OutputSpec.Parse(line), services);

    /// <summary>Makes an output; it connects at its first state.</summary>
    /// <exception cref="FormatException">A value is wrong; the message names the kind, the key and what is allowed.</exception>
    public static IOutput Create(OutputSpec spec, OutputServices services)
    {
        ArgumentNullException.ThrowIfNull(spec);
        ArgumentNullException.ThrowIfNull(services);
        return spec.Kind switch
        {
            "api" => Api(spec, services),
            "display" => Display(spec, services),
            "llm" => new LlmPromptOutput(Lines(spec, services, TimeSpan.FromSeconds(10)), services.Time),
            "motors" => Motors(spec, services),
            "speaker" => Speaker(spec, services),
            "text" => new TextOutput(Lines(spec, services, TimeSpan.Zero), services.Time),
            "websocket" => WebSocket(spec, services),
            _ => throw new System.Diagnostics.UnreachableException("every kind that Parse allows is made here"),
        };
    }

    private static DisplayOutput Display(OutputSpec spec, OutputServices services)
    {
        if (spec.Target is not null) throw new FormatException($"display takes no target, not '{spec.Target}'.");
        return new DisplayOutput(spec.Flag("terminal", true) ? services.Terminal : null, services.Time);
    }

    private static LineOptions Lines(OutputSpec spec, OutputServices services, TimeSpan every) => new()
    {
        Path = spec.Target,
        Writer = spec.Target is null ? services.Terminal : null,
        Every = spec.Duration("every", every),
    };

    private static PumpedOutput Speaker(OutputSpec spec, OutputServices services)
    {
        int rate = spec.Whole("rate", 48000, 8000, 192000);
        if (spec.Text("wav") is { } path)
        {
            if (path.Length == 0) throw new FormatException("speaker: 'wav' needs a file name.");
            if (spec.Target is not null || spec.Text("server") is not null || spec.Text("gain") is not null)
                throw new FormatException("speaker: 'wav' goes without a sink, 'server' and 'gain'; only 'rate' may be added.");
            return new WavSpeakerOutput(path, services.Time, rate);
        }

        return new SpeakerOutput(
            new SpeakerOptions { Pulse = new PulseSettings(spec.Text("server"), spec.Target, rate), Gain = spec.Number("gain", 1, 0, 1) }, services.Time);
    }

    private static MotorsOutput Motors(OutputSpec spec, OutputServices services)
    {
        MotorsOptions usual = new(spec.Address("ws", "wss"));
        return new MotorsOutput(
            usual with
            {
                Topic = Named(spec, "topic", usual.Topic),
                Type = Named(spec, "type", usual.Type),
                MaxVelocity = spec.Number("max", usual.MaxVelocity, 0.001, 100),
                MaxRotation = spec.Number("max-rotation", usual.MaxRotation, 0.001, 100),
                OnlyAsOne = spec.Flag("as-one", usual.OnlyAsOne),
                DeadManBeats = spec.Whole("beats", usual.DeadManBeats, 1, 1000),
                Beat = services.Beat,
                Timeout = spec.Duration("timeout", usual.Timeout),
            },
            services.Time);
    }

    private static ApiOutput Api(OutputSpec spec, OutputServices services)
    {
        ApiOptions usual = new(spec.Address("https", "http"));
        return new ApiOutput(
            usual with
            {
                Token = Token(spec),
                Timeout = spec.Duration("timeout", usual.Timeout),
                Retries = spec.Whole("retries", usual.Retries, 0, 10),
            },
            services.Time);
    }

    private static WebSocketOutput WebSocket(OutputSpec spec, OutputServices services)
    {
        WebSocketOptions usual = new(spec.Address("ws", "wss"));
        return new WebSocketOutput(usual with { Token = Token(spec), Timeout = spec.Duration("timeout", usual.Timeout) }, services.Time);
    }

    private static string Named(OutputSpec spec, string key, string otherwise) =>
        spec.Text(key) is not { } name ? otherwise : !string.IsNullOrWhiteSpace(name) ? name : throw new FormatException($"{spec.Kind}: '{key}' is empty.");

    private static string? Token(OutputSpec spec)
    {
        // A secret on a command line can be read by every user of the machine, so only its variable's name goes there.
        if (spec.Text("token-env") is not { } variable) return null;
        return Environment.GetEnvironmentVariable(variable)?.Trim() is { Length: > 0 } token
            ? token
            : throw new FormatException($"{spec.Kind}: 'token-env' names {variable}, which is not set in the environment.");
    }
}
