using Unum.Devices.Sensing.Feeds;
using Unum.Devices.Sensing.Hardware;
using Unum.Devices.Sensing.Replay;
using Unum.Devices.Sensing.Synthetic;
using Unum.Devices.Sensing.Text;

namespace Unum.Devices.Sensing.Specs;

/// <summary>The kinds that every Unum knows.</summary>
public static class BuiltInKinds
{
    private static readonly SpecKey Id = new("id", SpecForm.Text, "the sensor's name");
    private static readonly SpecKey Unit = new("unit", SpecForm.Text, "unit of the value (1)");
    private static readonly SpecKey Low = new("low", SpecForm.Number, "with high, range of the normalised encoding (amplitude)");
    private static readonly SpecKey High = new("high", SpecForm.Number, "see low");
    private static readonly SpecKey Limit = new("timeout", SpecForm.Duration, "for a whole answer, or for connecting (5s)");
    private static readonly SpecKey Bearer = new("bearer", SpecForm.Text, "$NAME of the environment variable that holds the token");
    private static readonly SpecKey Every = new("every", SpecForm.Duration, "from one reading to the next");
    private static readonly SpecKey Most = new("max", SpecForm.Count, "longest answer (1M) or message (64k) in bytes");
    private static readonly SpecKey Silence = new("silence", SpecForm.Duration, "without a reading for this long it is reconnected (1m)");
    private static readonly SpecKey Subscribe = new("subscribe", SpecForm.Text, "sent after connecting a WebSocket");
    private static readonly SpecKey Rate = new("rate", SpecForm.Number, "samples per second");
    private static readonly SpecKey Speed = new("speed", SpecForm.Number, "seconds of the file in one of ours (1)");
    private static readonly SpecKey Loop = new("loop", SpecForm.Flag, "begin again after the end");
    private static readonly SpecKey Time = new("time", SpecForm.Text, "column of the time, name or number from 0 (0)");
    private static readonly SpecKey Column = new("value", SpecForm.Text, "column of the value, name or number from 0 (1)");
    private static readonly SpecKey Step = new("step", SpecForm.Duration, "time from row to row, for files without times");
    private static readonly SpecKey Size = new("size", SpecForm.Text, "path or column of the traded size");
    private static readonly SpecKey Family = new("kind", SpecForm.Text, "its family (number)");
    private static readonly SpecKey Scale = new("scale", SpecForm.Number, "factor (1)");
    private static readonly SpecKey From = new("from", SpecForm.Text, "where to begin (end)", ["start", "end"]);
    private static readonly SpecKey Measure = new("measure", SpecForm.Text, "what is counted per second (bytes)", ["bytes", "lines"]);
    private static readonly SpecKey[] Wave =
    [
        new("hz", SpecForm.Number, "frequency (1)"), new("sweep", SpecForm.Number, "rise of a chirp in Hz per second (0.1)"),
        new("amplitude", SpecForm.Number, "amplitude (1)"), new("phase", SpecForm.Number, "at the start, in radians (0)"),
        new("noise", SpecForm.Number, "standard deviation of noise added (0)"), new("seed", SpecForm.Number, "of the randomness (0)"),
    ];

    /// <summary>All of them.</summary>
    public static IReadOnlyList<SensorKind> All { get; } =
    [
        new("host", "ID", "a sensor of this host by the name that discovery gives it", [Rate], One(Host)),
        new("device", "FILE", "a number in a device file, or a 1-wire thermometer's w1_slave",
            [Id, Family, Unit, Scale, Every, Low, High], One(Device)),
        new("stdin", "", "text from standard input", [Id, Measure, Every], One(StandardInput)),
        new("tail", "FILE", "text appended to a file, through rotation", [Id, Measure, Every, From], One(Tail)),
        Feed("http", "a number in JSON, asked for again and again", [Id, Unit, Every, Low, High, Limit, Most, Bearer], Http),
        Feed("websocket", "a number in each message", [Id, Unit, Rate, Low, High, Limit, Most, Silence, Subscribe, Bearer], WebSocket),
        Feed("market", "log-returns of the price at a path of a ticker (http, ws), or in a column of a CSV file",
            [Id, Size, Every, Rate, Limit, Most, Silence, Subscribe, Bearer, Speed, Loop, Time], Market),
        new("csv", "FILE", "a CSV file replayed", [Id, Unit, Speed, Loop, Time, Column, Step, Low, High], One(Csv)),
        new("recording", "FILE", "every sensor of a recording, replayed", [Speed, Loop], Recording),
        new("synthetic", "WAVE", "a made-up signal: tone, chirp, noise or drift", [Id, Rate, .. Wave], One(MadeUp)),
    ];

