namespace Unum.Hive.Trials;

/// <summary>A text that a giver learns a skill from, and pieces of it that nobody learns from.</summary>
/// <param name="Name">What kind of text.</param>
/// <param name="Train">To learn from.</param>
/// <param name="Test">Held out.</param>
public sealed record SkillText(string Name, byte[] Train, byte[] Test)
{
    private const int MostBytes = 500_000;
    private const int BlockBytes = 4096;
    private const int Every = 10;
    private const int MostTestBlocks = 8;

    /// <summary>The texts that this machine has: sensor readings that the repository ships, Python's library and the licences that Debian installs. None is like the plays that the birth core knows.</summary>
    /// <param name="sensors">Folder of CSV files, for example data/nab/realKnownCause.</param>
    /// <param name="library">For example /usr/lib/python3.11.</param>
    /// <param name="licences">For example /usr/share/common-licenses.</param>
    /// <param name="seed">Which blocks are held out.</param>
    public static IReadOnlyList<SkillText> All(string sensors, string library, string licences, int seed)
    {
        List<SkillText> texts = [];
        foreach ((string name, string folder, string pattern) in (ReadOnlySpan<(string, string, string)>)[("sensors", sensors, "*.csv"), ("Python", library, "*.py"), ("licences", licences, "*")])
        {
            if (Directory.Exists(folder) && FromFiles(name, folder, pattern, seed) is { } text) texts.Add(text);
        }

        return texts;
    }

    /// <summary>A text from files: of every ten blocks of 4 KB one may be held out, at most eight in all.</summary>
    /// <param name="name">What kind of text.</param>
    /// <param name="folder">Where the files are.</param>
    /// <param name="pattern">Which they are; links are left out.</param>
    /// <param name="seed">Which blocks are held out.</param>
    /// <returns>Null when the files have less than ten blocks.</returns>
    public static SkillText? FromFiles(string name, string folder, string pattern, int seed)
    {
        byte[][] files = [.. new DirectoryInfo(folder).GetFiles(pattern).Where(static f => f.LinkTarget is null).OrderBy(static f => f.Name, StringComparer.Ordinal).Select(static f => File.ReadAllBytes(f.FullName))];
        // The same share of every file, so that one long file is not all there is.
        double share = Math.Min(1, MostBytes / Math.Max(1.0, files.Sum(static f => (double)f.Length)));
        byte[][] blocks = [.. files.SelectMany(f => f[..(int)(f.Length * share)].Chunk(BlockBytes))];
        if (blocks.Length < Every) return null;
        HashSet<int> held = [.. Enumerable.Range(0, blocks.Length / Every).Select(k => (k * Every) + new Random(seed + k).Next(Every))];
        int[] test = [.. held.Order()];
        new Random(seed).Shuffle(test);
        test = [.. test.Take(MostTestBlocks).Order()];
        return new SkillText(name, [.. blocks.Where((_, i) => !held.Contains(i)).SelectMany(static b => b)], [.. test.SelectMany(i => blocks[i])]);
    }
}
