namespace Unum.Tests.Devices.Sensing;

/// <summary>A folder of files made up for one test.</summary>
internal sealed class TestFolder : IDisposable
{
    public TestFolder() => Root = Directory.CreateTempSubdirectory("unum-sensing-").FullName;

    public string Root { get; }

    public string At(string path) => Path.Combine(Root, path);

    public string Put(string path, string text)
    {
        string full = At(path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, text);
        return full;
    }

    public string Put(string path, byte[] bytes)
    {
        string full = At(path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllBytes(full, bytes);
        return full;
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
