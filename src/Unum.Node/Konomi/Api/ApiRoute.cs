namespace Unum.Node.Konomi.Api;

/// <summary>One call of the REST interface: everything that reading it, limiting it and describing it needs.</summary>
internal sealed record ApiRoute(string Method, string Path, string Summary, Func<ApiCall, Task<ApiAnswer>> Handle)
{
    /// <summary>Largest body when nothing else is said.</summary>
    public const int UsualBody = 64 * 1024;

    /// <summary>Heading in the OpenAPI document.</summary>
    public required string Group { get; init; }

    public IReadOnlyList<ApiField> Fields { get; init; } = [];

    /// <summary>The type that the answer's body is made of; null without one.</summary>
    public Type? Answer { get; init; }

    /// <summary>Status when all went well.</summary>
    public int Status { get; init; } = StatusCodes.Status200OK;

    /// <summary>Problems that this call can be answered with, beyond those of every call.</summary>
    public IReadOnlyList<int> Refusals { get; init; } = [];

    public int LargestBody { get; init; } = UsualBody;

    /// <summary>Whether it thinks or reads much: these wait in a shorter queue.</summary>
    public bool Heavy { get; init; }

    /// <summary>Changes something, so an Idempotency-Key is honoured.</summary>
    public bool Writes { get; init; }

    /// <summary>Answers carry an ETag; If-Match or If-None-Match are honoured.</summary>
    public bool Versioned { get; init; }

    /// <summary>Media type of the request's body; anything but JSON is handed over as bytes, and the fields then come from path and query.</summary>
    public string BodyType { get; init; } = "application/json";

    /// <summary>Media type of the answer when it is not JSON.</summary>
    public string MediaType { get; init; } = "application/json";

    /// <summary>Name for generated clients: get_value, post_llm_interlock.</summary>
    public string OperationId =>
        $"{Method.ToLowerInvariant()}_{Path.Trim('/').Replace("/", "_", StringComparison.Ordinal).Replace("{", "", StringComparison.Ordinal).Replace("}", "", StringComparison.Ordinal).Replace(".", "_", StringComparison.Ordinal)}";
}
