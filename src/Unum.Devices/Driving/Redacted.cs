namespace Unum.Devices.Driving;

/// <summary>Addresses as they may be shown: without user, password and query.</summary>
internal static class Redacted
{
    internal static string Url(Uri url) => url.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped);

    /// <summary>The same for what may be no URL at all; that is returned as it is.</summary>
    internal static string Url(string text) =>
        text.Contains("://", StringComparison.Ordinal) && Uri.TryCreate(text, UriKind.Absolute, out Uri? url) ? Url(url) : text;
}
