using System.Diagnostics;
using System.Globalization;
using Unum.Femto;
using Unum.Femto.Births;

namespace Unum.Benchmarks.Femto;

/// <summary>
/// What kind of file a snippet is from, by the mind least surprised, beside naive Bayes and file(1). Files are held out whole: no
/// snippet of a test file, nor of a copy of one, was ever learned. Several seeds choose files and places.
/// </summary>
public static class ClassifyBenchmarks
{
    private const int Seeds = 3;
    private const int TrainFiles = 40;
    private const int TestFiles = 25;
    private const int TrainBytes = 3000;
    private static readonly int[] Lengths = [64, 256, 1024];
    private static readonly string[] Who = ["one Femto each (3.9 MB)", "64 KB offspring each", "naive Bayes of bytes", "naive Bayes of pairs", "file(1)"];

    /// <summary>Runs over the kinds of file this computer has.</summary>
    public static IEnumerable<Comparison> Run()
    {
        (string Label, string[] Mimes, byte[][] Files)[] kinds =
            [.. FileKinds.All.Select(static k => (k.Label, k.Mimes, Distinct(k.Files()))).Where(static k => k.Item3.Length >= TrainFiles + TestFiles)];
        BirthModel birth = BirthModel.Train(DefaultBirth.Text().AsSpan(0, 300_000));
        double?[,][] right = new double?[Lengths.Length, Who.Length][];
        for (int l = 0; l < Lengths.Length; l++)
            for (int w = 0; w < Who.Length; w++) right[l, w] = new double?[Seeds];
        for (int seed = 0; seed < Seeds; seed++)
        {
            Trial trial = new(kinds, birth, new Random(seed + 1));
            for (int l = 0; l < Lengths.Length; l++)
            {
                double?[] shares = trial.Accuracy(Lengths[l]);
                for (int w = 0; w < Who.Length; w++) right[l, w][seed] = shares[w];
            }
        }

        MarkdownTable table = new(string.Create(CultureInfo.InvariantCulture, $"{kinds.Length} kinds of file ({string.Join(", ", kinds.Select(static k => k.Label))}), right of 100 snippets: mean of {Seeds} seeds (least to most)"), ["snippet", .. Who]);
        for (int l = 0; l < Lengths.Length; l++)
        {
            table.Add(FormattableString.Invariant($"{Lengths[l]} bytes"), [.. Enumerable.Range(0, Who.Length).Select(w => Shown(right[l, w]))]);
            for (int w = 1; w < Who.Length; w++)
                if (right[l, w].Average() is { } peer) yield return Comparison.Rate(FormattableString.Invariant($"kind of file from {Lengths[l]} bytes, {Seeds} seeds: one Femto each"), right[l, 0].Average()!.Value * 100, peer * 100, Who[w], "% right");
        }

        table.Print();
    }

    private static string? Shown(double?[] shares) => shares[0] is null ? null
        : string.Create(CultureInfo.InvariantCulture, $"{shares.Average() * 100:F1} ({shares.Min() * 100:F1}-{shares.Max() * 100:F1})");

    /// <summary>Files that differ in their first kilobytes, so that a copy of a file is not on both sides.</summary>
    private static byte[][] Distinct(IEnumerable<byte[]> files) => [.. files.DistinctBy(static f => Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(f.AsSpan(0, Math.Min(f.Length, 4096)))), StringComparer.Ordinal)];

    private sealed class Trial
    {
        private readonly (string Label, string[] Mimes, byte[][] Files)[] _kinds;
        private readonly byte[][][] _tests;
        private readonly LeastSurprise _minds;
        private readonly LeastSurprise _children;
        private readonly NaiveBayes _bytes = new(0);
        private readonly NaiveBayes _pairs = new(1);
        private readonly Random _random;

        public Trial((string Label, string[] Mimes, byte[][] Files)[] kinds, BirthModel birth, Random random)
        {
            (_kinds, _random) = (kinds, random);
            _tests = new byte[kinds.Length][][];
            (string, IByteModel)[] minds = new (string, IByteModel)[kinds.Length], children = new (string, IByteModel)[kinds.Length];
            for (int k = 0; k < kinds.Length; k++)
            {
                byte[][] files = [.. kinds[k].Files];
                random.Shuffle(files);
                byte[][] learned = [.. files.Take(TrainFiles).Select(f => Piece(f, TrainBytes))];
                _tests[k] = files[TrainFiles..(TrainFiles + TestFiles)];
                minds[k] = (kinds[k].Label, Taught(new FemtoModel(), learned));
                children[k] = (kinds[k].Label, Taught(new OffspringModel(birth), learned));
                _bytes.Learn(kinds[k].Label, learned);
                _pairs.Learn(kinds[k].Label, learned);
            }

            (_minds, _children) = (new(minds), new(children));
        }

        /// <summary>Share of snippets of a length that each of <see cref="Who"/> names rightly; null for who is not installed.</summary>
        public double?[] Accuracy(int length)
        {
            (string Label, string[] Mimes, byte[] Bytes)[] snippets =
                [.. _tests.SelectMany((files, k) => files.Select(f => (_kinds[k].Label, _kinds[k].Mimes, Piece(f, length))))];
            double Share(Func<byte[], string> say) => snippets.Count(s => say(s.Bytes) == s.Label) / (double)snippets.Length;
            return
            [
                Share(b => _minds.Rank(b)[0].Label), Share(b => _children.Rank(b)[0].Label), Share(_bytes.Classify), Share(_pairs.Classify),
                FileProgram([.. snippets.Select(static s => s.Bytes)]) is { } said ? snippets.Zip(said).Count(static p => p.First.Mimes.Contains(p.Second, StringComparer.Ordinal)) / (double)snippets.Length : null,
            ];
        }

        private static IByteModel Taught(IByteModel model, byte[][] files)
        {
            foreach (byte[] file in files)
            {
                model.Restart();
                model.Read(file);
            }

            return model;
        }

        private byte[] Piece(byte[] file, int length)
        {
            int size = Math.Min(length, file.Length), at = _random.Next(file.Length - size + 1);
            return file[at..(at + size)];
        }

        /// <summary>MIME types by file(1); null when it is not installed.</summary>
        private static string[]? FileProgram(byte[][] snippets)
        {
            if (!File.Exists("/usr/bin/file")) return null;
            DirectoryInfo folder = Directory.CreateTempSubdirectory("unum-bench-");
            try
            {
                string[] names = [.. snippets.Select((_, i) => Path.Combine(folder.FullName, i.ToString(CultureInfo.InvariantCulture)))];
                for (int i = 0; i < names.Length; i++) File.WriteAllBytes(names[i], snippets[i]);
                using Process process = Process.Start(new ProcessStartInfo("/usr/bin/file", ["-b", "--mime-type", .. names]) { UseShellExecute = false, RedirectStandardOutput = true })!;
                string[] said = process.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
                process.WaitForExit();
                return said.Length == names.Length ? said : null;
            }
            finally
            {
                folder.Delete(recursive: true);
            }
        }
    }
}
