using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;

namespace Unum.Node.Konomi.Api;

/// <summary>Reads a request's fields from path, query and JSON body, within the route's limits.</summary>
internal static class RequestReading
{
    private const string Json = "application/json";
    private static readonly JsonDocumentOptions Shallow = new() { MaxDepth = 16 };

    /// <summary>The body's bytes; empty without one.</summary>
    /// <exception cref="ApiProblem">413, 415 or 400.</exception>
    public static async Task<byte[]> BodyAsync(HttpContext context, ApiRoute route)
    {
        HttpRequest request = context.Request;
        if (request.ContentLength is 0 || request.ContentLength is null && !request.Headers.ContainsKey("Transfer-Encoding") && request.Protocol == "HTTP/1.1") return [];
        if (request.ContentLength > route.LargestBody) throw TooLarge(route);
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit) limit.MaxRequestBodySize = route.LargestBody;
        int expected = (int)(request.ContentLength ?? 4096);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(expected + 1);
        int length = 0;
        try
        {
            while (true)
            {
                int read = await request.Body.ReadAsync(buffer.AsMemory(length), context.RequestAborted);
                if (read == 0) break;
                length += read;
                if (length > route.LargestBody) throw TooLarge(route);
                if (length < buffer.Length) continue;
                byte[] larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
                buffer.AsSpan(0, length).CopyTo(larger);
                ArrayPool<byte>.Shared.Return(buffer);
                buffer = larger;
            }

            if (route.BodyType != Json)
            {
                if (length > 0 && request.ContentType?.StartsWith(route.BodyType, StringComparison.OrdinalIgnoreCase) != true)
                    throw new ApiProblem(StatusCodes.Status415UnsupportedMediaType, "Only bytes are read here.", $"The body is {request.ContentType ?? "of no named type"}; send it with the header 'Content-Type: {route.BodyType}'.");
            }
            else if (length > 0 && !request.HasJsonContentType())
            {
                throw new ApiProblem(
                    StatusCodes.Status415UnsupportedMediaType, "Only JSON is read here.",
                    $"The body is {request.ContentType ?? "of no named type"}; send JSON with the header 'Content-Type: application/json'.");
            }

            return buffer.AsSpan(0, length).ToArray();
        }
        catch (BadHttpRequestException e)
        {
            throw e.StatusCode == StatusCodes.Status413PayloadTooLarge ? TooLarge(route) : ApiProblem.Malformed($"The body broke off or was framed wrongly: {e.Message}");
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>All fields, checked.</summary>
    /// <exception cref="ApiProblem">400 when the body is no JSON object, 422 when fields are missing or wrong: all of them are named.</exception>
    public static ApiCall Read(HttpContext context, ApiRoute route, byte[] body)
    {
        if (route.BodyType != Json) return new ApiCall(context, route, Fields(route.Fields, body: null, context.Request)) { Body = body };
        if (route.Fields.Count == 0 && body.Length == 0) return new ApiCall(context, route, new Dictionary<string, object>(StringComparer.Ordinal));
        using JsonDocument? json = body.Length == 0 ? null : Parse(body);
        return new ApiCall(context, route, Fields(route.Fields, json?.RootElement, context.Request));
    }

    /// <summary>Fields of a message that is nothing but a JSON object.</summary>
    /// <exception cref="ApiProblem">422: fields are missing or wrong.</exception>
    public static IReadOnlyDictionary<string, object> Fields(IReadOnlyList<ApiField> fields, JsonElement message) => Fields(fields, message, request: null);

    private static Dictionary<string, object> Fields(IReadOnlyList<ApiField> fields, JsonElement? body, HttpRequest? request)
    {
        Dictionary<string, object> values = new(fields.Count, StringComparer.Ordinal);
        Dictionary<string, string>? wrong = null;
        foreach (ApiField field in fields)
        {
            string? why = null;
            object? value = null;
            bool given = true;
            if (field.InPath) value = FieldReading.FromText(field, (string)request!.RouteValues[field.Name]!, out why);
            else if (body is { } json && FindSafely(json, field, out JsonElement element)) value = FieldReading.FromJson(field, element, out why);
            else if (request is not null && Find(request.Query, field, out string text)) value = FieldReading.FromText(field, text, out why);
            else given = false;

            if (value is not null) values[field.Name] = value;
            else if (given) (wrong ??= new(StringComparer.Ordinal))[field.Name] = why!;
            else if (field.Required) (wrong ??= new(StringComparer.Ordinal))[field.Name] = $"'{field.Name}' is missing: {FieldReading.Expected(field)}.";
        }

        return wrong is null ? values : throw ApiProblem.Invalid(wrong);
    }

    private static JsonDocument Parse(byte[] body)
    {
        JsonDocument json;
        try
        {
            json = JsonDocument.Parse(body, Shallow);
        }
        catch (JsonException e)
        {
            throw ApiProblem.Malformed($"The body is not JSON: {e.Message}");
        }

        if (json.RootElement.ValueKind == JsonValueKind.Object) return json;
        json.Dispose();
        throw ApiProblem.Malformed("The body must be a JSON object, such as {\"x\":1}.");
    }

    private static bool FindSafely(JsonElement body, ApiField field, out JsonElement value)
    {
        try
        {
            return Find(body, field, out value);
        }
        catch (InvalidOperationException)
        {
            throw ApiProblem.Malformed("A name in the body is not valid Unicode.");
        }
    }

    private static bool Find(JsonElement body, ApiField field, out JsonElement value)
    {
        if (Present(body, field.Name, out value)) return true;
        foreach (string alias in field.Aliases)
        {
            if (Present(body, alias, out value)) return true;
        }

        return false;
    }

    /// <summary>null counts as left out.</summary>
    private static bool Present(JsonElement body, string name, out JsonElement value) =>
        body.TryGetProperty(name, out value) && value.ValueKind != JsonValueKind.Null;

    private static bool Find(IQueryCollection query, ApiField field, out string text)
    {
        text = "";
        if (!query.TryGetValue(field.Name, out StringValues values) && !field.Aliases.Any(a => query.TryGetValue(a, out values))) return false;
        text = values[^1] ?? "";
        return true;
    }

    private static ApiProblem TooLarge(ApiRoute route) =>
        ApiProblem.TooLarge(FormattableString.Invariant($"A body of {route.Method} {route.Path} has at most {route.LargestBody} bytes; send less at once."));
}
