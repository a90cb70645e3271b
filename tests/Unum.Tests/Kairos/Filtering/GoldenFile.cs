using System.Text.Json;

namespace Unum.Tests.Kairos.Filtering;

/// <summary>Files of the repository that tests compare with: golden values and recorded data.</summary>
internal static class GoldenFile
{
    /// <summary>A path in the repository.</summary>
    public static string At(string path) => Repository.At(path);

    /// <summary>A golden file beside the script that made it.</summary>
    public static JsonElement Json(string path)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(At(path)));
        return document.RootElement.Clone();
    }

    public static double[] Numbers(this JsonElement array) => [.. array.EnumerateArray().Select(x => x.GetDouble())];
}
