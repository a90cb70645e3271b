using System.Net;

namespace Unum.Fabric.Mesh;

/// <summary>Addresses of processes of a mesh, as they travel between strangers: checked before anyone dials one.</summary>
internal static class MeshAddress
{
    private const int MaxLength = 200;

    /// <summary>Whether it is an absolute ws or wss URL without user, password, query or fragment, and not too long.</summary>
    public static bool IsValid(string? text) =>
        text is { Length: > 0 and <= MaxLength } && Uri.TryCreate(text, UriKind.Absolute, out Uri? uri) && uri.Scheme is "ws" or "wss" &&
        uri.UserInfo.Length == 0 && uri.Query.Length == 0 && uri.Fragment.Length == 0 && uri.Host.Length > 0;

    /// <summary>The one spelling under which an address is known; null when it is not valid.</summary>
    public static string? Normal(string? text) => IsValid(text) ? new Uri(text!).AbsoluteUri : null;

    /// <summary>
    /// Where the process that states <paramref name="listen"/> is reached from here: 0.0.0.0 and [::] stand for the address
    /// that it is seen at.
    /// </summary>
    /// <param name="listen">As the other states it.</param>
    /// <param name="seenAt">The other end of the link: <c>10.0.0.5:51234</c>, or the URL that was dialled.</param>
    public static string? Resolve(string? listen, string seenAt)
    {
        if (!IsValid(listen)) return null;
        Uri uri = new(listen!);
        if (uri.DnsSafeHost is not ("0.0.0.0" or "::")) return uri.AbsoluteUri;
        string? host = IPEndPoint.TryParse(seenAt, out IPEndPoint? end) ? Plain(end.Address).ToString()
            : IsValid(seenAt) ? new Uri(seenAt).DnsSafeHost
            : null;
        return host is null ? null : new UriBuilder(uri) { Host = host }.Uri.AbsoluteUri;
    }

    private static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
}
