namespace Unum.Node.Konomi.Api;

/// <summary>A REST request whose fields have been read and checked.</summary>
internal sealed class ApiCall(HttpContext context, ApiRoute route, IReadOnlyDictionary<string, object> values) : ApiValues(values)
{
    public HttpContext Context { get; } = context;

    public ApiRoute Route { get; } = route;

    /// <summary>The body of a route that takes bytes; else empty.</summary>
    public byte[] Body { get; init; } = [];

    /// <summary>The caller left or the node stops.</summary>
    public CancellationToken Stopping => Context.RequestAborted;
}
