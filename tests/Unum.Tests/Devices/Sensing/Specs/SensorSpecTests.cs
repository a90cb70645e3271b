using FsCheck;
using FsCheck.Fluent;
using Unum.Devices.Sensing;
using Unum.Devices.Sensing.Specs;

namespace Unum.Tests.Devices.Sensing.Specs;

public sealed class SensorSpecTests : IDisposable
{
    private readonly TestFolder _files = new();

    public void Dispose() => _files.Dispose();

    [Theory]
    [InlineData("http:https://host/x.json#/price?every=1s", "https://host/x.json", "/price", "every=1s")]
    [InlineData("http:https://host/x?city=Ulm#temp?low=-20&high=40", "https://host/x?city=Ulm", "temp", "low=-20,high=40")]
    [InlineData("http:https://host/x?city=Ulm#", "https://host/x?city=Ulm", "", "")]
    [InlineData("http:https://host/x?every=250ms", "https://host/x", "", "every=250ms")]
    [InlineData("http:https://host/x?a=1?every=250ms", "https://host/x?a=1", "", "every=250ms")]
    [InlineData("HTTP:http://host:8080", "http://host:8080", "", "")]
    [InlineData("websocket:wss://host/t#p?subscribe={\"a\":1}&silence=5m", "wss://host/t", "p", "silence=5m,subscribe={\"a\":1}")]
    [InlineData("tail:/var/log/a%3Fb?measure=lines", "/var/log/a?b", "", "measure=lines")]
    [InlineData("csv:data/x#1.csv?speed=3600&loop", "data/x#1.csv", "", "speed=3600,loop=true")]
    [InlineData("csv:C:/x.csv?value=a%26b", "C:/x.csv", "", "value=a&b")]
    [InlineData("stdin:?every=1s", "", "", "every=1s")]
    [InlineData("stdin:", "", "", "")]
    [InlineData("http:http://h/#/a%3Fb", "http://h/", "/a?b", "")]
    public void A_line_is_cut_where_it_should_be(string line, string source, string path, string options)
    {
        SensorSpec spec = SensorSpec.Parse(line);
        Assert.Equal(source, spec.Source);
        Assert.Equal(path, spec.Path);
        Assert.Equal(options, string.Join(',', spec.Kind.Keys.Where(k => spec.Text(k.Name) is not null).Select(k => $"{k.Name}={spec.Text(k.Name)}")
            .OrderBy(o => options.IndexOf(o, StringComparison.Ordinal))));
        Assert.Equal(line, spec.ToString());
    }

    [Theory]
    [InlineData("htp:x", "'htp' is no kind of sensor; known are csv, device, host, http, market, recording, stdin, synthetic, tail, websocket")]
    [InlineData("", "'' is no kind of sensor; known are csv, device, host, http, market, recording, stdin, synthetic, tail, websocket")]
    [InlineData("tail", "'tail' lacks a colon; write tail:FILE")]
    [InlineData("tail:", "tail needs a source; write tail:FILE")]
    [InlineData("stdin:x", "stdin stands alone, without 'x'; write stdin:")]
    [InlineData("tail:x?evry=1s", "'evry' is no option of tail; allowed are id, measure, every, from")]
    [InlineData("tail:x?measure=words", "option 'measure' of tail is 'words'; it must be one of bytes, lines")]
    [InlineData("tail:x?every=soon", "option 'every' of tail is 'soon'; it must be a time above 0, such as 250ms, 1s, 5m or 2h")]
    [InlineData("tail:x?every=0s", "option 'every' of tail is '0s'; it must be a time above 0, such as 250ms, 1s, 5m or 2h")]
    [InlineData("tail:x?every", "option 'every' of tail is ''; it must be a time above 0, such as 250ms, 1s, 5m or 2h")]
    [InlineData("tail:x?every=1s&every=2s", "option 'every' of tail is given twice")]
    [InlineData("csv:x?loop=maybe", "option 'loop' of csv is 'maybe'; it must be true or false")]
    [InlineData("csv:x?speed=NaN", "option 'speed' of csv is 'NaN'; it must be a number")]
    [InlineData("http:http://x#a?max=-1", "option 'max' of http is '-1'; it must be a whole number above 0, such as 64k")]
    [InlineData("tail:x?id=", "option 'id' of tail is ''; it must be something")]
    [InlineData("recording:x?id=y", "'id' is no option of recording; allowed are speed, loop")]
    public void A_wrong_line_says_what_is_allowed(string line, string message)
    {
        FormatException error = Assert.Throws<FormatException>(() => SensorSpec.Parse(line));
        Assert.Equal(message, error.Message);
    }

