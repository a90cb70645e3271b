namespace Unum.Node.Konomi.Api;

/// <summary>What a route answers.</summary>
/// <param name="Body">Written as JSON; null is an answer without a body.</param>
/// <param name="Status">200 when left out.</param>
internal readonly record struct ApiAnswer(object? Body, int Status = StatusCodes.Status200OK)
{
    /// <summary>The version of what was read or written, without quotes.</summary>
    public string? Version { get; init; }

    /// <summary>Where the thing that was made is.</summary>
    public string? Location { get; init; }

    /// <summary>The handler has written its answer itself, line by line.</summary>
    public bool Written { get; init; }

    public static ApiAnswer Created(object body, string location) => new(body, StatusCodes.Status201Created) { Location = location };

    public static ApiAnswer Nothing { get; } = new(null, StatusCodes.Status204NoContent);
}
