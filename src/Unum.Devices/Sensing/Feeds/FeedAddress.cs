using System.Text;

namespace Unum.Devices.Sensing.Feeds;

/// <summary>Checks and shows the address of a feed.</summary>
internal static class FeedAddress
{
    /// <summary>The address for a person: neither user and password nor the query, where keys hide.</summary>
    public static string Shown(Uri address) =>
        $"{address.Scheme}://{address.Authority}{address.AbsolutePath}" + (address.Query.Length > 0 ? "?..." : "");

    /// <summary>Refuses what is not an absolute address of one of two schemes.</summary>
    /// <exception cref="ArgumentException">It is not.</exception>
    public static void Check(Uri address, string plain, string secure)
    {
        ArgumentNullException.ThrowIfNull(address);
        if (address.IsAbsoluteUri && (address.Scheme == plain || address.Scheme == secure)) return;
        throw new ArgumentException($"'{address}' is not an address beginning with {plain}:// or {secure}://", nameof(address));
    }

    /// <summary>The Authorization header: the bearer token, else user and password of the address, else none.</summary>
    public static string? Authorization(Uri address, string? bearer)
    {
        if (bearer is not null) return "Bearer " + bearer;
        string user = Uri.UnescapeDataString(address.UserInfo);
        return user.Length == 0 ? null : "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(user));
    }
}
