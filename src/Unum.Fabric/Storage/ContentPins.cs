using System.Text;
using Unum.Hive.Content;

namespace Unum.Fabric.Storage;

/// <summary>The pins of a store: a text file with one name a line, replaced as a whole.</summary>
internal static class ContentPins
{
    private const string Name = "pins";

    /// <exception cref="StorageRefusedException">A line is no name of a block.</exception>
    public static IReadOnlyList<Cid> Read(string folder)
    {
        string path = Path.Combine(folder, Name);
        if (!File.Exists(path)) return [];
        List<Cid> pins = [];
        foreach (string line in File.ReadLines(path))
        {
            if (!Cid.TryParse(line, out Cid cid)) throw new StorageRefusedException(path, FormattableString.Invariant($"has a line {pins.Count + 1} that names no block"));
            pins.Add(cid);
        }

        return pins;
    }

    public static void Write(string folder, IEnumerable<Cid> pins)
    {
        string path = Path.Combine(folder, Name), fresh = path + ".new";
        using (FileStream file = new(fresh, FileMode.Create, FileAccess.Write, FileShare.None))
        {
            file.Write(Encoding.ASCII.GetBytes(string.Concat(pins.Select(static p => p + "\n"))));
            file.Flush(flushToDisk: true);
        }

        File.Move(fresh, path, overwrite: true);
    }
}
