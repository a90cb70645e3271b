namespace Unum.Tests;

/// <summary>The checkout that these tests were built from; compiled into every test project.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    /// <summary>The dashboard's files as they are written, with the libraries that the build put beside them.</summary>
    public static string WebRoot => At("src/Unum.Node/wwwroot");

    /// <summary>A path in the checkout.</summary>
    public static string At(string path) => Path.Combine(Root, path);

    /// <summary>The source files of a folder, without what the build put there.</summary>
    public static IEnumerable<string> Files(string folder, string pattern) => Directory
        .EnumerateFiles(At(folder), pattern, SearchOption.AllDirectories)
        .Where(path => !path.Contains("/node_modules/", StringComparison.Ordinal)
            && !path.Contains("/wwwroot/lib/", StringComparison.Ordinal));

    public static string Relative(string path) => Path.GetRelativePath(Root, path);

    private static string Find()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Unum.slnx"))) folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("The tests run from inside the checkout: Unum.slnx was not found above them.");
    }
}
