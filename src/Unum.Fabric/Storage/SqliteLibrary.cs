using System.Reflection;
using System.Runtime.InteropServices;
using SQLitePCL;

namespace Unum.Fabric.Storage;

/// <summary>The system's SQLite, mapped to the name under which the managed binding looks for it.</summary>
/// <remarks>
/// The binding asks for <c>e_sqlite3</c>, a copy that packages bundle; the bundled ones that are to be had are years behind on
/// security fixes, so the operating system's library, which is kept up to date, takes its place.
/// </remarks>
internal static class SqliteLibrary
{
    private static readonly string[] Candidates =
        OperatingSystem.IsWindows() ? ["winsqlite3", "sqlite3"]
        : OperatingSystem.IsMacOS() ? ["libsqlite3.dylib"]
        : ["libsqlite3.so.0", "libsqlite3.so"];

    private static readonly Lazy<string?> Trouble = new(Load);

    /// <summary>Makes SQLite ready; cheap when it already is.</summary>
    /// <exception cref="DllNotFoundException">It is not installed; the message names the package.</exception>
    public static void Ensure()
    {
        if (Trouble.Value is { } trouble) throw new DllNotFoundException(trouble);
    }

    /// <summary>The first of some libraries that loads; 0 when none does.</summary>
    public static nint FirstOf(IEnumerable<string> names)
    {
        foreach (string name in names)
            if (NativeLibrary.TryLoad(name, out nint handle)) return handle;
        return 0;
    }

    /// <summary>What to tell a person whose machine has none of some libraries.</summary>
    public static string Missing(IEnumerable<string> names) =>
        $"SQLite is not installed ({string.Join(" or ", names)} was not found): apt-get install libsqlite3-0 (Debian, Ubuntu).";

    private static string? Load()
    {
        nint handle = FirstOf(Candidates);
        if (handle == 0) return Missing(Candidates);
        Assembly binding = typeof(SQLite3Provider_e_sqlite3).Assembly;
        NativeLibrary.SetDllImportResolver(binding, (name, _, _) => name == "e_sqlite3" ? handle : 0);
        raw.SetProvider(new SQLite3Provider_e_sqlite3());
        return null;
    }
}
