using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Unum.Devices.Sensing.Feeds;

namespace Unum.Tests.Devices.Sensing.Feeds;

public sealed class JsonPathTests
{
    [Theory]
    [InlineData("", "42", 42)]
    [InlineData("", " -1.5e3 ", -1500)]
    [InlineData("", "\"7.25\"", 7.25)]
    [InlineData("/a/b", "{\"x\":[1,{\"a\":9}],\"a\":{\"c\":1,\"b\":2}}", 2)]
    [InlineData("/a/1/b", "{\"a\":[{\"b\":1},{\"b\":2},{\"b\":3}]}", 2)]
    [InlineData("a[1].b", "{\"a\":[{\"b\":1},{\"b\":2},{\"b\":3}]}", 2)]
    [InlineData("a.1.b", "{\"a\":[{\"b\":1},{\"b\":2},{\"b\":3}]}", 2)]
    [InlineData("[0][1]", "[[5,6],7]", 6)]
    [InlineData("/0", "[3]", 3)]
    [InlineData("/0", "{\"0\":4}", 4)]
    [InlineData("/a~1b/c~0d", "{\"a/b\":{\"c~d\":8}}", 8)]
    [InlineData("/", "{\"\":9}", 9)]
    [InlineData("gr\u00f6\u00dfe", "{\"gr\\u00f6\\u00dfe\":1}", 1)]
    [InlineData("p", "\uFEFF{\"p\":\"64123.10\"}", 64123.10)]
    public void The_number_at_a_path_is_found(string path, string json, double number)
    {
        Assert.True(JsonPath.Parse(path).TryFind(Encoding.UTF8.GetBytes(json), out double found));
        Assert.Equal(number, found);
    }

    [Theory]
    [InlineData("a", "{\"a\":1")]
    [InlineData("a", "{\"a\":1}}")]
    [InlineData("a", "{\"a\":1,}")]
    [InlineData("a", "{\"a\":NaN}")]
    [InlineData("a", "{\"a\":\"NaN\"}")]
    [InlineData("a", "{\"a\":\"Infinity\"}")]
    [InlineData("a", "{\"a\":1e999}")]
    [InlineData("a", "{\"a\":\"1 EUR\"}")]
    [InlineData("a", "{\"a\":null}")]
    [InlineData("a", "{\"a\":true}")]
    [InlineData("a", "{\"a\":{\"b\":1}}")]
    [InlineData("a", "{\"b\":1}")]
    [InlineData("a.b", "{\"a\":1,\"b\":2}")]
    [InlineData("/a/2", "{\"a\":[1,2]}")]
    [InlineData("/a/-1", "{\"a\":[1,2]}")]
    [InlineData("", "")]
    [InlineData("", "{}")]
    [InlineData("", "<html>")]
    public void Where_there_is_no_finite_number_none_is_found(string path, string json) =>
        Assert.False(JsonPath.Parse(path).TryFind(Encoding.UTF8.GetBytes(json), out _));

    [Fact]
    public void A_document_too_deep_is_refused() =>
        Assert.False(JsonPath.Root.TryFind(Encoding.UTF8.GetBytes(new string('[', 100_000)), out _));

    [Theory]
    [InlineData("a..b")]
    [InlineData("a[x]")]
    [InlineData("a[1")]
    [InlineData("a]")]
    [InlineData(".a")]
    [InlineData("a.")]
    [InlineData("/a~2")]
    [InlineData("/a~")]
    public void What_is_no_path_is_refused(string path)
    {
        Assert.False(JsonPath.TryParse(path, out _));
        Assert.Throws<FormatException>(() => JsonPath.Parse(path));
    }

    [Fact]
    public void Every_number_of_a_random_document_is_found_where_it_is() =>
        Check.QuickThrowOnFailure(Prop.ForAll<int>(seed =>
        {
            Random random = new(seed);
            JsonNode document = Grow(random, 4);
            byte[] json = Encoding.UTF8.GetBytes(document.ToJsonString());
            foreach ((string pointer, double number) in Numbers(document, ""))
            {
                Assert.True(JsonPath.Parse(pointer).TryFind(json, out double found), $"{pointer} in {document.ToJsonString()}");
                Assert.Equal(number, found);
            }
        }));

    [Fact]
    public void No_bytes_and_no_path_whatever_make_it_throw()
    {
        Check.QuickThrowOnFailure(Prop.ForAll<byte[], string>((bytes, path) =>
        {
            if (JsonPath.TryParse(path, out JsonPath? parsed)) parsed.TryFind(bytes, out _);
            JsonPath.Root.TryFind(bytes, out _);
        }));
        byte[] real = "{\"a\":[{\"b\":\"1.5\"},{\"b\":2e3}],\"c\":{\"d\":null}}"u8.ToArray();
        JsonPath inside = JsonPath.Parse("/a/1/b");
        Check.QuickThrowOnFailure(Prop.ForAll<ushort, byte, ushort>((at, with, cut) =>
        {
            byte[] damaged = [.. real];
            damaged[at % real.Length] = with;
            bool found = inside.TryFind(damaged, out double number);
            Assert.True(!found || double.IsFinite(number));
            inside.TryFind(damaged.AsSpan(0, cut % real.Length), out _);
        }));
    }

    [Fact]
    public void Finding_allocates_nothing()
    {
        byte[] json = "{\"data\":[{\"price\":\"64123.10\"}]}"u8.ToArray();
        JsonPath path = JsonPath.Parse("data[0].price");
        path.TryFind(json, out _);
        Assert.Equal(0, Allocation.Of(() =>
        {
            for (int i = 0; i < 100; i++) path.TryFind(json, out _);
        }));
    }

    private static JsonNode Grow(Random random, int depth)
    {
        int kind = depth == 0 ? random.Next(2) : random.Next(4);
        if (kind == 0) return JsonValue.Create(random.NextDouble() * 1e6);
        if (kind == 1) return JsonValue.Create("text " + random.Next());
        if (kind == 2) return new JsonArray([.. Enumerable.Range(0, random.Next(4)).Select(_ => Grow(random, depth - 1))]);
        JsonObject node = [];
        foreach (string name in (string[])["a", "b/c", "d~e", "\u00e4", ""]) if (random.Next(2) == 0) node[name] = Grow(random, depth - 1);
        return node;
    }

    private static IEnumerable<(string Pointer, double Number)> Numbers(JsonNode node, string at)
    {
        if (node is JsonObject members)
        {
            return members.SelectMany(m => Numbers(
                m.Value!, $"{at}/{m.Key.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)}"));
        }

        if (node is JsonArray elements) return elements.SelectMany((e, i) => Numbers(e!, string.Create(CultureInfo.InvariantCulture, $"{at}/{i}")));
        return node.GetValueKind() == JsonValueKind.Number ? [(at, node.GetValue<double>())] : [];
    }
}
