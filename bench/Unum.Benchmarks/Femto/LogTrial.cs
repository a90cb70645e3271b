using System.Text;
using System.Text.RegularExpressions;

namespace Unum.Benchmarks.Femto;

/// <summary>
/// A log with anomalies put in, each known by construction: lines of other logs between its own, and lines of its own with a damaged
/// stretch, two fields swapped, or a number far out. The first fifth stays as it is.
/// </summary>
public sealed partial class LogTrial
{
    /// <summary>What is put in; <see cref="Kinds"/> counts from 1, 0 is an untouched line.</summary>
    public static readonly string[] Kinds = ["foreign line", "damaged line", "swapped fields", "number far out"];

    private const double Share = .0025;
    private const int Damage = 4;

    private LogTrial(byte[][] lines, int[] truth, int first) => (Lines, Truth, First) = (lines, truth, first);

    /// <summary>The lines, without their line feeds.</summary>
    public byte[][] Lines { get; }

    /// <summary>What each line is: 0 untouched, or 1 + its place in <see cref="Kinds"/>.</summary>
    public int[] Truth { get; }

    /// <summary>The first line that counts.</summary>
    public int First { get; }

    /// <summary>Puts a quarter of a percent of each kind in.</summary>
    /// <param name="own">The log.</param>
    /// <param name="others">Lines of other logs.</param>
    /// <param name="random">Chooses places and changes.</param>
    public static LogTrial Make(byte[][] own, byte[][] others, Random random)
    {
        List<byte[]> lines = [.. own];
        List<int> truth = [.. new int[own.Length]];
        int first = own.Length / 5, each = Math.Max(5, (int)(own.Length * Share));
        HashSet<byte[]> known = new(own, new SameBytes());
        for (int kind = 1; kind <= Kinds.Length; kind++)
        {
            for (int done = 0, tries = 0; done < each && tries < each * 200; tries++)
            {
                int at = random.Next(first, lines.Count);
                if (truth[at] != 0) continue;
                byte[]? made = kind == 1 ? others[random.Next(others.Length)] : Changed(kind, lines[at], random);
                if (made is null || known.Contains(made)) continue;
                if (kind == 1) (lines, truth) = Inserted(lines, truth, at, made);
                else (lines[at], truth[at]) = (made, kind);
                done++;
            }
        }

        return new([.. lines], [.. truth], first);
    }

    private static (List<byte[]> Lines, List<int> Truth) Inserted(List<byte[]> lines, List<int> truth, int at, byte[] line)
    {
        lines.Insert(at, line);
        truth.Insert(at, 1);
        return (lines, truth);
    }

    /// <summary>The line with its change; null where it has nothing to change.</summary>
    private static byte[]? Changed(int kind, byte[] line, Random random)
    {
        string text = Encoding.Latin1.GetString(line);
        switch (kind)
        {
            case 2:
                if (line.Length < 2 * Damage) return null;
                byte[] damaged = [.. line];
                int from = random.Next(line.Length - Damage);
                for (int i = from; i < from + Damage; i++) damaged[i] = (byte)random.Next(33, 127);
                return damaged;
            case 3:
                string[] fields = Field().Split(text);
                int[] words = [.. Enumerable.Range(0, fields.Length).Where(i => i % 2 == 0 && fields[i].Length > 0)];
                if (words.Length < 2) return null;
                random.Shuffle(words);
                (fields[words[0]], fields[words[1]]) = (fields[words[1]], fields[words[0]]);
                return Encoding.Latin1.GetBytes(string.Concat(fields));
            default:
                MatchCollection numbers = Number().Matches(text);
                if (numbers.Count == 0) return null;
                Match number = numbers[random.Next(numbers.Count)];
                long far = random.NextInt64(100_000_000, 1_000_000_000);
                return Encoding.Latin1.GetBytes(FormattableString.Invariant($"{text[..number.Index]}{far}{text[(number.Index + number.Length)..]}"));
        }
    }

    /// <summary>What stands between fields, kept as an element of its own.</summary>
    [GeneratedRegex("(?<between>[ \\t/,:]+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Field();

    [GeneratedRegex("[0-9]+", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Number();

    private sealed class SameBytes : IEqualityComparer<byte[]>
    {
        public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

        public int GetHashCode(byte[] bytes)
        {
            HashCode hash = default;
            hash.AddBytes(bytes);
            return hash.ToHashCode();
        }
    }
}