    [Fact]
    public void A_URLs_own_query_mistaken_for_options_says_how_to_write_it()
    {
        FormatException error = Assert.Throws<FormatException>(() => SensorSpec.Parse("http:https://host/x?symbol=A"));
        Assert.StartsWith("'symbol' is no option of http; allowed are id,", error.Message, StringComparison.Ordinal);
        Assert.EndsWith("put a # behind the URL", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Values_are_read_in_their_forms()
    {
        SensorSpec spec = SensorSpec.Parse("http:http://x#a?every=1.5m&max=64k&low=-1e3&timeout=250ms");
        Assert.Equal(TimeSpan.FromSeconds(90), spec.Duration("every", default));
        Assert.Equal(TimeSpan.FromMilliseconds(250), spec.Duration("timeout", default));
        Assert.Equal(65536, spec.Count("max", 0));
        Assert.Equal(-1000, spec.Number("low"));
        Assert.Null(spec.Number("high"));
        Assert.Equal("1", spec.Text("unit", "1"));
        Assert.Equal(TimeSpan.FromSeconds(2), SensorSpec.Parse("tail:x?every=2").Duration("every", default));
    }

    [Theory]
    [InlineData("http:https://h.example/x.json#/price?every=2s&unit=USD", "http.h.example", "http", "USD")]
    [InlineData("websocket:ws://h.example/x#p", "websocket.h.example", "websocket", "1")]
    [InlineData("market:wss://h.example/x#p?size=q&id=btc", "btc", "market", "1")]
    [InlineData("market:https://h.example/x#p?every=5s", "market.h.example", "market", "1")]
    [InlineData("market:data/prices.csv#close?speed=10", "market.prices", "market", "1")]
    [InlineData("tail:/var/log/syslog?measure=lines", "tail.syslog", "text", "lines/s")]
    [InlineData("stdin:?id=me", "me", "text", "B/s")]
    [InlineData("csv:data/x.csv?unit=degC", "csv.x", "replay", "degC")]
    [InlineData("csv:data/x.csv?step=1s", "csv.x", "replay", "1")]
    [InlineData("recording:nowhere.csv", "recording.nowhere", "replay", "1")]
    [InlineData("device:/sys/x/temp?kind=temperature&scale=0.001&unit=degC", "device.temp", "temperature", "degC")]
    [InlineData("device:/sys/x/28-0/w1_slave?id=t", "t", "temperature", "degC")]
    [InlineData("synthetic:chirp?hz=2&sweep=0.5&noise=0.1&seed=7", "synthetic.chirp", "synthetic", "1")]
    [InlineData("host:cpu?rate=5", "cpu", "vitals", "%")]
    public async Task A_line_makes_its_sensor(string line, string id, string kind, string unit)
    {
        ISensor sensor = SensorSpec.Parse(line).Create(new SensorOptions { Input = () => Stream.Null }, TimeProvider.System).Single();
        Assert.Equal((id, kind, unit), (sensor.Description.Id, sensor.Description.Kind, sensor.Description.Unit));
        await sensor.DisposeAsync();
    }

    [Theory]
    [InlineData("http:ftp://x#a", "ftp")]
    [InlineData("http:x#a", "is not a URL")]
    [InlineData("http:http://x#a..b", "is no JSON path")]
    [InlineData("http:http://x#a?every=1ms", "every")]
    [InlineData("http:http://x#a?low=1&high=1", "high")]
    [InlineData("device:/sys/x?low=1&high=1", "high must be above low")]
    [InlineData("http:http://x#a?bearer=secret", "$NAME")]
    [InlineData("http:http://x#a?bearer=$NOT_SET", "NOT_SET")]
    [InlineData("synthetic:sawtooth", "known are tone, chirp, noise, drift")]
    [InlineData("synthetic:0", "known are tone, chirp, noise, drift")]
    [InlineData("synthetic:tone?rate=0", "rate")]
    [InlineData("csv:x?speed=-1", "speed")]
    [InlineData("host:nose", "this host has no 'nose'; it has cpu, memory")]
    public void A_line_that_asks_for_what_cannot_be_says_why(string line, string part)
    {
        SensorSpec spec = SensorSpec.Parse(line);
        FormatException error = Assert.Throws<FormatException>(() => spec.Create(new SensorOptions { Secret = _ => null }, TimeProvider.System));
        Assert.Contains(part, error.Message, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_line_runs_from_end_to_end()
    {
        string? head = null;
        await using StubServer server = new(async connection =>
        {
            while (await connection.ReadHeadAsync() is { } request)
            {
                head = request;
                await connection.WriteAsync(StubServer.Ok("{\"data\":[{\"price\":\"42.5\"}]}"));
            }
        });
        SensorOptions options = new() { Secret = name => name == "TOKEN" ? "s3cret" : null };
        SensorSpec spec = SensorSpec.Parse($"http:http://{server.Authority}/x?q=1#/data/0/price?every=10ms&bearer=$TOKEN");
        await using ISensor sensor = spec.Create(options, TimeProvider.System).Single();
        await sensor.StartAsync(CancellationToken.None);
        Assert.Equal(42.5, (await sensor.TakeAsync(1))[0].Value);
        Assert.Contains("Authorization: Bearer s3cret", head, StringComparison.Ordinal);
        Assert.Contains("GET /x?q=1 ", head, StringComparison.Ordinal);
    }

    [Fact]
    public void Other_families_bring_their_own_kinds()
    {
        SensorKind nose = new(
            "nose", "DEVICE", "smells", [new SpecKey("gain", SpecForm.Number, "gain (1)")],
            (spec, _, _) => [new AbsentSensor(new SensorDescription("nose." + spec.Source, "nose", "1", spec.Number("gain") ?? 1, ""), "no nose")]);
        SensorSpec spec = SensorSpec.Parse("nose:left?gain=3", [nose]);
        Assert.Equal("nose.left", spec.Create(new SensorOptions { Kinds = [nose] }, TimeProvider.System).Single().Description.Id);
        Assert.False(SensorSpec.TryParse("nose:left", null, out _, out _));
    }

    [Fact]
    public void No_line_whatever_makes_parsing_throw()
    {
        Check.QuickThrowOnFailure(Prop.ForAll<string>(line => Tries(line)));
        string[] kinds = [.. BuiltInKinds.All.Select(k => k.Name)];
        Check.QuickThrowOnFailure(Prop.ForAll<byte, string, string>((kind, source, options) =>
            Tries($"{kinds[kind % kinds.Length]}:{source}?{options}") && Tries($"{kinds[kind % kinds.Length]}:x#{source}?every={options}")));

        static bool Tries(string? line)
        {
            bool parsed = SensorSpec.TryParse(line, null, out SensorSpec? spec, out string? error);
            return parsed ? spec is not null && error is null : !string.IsNullOrEmpty(error);
        }
    }
}