    /// <summary>The built-in kinds and more; a later kind of the same name does not replace a built-in one.</summary>
    internal static IEnumerable<SensorKind> With(IReadOnlyList<SensorKind>? more) => more is null ? All : All.Concat(more);

    private static SensorKind Feed(
        string name, string help, IReadOnlyList<SpecKey> keys, Func<SensorSpec, SensorOptions, TimeProvider, ISensor> create) =>
        new(name, "URL", help, keys, One(create)) { HasPath = true, IsAddress = true };

    private static Func<SensorSpec, SensorOptions, TimeProvider, IReadOnlyList<ISensor>> One(
        Func<SensorSpec, SensorOptions, TimeProvider, ISensor> create) => (spec, options, clock) => [create(spec, options, clock)];

    private static ISensor Host(SensorSpec spec, SensorOptions options, TimeProvider clock)
    {
        IReadOnlyList<ISensor> found = SensorCatalog.Discover(options with { RateHz = spec.Number("rate") ?? options.RateHz }, clock);
        ISensor? sensor = found.FirstOrDefault(s => string.Equals(s.Description.Id, spec.Source, StringComparison.OrdinalIgnoreCase));
        return sensor is not null
            ? sensor
            : throw new FormatException(
                $"'{spec.Line}': this host has no '{spec.Source}'; it has {string.Join(", ", found.Select(s => s.Description.Id))}");
    }

    private static ISensor Device(SensorSpec spec, SensorOptions options, TimeProvider clock)
    {
        bool isOneWire = System.IO.Path.GetFileName(spec.Source) == "w1_slave";
        string kind = spec.Text("kind", isOneWire ? "temperature" : "number");
        FileReading reading = new(IdOf(spec), kind, spec.Text("unit", isOneWire ? "degC" : "1"), spec.Source)
        {
            IsOneWire = isOneWire,
            Scale = spec.Number("scale") ?? (isOneWire ? 1e-3 : 1),
            Low = spec.Number("low") ?? HardwareScan.RangeOf(kind)?.Low,
            High = spec.Number("high") ?? HardwareScan.RangeOf(kind)?.High,
        };
        return new DeviceFileSensor(reading, spec.Duration("every", options.SlowEvery), clock);
    }

    private static ISensor StandardInput(SensorSpec spec, SensorOptions options, TimeProvider clock) =>
        new StreamTextSensor(options.Input(), "standard input", Text(spec, "stdin"), clock);

    private static ISensor Tail(SensorSpec spec, SensorOptions options, TimeProvider clock) =>
        new FileTailSensor(spec.Source, Text(spec, IdOf(spec)) with { FromStart = spec.Text("from") == "start" }, clock);

    private static TextOptions Text(SensorSpec spec, string id)
    {
        TextOptions text = new() { Id = spec.Text("id", id) };
        return text with
        {
            Measure = spec.Text("measure") == "lines" ? TextMeasure.Lines : TextMeasure.Bytes,
            Every = spec.Duration("every", text.Every),
        };
    }

    private static ISensor Http(SensorSpec spec, SensorOptions options, TimeProvider clock) =>
        new HttpFeedSensor(HttpOf(spec, options, Value(spec)) with { Unit = spec.Text("unit", "1") }, clock);

    private static ISensor WebSocket(SensorSpec spec, SensorOptions options, TimeProvider clock) =>
        new WebSocketFeedSensor(WebSocketOf(spec, options, Value(spec)) with { Unit = spec.Text("unit", "1") }, clock);

    private static NumberReading Value(SensorSpec spec) => new(JsonPath.Parse(spec.Path), spec.Number("low"), spec.Number("high"));

    private static ISensor Market(SensorSpec spec, SensorOptions options, TimeProvider clock)
    {
        string scheme = Uri.TryCreate(spec.Source, UriKind.Absolute, out Uri? address) ? address.Scheme : "file";
        if (scheme is not ("http" or "https" or "ws" or "wss"))
        {
            return new CsvReplaySensor(CsvOf(spec, Uri.UnescapeDataString(spec.Source)) with
            {
                Form = CsvForm.Price,
                ValueColumn = spec.Path.Length > 0 ? spec.Path : "1",
                SizeColumn = spec.Text("size"),
            });
        }

        TickReading ticks = new(JsonPath.Parse(spec.Path), spec.Text("size") is { } size ? JsonPath.Parse(size) : null);
        return scheme is "http" or "https"
            ? new HttpFeedSensor(HttpOf(spec, options, ticks), clock)
            : new WebSocketFeedSensor(WebSocketOf(spec, options, ticks), clock);
    }

