using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using Unum.Node.Reporting;

namespace Unum.Node.Konomi.Api;

/// <summary>The OpenAPI 3.1 document of a list of routes, made from the same declarations that read and check the requests.</summary>
internal static class OpenApiDocument
{
    private static readonly JsonSerializerOptions Shapes = Frozen();
    private static readonly JsonSchemaExporterOptions Strict = new() { TreatNullObliviousAsNonNullable = true };

    public static JsonObject Of(IReadOnlyList<ApiRoute> routes, string version)
    {
        SortedDictionary<string, JsonNode> schemas = new(StringComparer.Ordinal) { ["Problem"] = Problem() };
        JsonObject paths = [];
        foreach (ApiRoute route in routes)
        {
            if (paths[route.Path] is not JsonObject path) paths[route.Path] = path = [];
            path[route.Method.ToLowerInvariant()] = Operation(route, schemas);
        }

        return new JsonObject
        {
            ["openapi"] = "3.1.0",
            ["info"] = new JsonObject
            {
                ["title"] = "Unum: the Konomi API",
                ["version"] = version,
                ["license"] = new JsonObject { ["name"] = "MIT", ["identifier"] = "MIT" },
                ["description"] = "A sparse grid of a billion addressable blocks, cubes of nine small minds, and the ledger that nine validators agree on. "
                    + "Fields of a POST may come in a JSON body or in the query. Errors are problem+json (RFC 9457). The WebSocket interface is described in docs/api.md.",
            },
            ["servers"] = new JsonArray(new JsonObject { ["url"] = "/" }),
            ["tags"] = new JsonArray([.. routes.Select(r => r.Group).Distinct(StringComparer.Ordinal).Select(g => new JsonObject { ["name"] = g })]),
            ["paths"] = paths,
            ["components"] = new JsonObject
            {
                ["schemas"] = new JsonObject(schemas.Select(s => KeyValuePair.Create<string, JsonNode?>(s.Key, s.Value))),
                ["securitySchemes"] = new JsonObject
                {
                    ["key"] = new JsonObject { ["type"] = "http", ["scheme"] = "bearer", ["description"] = "The mesh key; callers on this computer need none." },
                },
            },
            ["security"] = new JsonArray(new JsonObject(), new JsonObject { ["key"] = new JsonArray() }),
        };
    }

    private static JsonObject Operation(ApiRoute route, SortedDictionary<string, JsonNode> schemas)
    {
        JsonObject operation = new()
        {
            ["operationId"] = route.OperationId,
            ["summary"] = route.Summary,
            ["tags"] = new JsonArray(route.Group),
        };
        bool hasBody = route.Method == "POST" && route.BodyType == "application/json" && route.Fields.Any(f => !f.InPath);
        JsonArray parameters = [.. route.Fields.Where(f => f.InPath || !hasBody).Select(Parameter)];
        if (route.Writes) parameters.Add((JsonNode)Header("Idempotency-Key", "The same key with the same request gives the same answer, done once."));
        if (route.Versioned)
        {
            parameters.Add((JsonNode)Header("If-Match", "Only if the block still has this ETag (412 otherwise); * is any active block."));
            parameters.Add((JsonNode)Header("If-None-Match", "Reading: 304 when it still has this ETag. Writing: * only if the block is not active."));
        }

        if (parameters.Count > 0) operation["parameters"] = parameters;
        if (hasBody) operation["requestBody"] = Body(route);
        else if (route.BodyType != "application/json") operation["requestBody"] = Binary(route);
        operation["responses"] = Responses(route, schemas);
        return operation;
    }

    private static JsonObject Parameter(ApiField field)
    {
        JsonObject parameter = new()
        {
            ["name"] = field.Name,
            ["in"] = field.InPath ? "path" : "query",
            ["required"] = field.Required,
            ["description"] = field.Description,
            ["schema"] = Schema(field),
        };
        return parameter;
    }

    private static JsonObject Header(string name, string description) => new()
    {
        ["name"] = name,
        ["in"] = "header",
        ["required"] = false,
        ["description"] = description,
        ["schema"] = new JsonObject { ["type"] = "string" },
    };

    private static JsonObject Body(ApiRoute route)
    {
        JsonObject properties = [];
        foreach (ApiField field in route.Fields.Where(f => !f.InPath))
        {
            JsonObject schema = Schema(field);
            schema["description"] = field.Aliases.Count == 0 ? field.Description : $"{field.Description} Also: {string.Join(", ", field.Aliases)}.";
            properties[field.Name] = schema;
        }

        JsonArray required = [.. route.Fields.Where(f => f.Required && !f.InPath).Select(f => JsonValue.Create(f.Name))];
        JsonObject body = new() { ["type"] = "object", ["properties"] = properties };
        if (required.Count > 0) body["required"] = required;
        return new JsonObject
        {
            ["required"] = required.Count > 0,
            ["content"] = new JsonObject { ["application/json"] = new JsonObject { ["schema"] = body } },
        };
    }

    private static JsonObject Binary(ApiRoute route) => new()
    {
        ["required"] = true,
        ["content"] = new JsonObject { [route.BodyType] = new JsonObject { ["schema"] = new JsonObject { ["type"] = "string", ["format"] = "binary", ["maxLength"] = route.LargestBody } } },
    };

