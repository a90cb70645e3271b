using Unum.Grid.Cubes;
using Unum.Grid.Instances;

namespace Unum.Node.Konomi.Api;

/// <summary>A request that cannot be done as asked: becomes a problem of RFC 9457 that says what was wrong and what to do.</summary>
internal sealed class ApiProblem(int status, string title, string detail) : Exception(detail)
{
    public int Status { get; } = status;

    public string Title { get; } = title;

    /// <summary>What is wrong with which field; empty when no field is to blame.</summary>
    public IReadOnlyDictionary<string, string> Fields { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>When to try again; null when trying again does not help.</summary>
    public int? RetrySeconds { get; init; }

    public static ApiProblem Missing(string what, string detail) => new(StatusCodes.Status404NotFound, $"There is no such {what}.", detail);

    public static ApiProblem Conflict(string detail) => new(StatusCodes.Status409Conflict, "This does not go together with the present state.", detail);

    public static ApiProblem Invalid(string detail) => new(StatusCodes.Status422UnprocessableEntity, "The request makes no sense as it is.", detail);

    public static ApiProblem Invalid(IReadOnlyDictionary<string, string> fields) =>
        new(StatusCodes.Status422UnprocessableEntity, "The request makes no sense as it is.", string.Join(" ", fields.Values)) { Fields = fields };

    public static ApiProblem Field(string name, string detail) => Invalid(new Dictionary<string, string>(StringComparer.Ordinal) { [name] = detail });

    public static ApiProblem Malformed(string detail) => new(StatusCodes.Status400BadRequest, "The request cannot be read.", detail);

    public static ApiProblem TooLarge(string detail) => new(StatusCodes.Status413PayloadTooLarge, "The request is too large.", detail);

    public static ApiProblem Overloaded(string detail) =>
        new(StatusCodes.Status429TooManyRequests, "Too much at once.", detail) { RetrySeconds = 1 };

    /// <summary>What the rooms refuse a caller with; null for what no caller is to blame for.</summary>
    public static ApiProblem? Of(Exception refusal) => refusal switch
    {
        CubeStateException => Conflict(refusal.Message),
        GridBusyException => Overloaded(refusal.Message),
        GridDamagedException => Conflict(refusal.Message),
        KeyNotFoundException => Missing("thing", refusal.Message),
        NotSupportedException => Conflict(refusal.Message),
        ObjectDisposedException => new(StatusCodes.Status503ServiceUnavailable, "The node stops.", "Ask again when it is back.") { RetrySeconds = 5 },
        InvalidOperationException => Conflict(refusal.Message),
        ArgumentException => Invalid(FirstSentence(refusal.Message)),
        _ => null,
    };

    /// <summary>Without what the BCL adds about parameters and values.</summary>
    private static string FirstSentence(string message)
    {
        int end = message.IndexOf(" (Parameter", StringComparison.Ordinal);
        return end < 0 ? message.Split('\n')[0] : message[..end];
    }
}