    private static HttpFeedOptions HttpOf(SensorSpec spec, SensorOptions options, FeedReading reading)
    {
        HttpFeedOptions http = new() { Address = Address(spec), Reading = reading, Id = IdOf(spec) };
        return http with
        {
            Every = spec.Duration("every", http.Every),
            Limit = spec.Duration("timeout", http.Limit),
            LongestBody = (int)Math.Min(spec.Count("max", http.LongestBody), int.MaxValue),
            Bearer = Secret(spec, options),
        };
    }

    private static WebSocketFeedOptions WebSocketOf(SensorSpec spec, SensorOptions options, FeedReading reading)
    {
        WebSocketFeedOptions socket = new() { Address = Address(spec), Reading = reading, Id = IdOf(spec) };
        return socket with
        {
            RateHz = spec.Number("rate") ?? socket.RateHz,
            Limit = spec.Duration("timeout", socket.Limit),
            LongestMessage = (int)Math.Min(spec.Count("max", socket.LongestMessage), int.MaxValue),
            Subscribe = spec.Text("subscribe"),
            Bearer = Secret(spec, options),
            Pump = socket.Pump with { Silence = spec.Duration("silence", socket.Pump.Silence) },
        };
    }

    private static ISensor Csv(SensorSpec spec, SensorOptions options, TimeProvider clock) =>
        new CsvReplaySensor(CsvOf(spec, spec.Source) with
        {
            Unit = spec.Text("unit", "1"),
            ValueColumn = spec.Text("value", spec.Text("step") is null ? "1" : "0"),
            Step = spec.Text("step") is null ? null : spec.Duration("step", TimeSpan.Zero),
            Low = spec.Number("low"),
            High = spec.Number("high"),
        });

    private static CsvReplayOptions CsvOf(SensorSpec spec, string path) => new()
    {
        Path = path,
        Id = IdOf(spec),
        Speed = spec.Number("speed") ?? 1,
        Loop = spec.Flag("loop"),
        TimeColumn = spec.Text("time", "0"),
    };

    private static IReadOnlyList<ISensor> Recording(SensorSpec spec, SensorOptions options, TimeProvider clock)
    {
        try
        {
            return RecordingReader.Open(spec.Source, spec.Number("speed") ?? 1, spec.Flag("loop"));
        }
        catch (Exception trouble) when (Trouble.IsOfDevice(trouble))
        {
            return [Absent(spec, trouble.Message)];
        }
    }

    private static AbsentSensor Absent(SensorSpec spec, string reason) =>
        new(new SensorDescription(IdOf(spec), "replay", "1", 1, spec.Source), reason);

    private static ISensor MadeUp(SensorSpec spec, SensorOptions options, TimeProvider clock)
    {
        if (!spec.Source.All(char.IsAsciiLetter) || !Enum.TryParse(spec.Source, ignoreCase: true, out SyntheticWave wave))
        {
            throw new FormatException($"'{spec.Source}' is no wave; known are tone, chirp, noise, drift");
        }

        SyntheticOptions made = new() { Id = spec.Text("id", $"synthetic.{spec.Source.ToLowerInvariant()}"), Wave = wave };
        return new SyntheticSensor(made with
        {
            FrequencyHz = spec.Number("hz") ?? made.FrequencyHz,
            RateHz = spec.Number("rate") ?? made.RateHz,
            SweepHzPerSecond = spec.Number("sweep") ?? made.SweepHzPerSecond,
            Amplitude = spec.Number("amplitude") ?? made.Amplitude,
            Phase = spec.Number("phase") ?? made.Phase,
            Noise = spec.Number("noise") ?? made.Noise,
            Seed = (int)Math.Clamp(spec.Number("seed") ?? made.Seed, int.MinValue, int.MaxValue),
        });
    }

    private static Uri Address(SensorSpec spec) => Uri.TryCreate(spec.Source, UriKind.Absolute, out Uri? address)
        ? address
        : throw new FormatException($"'{spec.Source}' is not a URL; write {spec.Kind.Name}:https://host/path");

    private static string? Secret(SensorSpec spec, SensorOptions options)
    {
        if (spec.Text("bearer") is not { } name) return null;
        if (!name.StartsWith('$'))
        {
            throw new FormatException("bearer must be $NAME of an environment variable, so that no line holds a secret");
        }

        return options.Secret(name[1..]) ?? throw new FormatException($"bearer: the environment variable {name[1..]} is not set");
    }

    /// <summary>The name asked for, or one made of kind and source: http.host, tail.syslog.</summary>
    private static string IdOf(SensorSpec spec)
    {
        if (spec.Kind.Keys.Any(k => k.Name == "id") && spec.Text("id") is { } id) return id;
        string source = spec.Kind.IsAddress && Uri.TryCreate(spec.Source, UriKind.Absolute, out Uri? address) && address.Host.Length > 0
            ? address.Host
            : System.IO.Path.GetFileNameWithoutExtension(spec.Source);
        return $"{spec.Kind.Name}.{source}";
    }
}
