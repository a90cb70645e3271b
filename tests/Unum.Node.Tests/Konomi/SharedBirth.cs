using Unum.Femto.Births;

namespace Unum.Node.Tests.Konomi;

/// <summary>The birth model is trained once for all tests, not once for every node that a test starts.</summary>
internal static class SharedBirth
{
    private static readonly Lazy<Task<string>> Folder = new(MakeAsync);

    /// <summary>Lays the trained model into a node's data folder, where it looks for it.</summary>
    public static async Task LayIntoAsync(string data)
    {
        string target = Directory.CreateDirectory(Path.Combine(data, "femto")).FullName;
        foreach (string file in Directory.GetFiles(await Folder.Value, "*.femto")) File.Copy(file, Path.Combine(target, Path.GetFileName(file)));
    }

    private static async Task<string> MakeAsync()
    {
        string folder = Path.Combine(Path.GetTempPath(), "unum-test-birth");
        await new DefaultBirth(folder).GetAsync();
        return folder;
    }
}
