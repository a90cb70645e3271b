using System.Text.Json;
using System.Threading.RateLimiting;
using Unum.Node.Reporting;

namespace Unum.Node.Konomi.Api;

/// <summary>
/// The way of every REST call: a turn in the queue, the body within its limit, the fields checked, the Idempotency-Key looked
/// up, the handler, the answer. Whatever is refused on the way becomes problem+json.
/// </summary>
internal sealed class ApiServer(IReadOnlyList<ApiRoute> routes, Throttle throttle, IdempotencyStore idempotency, CallTally tally, TimeProvider time)
{
    private const string ProblemType = "application/problem+json";

    public IReadOnlyList<ApiRoute> Routes { get; } = routes;

    public void Map(IEndpointRouteBuilder app)
    {
        foreach (ApiRoute route in Routes) app.MapMethods(route.Path, [route.Method], context => ServeAsync(context, route));
    }

    /// <summary>Writes a problem unless the answer has begun already.</summary>
    public static async Task RefuseAsync(HttpContext context, ApiProblem problem)
    {
        HttpResponse response = context.Response;
        if (response.HasStarted)
        {
            context.Abort();
            return;
        }

        response.StatusCode = problem.Status;
        response.ContentType = ProblemType;
        if (problem.Status == StatusCodes.Status413PayloadTooLarge) response.Headers.Connection = "close"; // the rest of the body is not read
        if (problem.RetrySeconds is { } seconds) response.Headers.RetryAfter = FormattableString.Invariant($"{seconds}");
        byte[] body = JsonSerializer.SerializeToUtf8Bytes(
            problem.Fields.Count == 0
                ? (object)new { problem.Title, problem.Status, Detail = problem.Message }
                : new { problem.Title, problem.Status, Detail = problem.Message, Errors = problem.Fields },
            Wire.Json);
        await response.Body.WriteAsync(body, CancellationToken.None);
    }

    private async Task ServeAsync(HttpContext context, ApiRoute route)
    {
        long start = time.GetTimestamp();
        try
        {
            using RateLimitLease turn = await throttle.EnterAsync(route.Heavy, context.RequestAborted);
            byte[] body = await RequestReading.BodyAsync(context, route);
            ApiCall call = RequestReading.Read(context, route, body);
            await AnswerAsync(call, body);
        }
        catch (ApiProblem problem)
        {
            await RefuseAsync(context, problem);
        }
        catch (Exception e) when (ApiProblem.Of(e) is { } problem)
        {
            await RefuseAsync(context, problem);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException && context.RequestAborted.IsCancellationRequested)
        {
            // The caller left: nobody hears the answer.
            context.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
        }
        finally
        {
            tally.Count($"{route.Method} {route.Path}", context.Response.StatusCode, time.GetElapsedTime(start));
        }
    }

    private async Task AnswerAsync(ApiCall call, byte[] body)
    {
        HttpContext context = call.Context;
        string? key = call.Route.Writes ? context.Request.Headers["Idempotency-Key"].ToString() : null;
        if (string.IsNullOrEmpty(key))
        {
            ApiAnswer answer = await call.Route.Handle(call);
            if (!answer.Written) await WriteAsync(context, call.Route, Frozen(answer));
            return;
        }

        if (key.Length > IdempotencyStore.LongestKey || key.Any(static c => c is < ' ' or > '~'))
        {
            throw ApiProblem.Malformed(FormattableString.Invariant($"An Idempotency-Key has 1 to {IdempotencyStore.LongestKey} printable ASCII characters."));
        }

        string fingerprint = IdempotencyStore.Fingerprint(context.Request.Method, context.Request.Path, context.Request.QueryString.Value ?? "", body);
        if (idempotency.Begin(key, fingerprint) is { } given)
        {
            context.Response.Headers["Idempotency-Replayed"] = "true";
            await WriteAsync(context, call.Route, given);
            return;
        }

        bool kept = false;
        try
        {
            ApiAnswer answer = await call.Route.Handle(call);
            Replay frozen = Frozen(answer);
            idempotency.Keep(key, frozen);
            kept = true;
            if (!answer.Written) await WriteAsync(context, call.Route, frozen);
        }
        finally
        {
            if (!kept) idempotency.Forget(key);
        }
    }

    private static Replay Frozen(ApiAnswer answer) => new(
        answer.Status, answer.Body switch
        {
            null => [],
            byte[] raw => raw,
            _ => JsonSerializer.SerializeToUtf8Bytes(answer.Body, answer.Body.GetType(), Wire.Json),
        },
        answer.Version, answer.Location);

    private static async Task WriteAsync(HttpContext context, ApiRoute route, Replay answer)
    {
        HttpResponse response = context.Response;
        response.StatusCode = answer.Status;
        if (answer.Version is { } version) response.Headers.ETag = $"\"{version}\"";
        if (answer.Location is { } location) response.Headers.Location = location;
        if (answer.Status is StatusCodes.Status204NoContent or StatusCodes.Status304NotModified) return;
        response.ContentType = route.MediaType == "application/json" ? "application/json; charset=utf-8" : route.MediaType;
        response.ContentLength = answer.Body.Length;
        await response.Body.WriteAsync(answer.Body, context.RequestAborted);
    }
}
