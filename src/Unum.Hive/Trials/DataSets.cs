using System.Globalization;
using Unum.Hive.Geometry;
using Unum.Hive.Packets;

namespace Unum.Hive.Trials;

/// <summary>Real data for the trials: digits that the repository ships, texts that a Debian machine has.</summary>
public static class DataSets
{
    private const string OwnDigitsName = "Unum.Hive.Trials.digits.csv";
    private const int TextClasses = 20;
    private const int SnippetBytes = 500;
    private const int SnippetsPerClass = 90;
    private const int BackgroundBytes = 2_000_000;

    /// <summary>Digits of 8x8 pixels from a file of lines "64 numbers, digit": two thirds to learn from, a third to test.</summary>
    /// <param name="file">Null is the file that this program brings: data/digits (CC BY 4.0, see its README).</param>
    /// <param name="seed">Which are learned from.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="FormatException">A line is not 64 pixels and a digit; says which.</exception>
    public static Labelled Digits(string? file, int seed)
    {
        if (file is not null && !File.Exists(file)) throw new FileNotFoundException($"There is no file {file}: name one with lines of 64 pixels and a digit, or name none to use the digits that the program brings.");
        List<(float[] Psi, uint Concept)> all = [];
        foreach (string line in file is null ? OwnDigits() : File.ReadLines(file))
        {
            string[] fields = line.Split(',');
            float[] psi = new float[VectorFrame.Size];
            if (fields.Length != VectorFrame.Size + 1) throw new FormatException(FormattableString.Invariant($"Line {all.Count + 1} of {file ?? OwnDigitsName} has {fields.Length} fields, not 65."));
            if (!VectorFrame.TryMap([.. fields[..^1].Select(f => float.Parse(f, CultureInfo.InvariantCulture))], psi)) throw new FormatException(FormattableString.Invariant($"Line {all.Count + 1} of {file ?? OwnDigitsName} is an empty picture."));
            all.Add((psi, Digit(fields[^1])));
        }

        (float[] Psi, uint Concept)[] shuffled = [.. all];
        new Random(seed).Shuffle(shuffled);
        int train = shuffled.Length * 2 / 3;
        return new Labelled("digits", new VectorFrame(), shuffled[..train], shuffled[train..], [.. Enumerable.Range(0, 10).Select(d => Digit(d.ToString(CultureInfo.InvariantCulture)))], 38, 3);
    }

    /// <summary>Texts of twenty kinds: the largest packages of Python's library, in pieces of 500 bytes. The frame's sense of the usual comes from the library's single modules, which are in no class.</summary>
    /// <param name="library">For example /usr/lib/python3.11.</param>
    /// <param name="seed">Which pieces are learned from.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such library, or it has fewer than twenty packages with enough text.</exception>
    public static Labelled Texts(string library, int seed)
    {
        if (!Directory.Exists(library)) throw new DirectoryNotFoundException($"{library} is not there: install Python (apt-get install python3), whose library is the text of this trial.");
        byte[] background = [.. Directory.EnumerateFiles(library, "*.py").Order(StringComparer.Ordinal).SelectMany(File.ReadAllBytes).Take(BackgroundBytes)];
        TextFrame frame = TextFrame.FromBackground(background);
        (string Name, byte[][] Pieces)[] classes = [.. Directory.EnumerateDirectories(library)
            .Select(d => (Name: Path.GetFileName(d), Pieces: Pieces(d)))
            .Where(static c => c.Pieces.Length >= SnippetsPerClass)
            .OrderByDescending(static c => c.Pieces.Length).ThenBy(static c => c.Name, StringComparer.Ordinal).Take(TextClasses)];
        if (classes.Length < TextClasses) throw new DirectoryNotFoundException($"{library} has {classes.Length} packages with enough text; the trial takes {TextClasses}.");

        Random random = new(seed);
        List<(float[] Psi, uint Concept)> train = [], test = [];
        foreach ((string name, byte[][] pieces) in classes)
        {
            random.Shuffle(pieces);
            for (int i = 0; i < SnippetsPerClass; i++)
            {
                float[] psi = new float[frame.Dimension];
                if (frame.TryMap(pieces[i], psi)) (i % 3 == 2 ? test : train).Add((psi, ModeId.ConceptOf(name)));
            }
        }

        (float[] Psi, uint Concept)[] mixed = [.. train];
        random.Shuffle(mixed);
        return new Labelled("texts", frame, mixed, test, [.. classes.Select(static c => ModeId.ConceptOf(c.Name))], SnippetBytes, 1);
    }

    private static IEnumerable<string> OwnDigits()
    {
        using StreamReader lines = new(typeof(DataSets).Assembly.GetManifestResourceStream(OwnDigitsName) ?? throw new InvalidOperationException("The digits are not in this build."));
        while (lines.ReadLine() is { } line) yield return line;
    }

    private static uint Digit(string digit) => ModeId.ConceptOf("digit " + digit);

    private static byte[][] Pieces(string package) => [.. Directory
        .EnumerateFiles(package, "*.py", SearchOption.AllDirectories)
        .Where(static f => !f.Contains("/__pycache__/", StringComparison.Ordinal) && !f.Contains("/test", StringComparison.Ordinal))
        .Order(StringComparer.Ordinal)
        .SelectMany(static f => File.ReadAllBytes(f).Chunk(SnippetBytes).Where(static c => c.Length == SnippetBytes))];
}
