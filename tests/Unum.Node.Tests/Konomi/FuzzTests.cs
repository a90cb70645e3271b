using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;

namespace Unum.Node.Tests.Konomi;

/// <summary>Random requests at every endpoint that the OpenAPI document names: nothing is a server's error, every refusal is problem+json that says something.</summary>
public sealed class FuzzTests(KonomiNode node) : IClassFixture<KonomiNode>
{
    private static readonly string[] Strange =
    [
        "", "null", "true", "-1", "0", "5", "1023", "1024", "99999999999999999999", "1e400", "-0.0", "3.5", "NaN", "\"\"", "\"x\"", "\"activate\"", "\"z\"", "\"NEU\"", "\"Start\"", "\"none\"",
        "\"main\"", "\"\\ud800\"", "\"\\u0000\"", "[]", "[1,2]", "[1,2,3]", "[1,2,1e9]", "[[1,2,3]]", "[[1,2],[3]]", "{}", "{\"x\":1}", "[{\"x\":1,\"y\":2,\"z\":3,\"value\":4}]", "[{\"x\":1,\"y\":2,\"z\":3}]",
        "[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]", "\"" + new string('a', 70) + "\"", "\"🧬κ\"",
    ];

    [Fact]
    public async Task No_request_is_answered_with_a_servers_error_and_every_refusal_explains_itself()
    {
        JsonObject document = JsonNode.Parse(await node.Http.GetStringAsync("openapi/v1.json", TestContext.Current.CancellationToken))!.AsObject();
        (string Path, string Method, JsonObject Operation)[] operations =
        [
            .. document["paths"]!.AsObject().SelectMany(p => p.Value!.AsObject().Select(o => (p.Key, o.Key, o.Value!.AsObject()))),
        ];
        Assert.True(operations.Length >= 30, "the document names every call");
        Gen<(string, string)> field = Gen.Elements(Names(operations)).Zip(Gen.Elements(Strange));
        Gen<Attempt> attempts =
            from operation in Gen.Elements(operations)
            from part in Gen.Elements("nobody", "c1", "NEU", "1", "0", "%2e%2e", "a b", "κ", "op-1")
            from fields in field.ListOf()
            from known in Gen.Choose(0, 3)
            from inQuery in ArbMap.Default.GeneratorFor<bool>()
            from broken in Gen.Frequency((9, Gen.Constant(0)), (1, Gen.Choose(1, 4)))
            select Attempt.Of(operation.Path, operation.Method, operation.Operation, part, [.. fields], known, inQuery, broken);
        await node.PostAsync("cubes", new { cube_id = "c1" });

        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(400),
            Prop.ForAll(attempts.ToArbitrary(), attempt =>
            {
                (int status, string? type, string body) = SendAsync(attempt).GetAwaiter().GetResult();
                if (status >= 500) throw new InvalidOperationException($"{attempt} was answered {status}: {body}");
                if (status < 400) return true;
                if (type != "application/problem+json") throw new InvalidOperationException($"{attempt} was answered {status} as {type}: {body}");
                using JsonDocument problem = JsonDocument.Parse(body);
                return problem.RootElement.GetProperty("title").GetString()!.Length > 0 && problem.RootElement.GetProperty("status").GetInt32() == status;
            }));
        Assert.Equal(200, (await node.GetAsync("value?x=1&y=1&z=1")).Status);
    }

    private static string[] Names((string Path, string Method, JsonObject Operation)[] operations) =>
    [
        .. operations.SelectMany(o => (o.Operation["requestBody"]?["content"]?["application/json"]?["schema"]?["properties"]?.AsObject().Select(p => p.Key) ?? [])
            .Concat(o.Operation["parameters"]?.AsArray().Select(p => (string)p!["name"]!) ?? [])).Append("v").Append("unknown").Distinct(StringComparer.Ordinal),
    ];

    private async Task<(int Status, string? Type, string Body)> SendAsync(Attempt attempt)
    {
        using HttpRequestMessage request = new(new HttpMethod(attempt.Method), new Uri(node.Rest, attempt.Path));
        if (attempt.Body is not null)
        {
            request.Content = new ByteArrayContent(attempt.Body);
            request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(attempt.MediaType);
        }

        using HttpResponseMessage answer = await node.Http.SendAsync(request, CancellationToken.None);
        return ((int)answer.StatusCode, answer.Content.Headers.ContentType?.MediaType, await answer.Content.ReadAsStringAsync(CancellationToken.None));
    }

    /// <summary>One request.</summary>
    private sealed record Attempt(string Method, string Path, byte[]? Body, string MediaType)
    {
        public static Attempt Of(string path, string method, JsonObject operation, string part, (string Name, string Value)[] fields, int known, bool inQuery, int broken)
        {
            int brace = path.IndexOf('{', StringComparison.Ordinal);
            if (brace >= 0) path = path[..brace] + part + path[(path.IndexOf('}', StringComparison.Ordinal) + 1)..];
            Dictionary<string, string> all = new(StringComparer.Ordinal);
            if (known > 0) Sensible(operation, all, known);
            foreach ((string name, string value) in fields.Take(4)) all[name] = value;
            all["instance_id"] = all.TryGetValue("instance_id", out string? id) ? id : "\"main\"";
            string query = inQuery || method == "get" ? "?" + string.Join('&', all.Select(f => $"{Uri.EscapeDataString(f.Key)}={Uri.EscapeDataString(f.Value.Trim('"').Replace("\\ud800", "\ufffd", StringComparison.Ordinal))}")) : "";
            if (method == "get" || inQuery && broken == 0) return new Attempt(method.ToUpperInvariant(), path.TrimStart('/') + query, null, "");
            string body = "{" + string.Join(',', all.Where(f => f.Value.Length > 0).Select(f => $"{JsonSerializer.Serialize(f.Key)}:{f.Value}")) + "}";
            byte[] bytes = Encoding.UTF8.GetBytes(body);
            return new Attempt(method.ToUpperInvariant(), path.TrimStart('/'), broken switch
            {
                1 => bytes[..(bytes.Length / 2)],
                2 => [0xFF, 0xFE, .. bytes],
                3 => new byte[70_000],
                _ => bytes,
            }, broken == 4 ? "text/plain" : "application/json");
        }

        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Method} {Path} {(Body is null ? "" : Encoding.UTF8.GetString(Body.AsSpan(0, Math.Min(Body.Length, 300))))}");

        /// <summary>What the document says the call needs, so that not every attempt ends at the first check.</summary>
        private static void Sensible(JsonObject operation, Dictionary<string, string> fields, int seed)
        {
            JsonObject properties = operation["requestBody"]?["content"]?["application/json"]?["schema"]?["properties"]?.AsObject() ?? [];
            foreach ((string name, JsonNode? schema) in properties) fields[name] = Value(schema!.AsObject(), seed);
            foreach (JsonNode? parameter in operation["parameters"]?.AsArray() ?? [])
            {
                if ((string)parameter!["in"]! == "query") fields[(string)parameter["name"]!] = Value(parameter["schema"]!.AsObject(), seed);
            }

            fields.Remove("template_id");
            fields.Remove("cube_id");
            fields.Remove("after");
            fields.Remove("offsets");
        }

        private static string Value(JsonObject schema, int seed) => (string?)schema["type"] switch
        {
            "integer" => seed.ToString(CultureInfo.InvariantCulture),
            "number" => "0.5",
            "boolean" => "true",
            "array" when schema["minItems"] is not null => "[1,2,3]",
            "array" => "[]",
            _ => schema["enum"] is JsonArray words ? words[seed % words.Count]!.ToJsonString() : "\"text\"",
        };
    }
}