    private static JsonObject Schema(ApiField field)
    {
        JsonObject schema = field.Kind switch
        {
            FieldKind.Integer => Ranged(field, "integer"),
            FieldKind.Number => new JsonObject { ["type"] = "number" },
            FieldKind.Flag => new JsonObject { ["type"] = "boolean" },
            FieldKind.Text => Words(field),
            FieldKind.Triple => Triple(field),
            FieldKind.Numbers => new JsonObject { ["type"] = "array", ["maxItems"] = field.Most, ["items"] = new JsonObject { ["type"] = "number" } },
            FieldKind.Texts => new JsonObject { ["type"] = "array", ["maxItems"] = field.Most, ["items"] = new JsonObject { ["type"] = "string" } },
            FieldKind.Triples => new JsonObject { ["type"] = "array", ["maxItems"] = field.Most, ["items"] = Triple(field) },
            _ => new JsonObject { ["type"] = "array", ["maxItems"] = field.Most, ["items"] = Block() },
        };
        if (field.Kind == FieldKind.Number && field.Minimum > -1e30)
        {
            schema["minimum"] = field.Minimum;
            schema["maximum"] = field.Maximum;
        }

        if (field.Example is { } example) schema["examples"] = new JsonArray(JsonSerializer.SerializeToNode(example, Shapes));
        return schema;
    }

    private static JsonObject Words(ApiField field)
    {
        JsonObject schema = new() { ["type"] = "string" };
        if (field.Choices is { } choices) schema["enum"] = new JsonArray([.. choices.Select(c => JsonValue.Create(c))]);
        else schema["maxLength"] = field.Most;
        if (field.IsName) schema["pattern"] = "^[A-Za-z0-9._-]+$";
        return schema;
    }

    private static JsonObject Triple(ApiField field) => new()
    {
        ["type"] = "array",
        ["items"] = Ranged(field, "integer"),
        ["minItems"] = 3,
        ["maxItems"] = 3,
    };

    private static JsonObject Block() => new()
    {
        ["type"] = "object",
        ["properties"] = new JsonObject
        {
            ["x"] = new JsonObject { ["type"] = "integer" },
            ["y"] = new JsonObject { ["type"] = "integer" },
            ["z"] = new JsonObject { ["type"] = "integer" },
            ["value"] = new JsonObject { ["type"] = "number" },
        },
        ["required"] = new JsonArray("x", "y", "z", "value"),
    };

    private static JsonObject Ranged(ApiField field, string type)
    {
        JsonObject schema = new() { ["type"] = type };
        if (!double.IsInfinity(field.Minimum)) schema["minimum"] = (long)field.Minimum;
        if (!double.IsInfinity(field.Maximum)) schema["maximum"] = (long)field.Maximum;
        return schema;
    }

    private static JsonObject Responses(ApiRoute route, SortedDictionary<string, JsonNode> schemas)
    {
        JsonObject good = new() { ["description"] = "Done." };
        if (route.Answer is { } type)
        {
            if (!schemas.ContainsKey(type.Name)) schemas[type.Name] = Shapes.GetJsonSchemaAsNode(type, Strict);
            good["content"] = new JsonObject { ["application/json"] = new JsonObject { ["schema"] = Reference(type.Name) } };
        }
        else if (route.MediaType != "application/json")
        {
            good["content"] = new JsonObject { [route.MediaType] = new JsonObject { ["schema"] = new JsonObject { ["type"] = "string" } } };
        }

        JsonObject responses = new() { [Number(route.Status)] = good };
        int[] usual = route.Fields.Count == 0 && route.BodyType == "application/json" ? [429] : [400, 413, 415, 422, 429];
        foreach (int status in usual.Concat(route.Refusals).Concat(route.Versioned ? [412] : []).Distinct().Order())
        {
            responses[Number(status)] = new JsonObject
            {
                ["description"] = Meaning(status),
                ["content"] = new JsonObject { ["application/problem+json"] = new JsonObject { ["schema"] = Reference("Problem") } },
            };
        }

        return responses;
    }

    private static string Meaning(int status) => status switch
    {
        400 => "The request cannot be read.",
        404 => "There is no such thing.",
        409 => "It does not go together with the present state.",
        412 => "The block has changed meanwhile.",
        413 => "The request is too large.",
        415 => "The body is not JSON.",
        422 => "Fields are missing or wrong; `errors` names each.",
        429 => "Too much at once; Retry-After says when to ask again.",
        _ => "Refused.",
    };

    private static JsonObject Problem() => new()
    {
        ["type"] = "object",
        ["description"] = "RFC 9457: what was wrong and what to do.",
        ["properties"] = new JsonObject
        {
            ["title"] = new JsonObject { ["type"] = "string" },
            ["status"] = new JsonObject { ["type"] = "integer" },
            ["detail"] = new JsonObject { ["type"] = "string" },
            ["errors"] = new JsonObject { ["type"] = "object", ["additionalProperties"] = new JsonObject { ["type"] = "string" } },
        },
        ["required"] = new JsonArray("title", "status"),
    };

    private static JsonObject Reference(string name) => new() { ["$ref"] = $"#/components/schemas/{name}" };

    private static string Number(int status) => status.ToString(CultureInfo.InvariantCulture);

    private static JsonSerializerOptions Frozen()
    {
        JsonSerializerOptions options = new(Wire.Json) { NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.Strict };
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }
}
