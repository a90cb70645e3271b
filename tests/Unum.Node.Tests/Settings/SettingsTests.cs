using System.Collections;
using System.Text.Json;
using Unum.Node.Settings;
using Unum.Tests;

namespace Unum.Node.Tests.Settings;

public sealed class SettingsTests
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [Fact]
    public async Task The_published_schema_is_the_one_the_program_prints()
    {
        string published = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs", "unum.schema.json"), TestContext.Current.CancellationToken);

        Assert.Equal(published.TrimEnd(), SettingsTable.Schema().ToJsonString(Indented));
    }

    [Fact]
    public void The_command_line_wins_over_the_environment_and_that_over_the_file()
    {
        string file = Path.GetTempFileName();
        File.WriteAllText(file, """{ "nodes": 2, "port": 4000, "name": "file" }""");
        Hashtable environment = new() { ["UNUM_PORT"] = "5000", ["UNUM_NAME"] = "environment", ["PATH"] = "/bin" };

        UnumSettings settings = new SettingsReader().File(file, demanded: true).Environment(environment).Option(Find("name"), ["line"]).Build();

        Assert.Equal((2, 5000, "line"), (settings.Nodes, settings.Port, settings.Name));
        Assert.False(settings.CouplingIsSet);
    }

    [Theory]
    [InlineData("UNUM_PROT", "4000", "unknown variable")]
    [InlineData("UNUM_PORT", "http", "UNUM_PORT must be a whole number")]
    [InlineData("UNUM_BEAT_HZ", "NaN", "UNUM_BEAT_HZ must be a number from 1 to 100")]
    public void A_wrong_variable_is_named(string name, string value, string expected)
    {
        SettingsException wrong = Assert.Throws<SettingsException>(() => new SettingsReader().Environment(new Hashtable { [name] = value }));

        Assert.Contains(expected, wrong.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "is not valid JSON")]
    [InlineData("[]", "one JSON object")]
    [InlineData("""{ "sensors": ["auto", 3] }""", "'sensors' must list texts only")]
    [InlineData("""{ "port": 1.5 }""", "'port' must be a whole number")]
    [InlineData("""{ "device_class": ["toaster"] }""", "'device_class' must be a list of auto, cloud")]
    public void A_wrong_file_is_answered_with_the_key(string text, string expected)
    {
        string file = Path.GetTempFileName();
        File.WriteAllText(file, text);

        SettingsException wrong = Assert.Throws<SettingsException>(() => new SettingsReader().File(file, demanded: true));

        Assert.Contains(expected, wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_in_a_file_is_the_secret_and_its_path_is_not()
    {
        string file = Path.GetTempFileName();
        File.WriteAllText(file, "a secret of more than sixteen\n");

        Assert.Equal("a secret of more than sixteen", new SettingsReader().Option(Find("key"), ["file:" + file]).Build().Key);
        SettingsException missing = Assert.Throws<SettingsException>(() => new SettingsReader().Option(Find("key"), ["file:/nowhere/key"]).Build());
        Assert.Contains("'key': the file cannot be read", missing.Message, StringComparison.Ordinal);
    }

    private static Setting Find(string key) => SettingsTable.All.Single(s => s.Key == key);
}
