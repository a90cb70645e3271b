using System.Text.Json;
using Unum.Node.Tests.Konomi;

namespace Unum.Node.Tests.Hive;

/// <summary>What comes together, over one node's REST calls.</summary>
public sealed class LinkNodeTests(KonomiNode node) : IClassFixture<KonomiNode>
{
    [Fact]
    public async Task What_comes_together_is_told_with_what_is_recognised()
    {
        const string derivative = "slope of a curve, tangent, differentiate the function", rate = "speed, how fast a quantity changes in time";
        for (int n = 0; n < 20; n++)
        {
            Assert.Equal(200, (await node.PostAsync("hive/observe", new { concept = "derivative", text = derivative, with = new[] { "rate of change" } })).Status);
            Assert.Equal(200, (await node.PostAsync("hive/observe", new { concept = "rate of change", text = rate, with = new[] { "derivative", "derivative" } })).Status);
            Assert.Equal(200, (await node.PostAsync("hive/observe", new { concept = "kitchen", text = "bread with butter, a pan of soup", with = Array.Empty<string>() })).Status);
        }

        (int status, JsonElement shared) = await node.PostAsync("hive/share", new { });
        Assert.Equal(200, status);
        Assert.Equal(54 + (3 * 38) + 4 + 64, shared.GetProperty("bytes").GetInt32());

        // Of the twenty of each concept every fifth is kept for validation: 32 of both and 16 of neither are counted.
        double logOdds = Math.Log(32.5 * 16.5 / .25), precision = 1 / ((1 / 32.5) + (1 / 16.5) + 4);
        (status, JsonElement answer) = await node.PostAsync("hive/recognise", new { text = "the tangent of a curve" });
        Assert.Equal((200, "derivative"), (status, answer.GetProperty("concept").GetString()));
        JsonElement related = Assert.Single(answer.GetProperty("related").EnumerateArray());
        Assert.Equal("rate of change", related.GetProperty("concept").GetString());
        Assert.Equal(logOdds, related.GetProperty("log_odds").GetDouble(), 1 / 64.0);
        Assert.Equal(Math.Max(1, (long)precision), related.GetProperty("precision").GetInt64());
        Assert.Empty((await node.PostAsync("hive/recognise", new { text = "butter and bread" })).Body.GetProperty("related").EnumerateArray());

        JsonElement link = Assert.Single((await node.GetAsync("hive?frame=text")).Body.GetProperty("links").EnumerateArray());
        Assert.Equal(["derivative", "rate of change"], new[] { link.GetProperty("first").GetString()!, link.GetProperty("second").GetString()! }.Order());
        Assert.Empty((await node.GetAsync("hive")).Body.GetProperty("links").EnumerateArray());
    }

    [Fact]
    public async Task Companions_are_names_of_other_concepts_and_at_most_eight()
    {
        foreach (object with in (object[])["rain", new[] { 1 }, new[] { "" }, new[] { "a\nb" }, new[] { new string('x', 65) }, new[] { "weather" }, Enumerable.Range(0, 9).Select(static i => FormattableString.Invariant($"c{i}")).ToArray()])
        {
            (int status, JsonElement problem) = await node.PostAsync("hive/observe", new { concept = "weather", text = "rain and wind", with });
            Assert.Equal(422, status);
            Assert.NotEmpty(problem.GetProperty("detail").GetString()!);
        }

        JsonElement schema = (await node.GetAsync("openapi/v1.json")).Body;
        Assert.Contains("\"with\":{\"type\":\"array\",\"maxItems\":8,\"items\":{\"type\":\"string\"}", schema.GetRawText(), StringComparison.Ordinal);
        Assert.Contains("\"related\"", schema.GetRawText(), StringComparison.Ordinal);
    }
}
