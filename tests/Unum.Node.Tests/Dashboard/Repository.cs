namespace Unum.Node.Tests.Dashboard;

/// <summary>Where this repository lies on disk.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    /// <summary>The dashboard's files as they are written, with the libraries that the build put beside them.</summary>
    public static string WebRoot => Path.Combine(Root, "src", "Unum.Node", "wwwroot");

    private static string Find()
    {
        DirectoryInfo? here = new(AppContext.BaseDirectory);
        while (here is not null && !File.Exists(Path.Combine(here.FullName, "Unum.slnx")))
            here = here.Parent;
        return here?.FullName ?? throw new InvalidOperationException("Unum.slnx is in no folder above the tests.");
    }
}
