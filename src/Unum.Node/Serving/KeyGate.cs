using System.Net;
using System.Security.Cryptography;
using System.Text;

namespace Unum.Node.Serving;

/// <summary>
/// Who may speak to this node. Callers on this computer may, unless a page of a foreign site sends them (a browser's Origin
/// that is not us); callers from elsewhere must show the mesh key, as <c>Authorization: Bearer KEY</c>, or once as
/// <c>?key=KEY</c> for a browser, which then holds it in a strict same-site cookie. What nodes say to each other is let
/// through when there is a key, because every message and every link's hello is signed with it.
/// </summary>
internal sealed class KeyGate(RequestDelegate next, string? key)
{
    private const string Cookie = "unum_key";
    private readonly byte[]? _digest = key is null ? null : Digest(key);

    public async Task InvokeAsync(HttpContext context)
    {
        bool here = IsThisComputer(context.Connection);
        if (ForeignPage(context.Request, here))
        {
            await Refuse(context, StatusCodes.Status403Forbidden, "this page's site may not speak to Unum");
        }
        else if (here || IsSigned(context) || Shown(context.Request, out bool byQuery) is { } shown && Matches(shown, byQuery, context))
        {
            await next(context);
        }
        else
        {
            context.Response.Headers.WWWAuthenticate = "Bearer";
            await Refuse(context, StatusCodes.Status401Unauthorized, "show the mesh key: Authorization: Bearer KEY");
        }
    }

    /// <summary>A browser names the page that sends a request; any page that Unum did not serve itself is foreign.</summary>
    private static bool ForeignPage(HttpRequest request, bool here)
    {
        string? origin = request.Headers.Origin;
        if (here && !IsOurName(request.Host.Host)) return true;
        return !string.IsNullOrEmpty(origin)
            && !(Uri.TryCreate(origin, UriKind.Absolute, out Uri? page) && string.Equals(page.Host, request.Host.Host.Trim('[', ']'), StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>Only addresses and this computer's names: a foreign domain that resolves here (DNS rebinding) is refused.</summary>
    private static bool IsOurName(string host) =>
        IPAddress.TryParse(host.Trim('[', ']'), out _)
        || string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase)
        || string.Equals(host, Environment.MachineName, StringComparison.OrdinalIgnoreCase)
        || host.EndsWith(".local", StringComparison.OrdinalIgnoreCase);

    /// <summary>POST /mesh/phase and the WebSocket /mesh prove themselves, message by message.</summary>
    private bool IsSigned(HttpContext context) => _digest is not null
        && (context.Request.Path == "/mesh/phase" && HttpMethods.IsPost(context.Request.Method)
            || context.Request.Path == "/mesh" && context.WebSockets.IsWebSocketRequest);

    private static bool IsThisComputer(ConnectionInfo connection) =>
        connection.RemoteIpAddress is { } remote && (IPAddress.IsLoopback(remote) || remote.IsIPv4MappedToIPv6 && IPAddress.IsLoopback(remote.MapToIPv4()));

    private static string? Shown(HttpRequest request, out bool byQuery)
    {
        const string bearer = "Bearer ";
        string? header = request.Headers.Authorization;
        byQuery = false;
        if (header?.StartsWith(bearer, StringComparison.OrdinalIgnoreCase) == true) return header[bearer.Length..].Trim();
        if (request.Cookies.TryGetValue(Cookie, out string? held)) return held;
        byQuery = true;
        return request.Query["key"];
    }

    private static byte[] Digest(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));

    private static Task Refuse(HttpContext context, int status, string why) =>
        Results.Problem(why, statusCode: status).ExecuteAsync(context);

    private bool Matches(string shown, bool byQuery, HttpContext context)
    {
        if (_digest is null || !CryptographicOperations.FixedTimeEquals(Digest(shown), _digest)) return false;
        if (byQuery) context.Response.Cookies.Append(Cookie, shown, new CookieOptions { HttpOnly = true, SameSite = SameSiteMode.Strict, Path = "/" });
        return true;
    }
}
