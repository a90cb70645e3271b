using Unum.Devices.Driving;

namespace Unum.Tests.Devices.Driving;

public sealed class OutputCatalogTests
{
    private static readonly OutputServices Services = new(new SteppedTime(), TextWriter.Null, TimeSpan.FromMilliseconds(100));

    [Theory]
    [InlineData("speaker", typeof(SpeakerOutput), "speaker")]
    [InlineData("speaker:spk?server=unix:/tmp/s&rate=16000&gain=0.3", typeof(SpeakerOutput), "speaker spk")]
    [InlineData("speaker?wav=/tmp/a%20tone.wav", typeof(WavSpeakerOutput), "speaker /tmp/a tone.wav")]
    [InlineData("display", typeof(DisplayOutput), "display on the terminal")]
    [InlineData("display?terminal=false", typeof(DisplayOutput), "display")]
    [InlineData("motors:ws://robot:9090?topic=/cmd_vel&max=0.5", typeof(MotorsOutput), "motors ws://robot:9090/")]
    [InlineData("motors:wss://me:pass@robot/ros?max=0.5&max-rotation=2&beats=5&as-one=false&type=geometry_msgs/msg/Twist&timeout=500ms", typeof(MotorsOutput), "motors wss://robot/ros")]
    [InlineData("text", typeof(TextOutput), "text the terminal")]
    [InlineData("text:/tmp/unum.log?every=1m", typeof(TextOutput), "text /tmp/unum.log")]
    [InlineData("llm:/tmp/prompts", typeof(LlmPromptOutput), "llm /tmp/prompts")]
    [InlineData("api:https://host/in?timeout=2s&retries=0", typeof(ApiOutput), "api https://host/in")]
    [InlineData("api:http://host/in?key=secret?", typeof(ApiOutput), "api http://host/in")]
    [InlineData("websocket:ws://host/mesh", typeof(WebSocketOutput), "websocket ws://host/mesh")]
    public async Task A_line_makes_its_output(string line, Type type, string name)
    {
        await using IOutput output = OutputCatalog.Create(line, Services);

        Assert.IsType(type, output);
        Assert.Equal(name, output.Name);
        Assert.Equal(new OutputHealth(false, "no state yet", 0, 0), output.Health);
    }

    [Theory]
    [InlineData("horn", "There is no output 'horn'; allowed: api, display, llm, motors, speaker, text, websocket.")]
    [InlineData("", "There is no output ''")]
    [InlineData("motors:ws://r?topik=/a", "motors: there is no key 'topik'; allowed: as-one, beats, max, max-rotation, timeout, topic, type.")]
    [InlineData("motors:ws://r?max=fast", "motors: 'max' must be a number from 0.001 to 100, not 'fast'.")]
    [InlineData("motors:ws://r?max=NaN", "motors: 'max' must be a number from 0.001 to 100, not 'NaN'.")]
    [InlineData("motors:ws://r?max=1&max=2", "motors: 'max' is given twice.")]
    [InlineData("motors:ws://r?max", "motors: 'max' needs a value: max=…")]
    [InlineData("motors:ws://r?topic=", "motors: 'topic' is empty.")]
    [InlineData("motors:http://r", "motors: 'http://r/' is no address; like this: motors:ws://host:port/…")]
    [InlineData("motors", "motors needs an address: motors:ws://host:port/…")]
    [InlineData("motors:ws://r?beats=0", "motors: 'beats' must be a whole number from 1 to 1000, not '0'.")]
    [InlineData("motors:ws://r?as-one=yes", "motors: 'as-one' must be true or false, not 'yes'.")]
    [InlineData("api:https://h?timeout=2", "api: 'timeout' must be a duration like 500ms, 2s or 1m, at most a day, not '2'.")]
    [InlineData("api:https://h?token-env=UNUM_NO_SUCH_VARIABLE", "api: 'token-env' names UNUM_NO_SUCH_VARIABLE, which is not set in the environment.")]
    [InlineData("speaker?gain=2", "speaker: 'gain' must be a number from 0 to 1, not '2'.")]
    [InlineData("speaker?wav=", "speaker: 'wav' needs a file name.")]
    [InlineData("speaker:spk?wav=a.wav", "speaker: 'wav' goes without a sink")]
    [InlineData("display:hall", "display takes no target, not 'hall'.")]
    public void A_wrong_line_is_refused_with_what_is_wrong_and_what_is_allowed(string line, string message)
    {
        FormatException error = Assert.Throws<FormatException>(() => OutputCatalog.Create(line, Services));

        Assert.StartsWith(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_password_in_a_wrong_address_is_not_repeated()
    {
        FormatException error = Assert.Throws<FormatException>(() => OutputCatalog.Create("motors:http://me:secret@r/", Services));

        Assert.DoesNotContain("secret", error.Message, StringComparison.Ordinal);
    }
}
