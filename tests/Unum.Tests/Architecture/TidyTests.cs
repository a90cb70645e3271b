using System.Xml.Linq;

namespace Unum.Tests.Architecture;

/// <summary>Style that a compiler does not check, kept by a test (docs/ARCHITECTURE.md says why).</summary>
public sealed class TidyTests
{
    private const int LongestFile = 600;

    /// <summary>The house: a room may reference only rooms listed after it.</summary>
    private static readonly string[] Ladder =
    [
        "Unum.Node", "Unum.Fabric", "Unum.Viable", "Unum.Thought", "Unum.Hive",
        "Unum.Grid", "Unum.Femto", "Unum.Devices", "Unum.Kairos", "Unum.Tensors",
    ];

    private static readonly Dictionary<string, string[]> MayReference = new(StringComparer.Ordinal)
    {
        ["Unum.Viable"] = ["Unum.Tensors", "Unum.Kairos"],
        ["Unum.Thought"] = [],
        ["Unum.Hive"] = ["Unum.Femto"],
        ["Unum.Grid"] = ["Unum.Femto"],
        ["Unum.Femto"] = ["Unum.Tensors"],
        ["Unum.Devices"] = ["Unum.Kairos"],
        ["Unum.Kairos"] = [],
        ["Unum.Tensors"] = [],
    };

    [Fact]
    public void Rooms_reference_only_the_rooms_below_them()
    {
        foreach (string project in Repository.Files("src", "*.csproj"))
        {
            string room = Path.GetFileNameWithoutExtension(project);
            int height = Array.IndexOf(Ladder, room);
            Assert.True(height >= 0, $"{room} is not a room of the house: add it to the ladder and to docs/ARCHITECTURE.md.");
            foreach (string target in References(project))
            {
                Assert.True(Array.IndexOf(Ladder, target) > height, $"{room} references {target}, which is not below it.");
                if (MayReference.TryGetValue(room, out string[]? allowed)) Assert.Contains(target, allowed);
            }
        }
    }

    [Fact]
    public void No_file_is_longer_than_a_reader_can_hold()
    {
        foreach (string file in SourceFiles())
        {
            int lines = File.ReadLines(file).Count();
            Assert.True(lines <= LongestFile, $"{Repository.Relative(file)} has {lines} lines; split it by noun or by verb (at most {LongestFile}).");
        }
    }

    [Fact]
    public void Nothing_is_left_to_do_later()
    {
        // Spelled in halves so that this file passes its own test.
        string[] marks = ["TO" + "DO", "FIX" + "ME", "HA" + "CK:", "NotImplemented" + "Exception"];
        foreach (string file in SourceFiles())
        {
            string text = File.ReadAllText(file);
            foreach (string mark in marks) Assert.False(text.Contains(mark, StringComparison.Ordinal), $"{Repository.Relative(file)} says {mark}.");
        }
    }

    [Fact]
    public void No_test_is_skipped()
    {
        string[] marks = ["Skip" + " = ", "Assert" + ".Skip", "Skip" + "When", "Skip" + "Unless"];
        foreach (string file in Repository.Files("tests", "*.cs"))
        {
            string text = File.ReadAllText(file);
            foreach (string mark in marks) Assert.False(text.Contains(mark, StringComparison.Ordinal), $"{Repository.Relative(file)} skips a test.");
        }
    }

    [Fact]
    public void Every_namespace_follows_its_folder()
    {
        foreach (string file in Repository.Files("src", "*.cs").Where(f => !f.Contains("/Common/", StringComparison.Ordinal)))
        {
            string? declared = File.ReadLines(file).FirstOrDefault(l => l.StartsWith("namespace ", StringComparison.Ordinal))?["namespace ".Length..].TrimEnd(';');
            if (declared is null) continue;
            string folder = Path.GetDirectoryName(Path.GetRelativePath(Path.Combine(Repository.Root, "src"), file))!.Replace('/', '.');
            Assert.True(string.Equals(declared, folder, StringComparison.Ordinal), $"{Repository.Relative(file)} declares {declared}, its folder says {folder}.");
        }
    }

    [Fact]
    public void The_two_commands_stand_in_the_readme()
    {
        string readme = File.ReadAllText(Path.Combine(Repository.Root, "README.md"));
        Assert.Contains("./unum up", readme, StringComparison.Ordinal);
        Assert.Contains("./test", readme, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_say_what_a_thing_is()
    {
        string[] empty = ["Manager", "Helper", "Helpers", "Util", "Utils"];
        foreach (string file in Repository.Files("src", "*.cs"))
        {
            string name = Path.GetFileNameWithoutExtension(file);
            Assert.False(empty.Any(e => name.EndsWith(e, StringComparison.Ordinal)), $"{name} is an empty name.");
        }
    }

    private static IEnumerable<string> SourceFiles() => new[] { "src", "tests", "bench" }.SelectMany(f => Repository.Files(f, "*.cs"));

    private static IEnumerable<string> References(string project) => XDocument.Load(project)
        .Descendants("ProjectReference")
        .Select(r => Path.GetFileNameWithoutExtension(r.Attribute("Include")!.Value));
}
