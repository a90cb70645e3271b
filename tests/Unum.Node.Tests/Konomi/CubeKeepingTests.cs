using System.Text.Json;
using Unum.Grid.Cubes;
using Unum.Node.Konomi;

namespace Unum.Node.Tests.Konomi;

/// <summary>Cubes over restarts: what they learned, their edges and states, from the snapshot of a clean end and from the journal that a kill leaves.</summary>
public sealed class CubeKeepingTests
{
    private const string Taught = "colourless green ideas sleep furiously";

    [Fact]
    public async Task What_a_cube_learned_comes_back_from_the_snapshot_and_from_the_journal_alike()
    {
        string data = Directory.CreateTempSubdirectory("unum-cubes-").FullName;
        await SharedBirth.LayIntoAsync(data);
        string folder = Path.Combine(data, "konomi"), killed = Path.Combine(data, "killed");
        string before;
        KonomiService first = await OpenAsync(folder, data);
        CubeEntry a = first.Cubes.Create("a", "t", new(1, 2, 3)), b = first.Cubes.Create("b", null, default);
        first.Cubes.Connect(a, Vertex.SED, b, Vertex.NWU);
        first.Cubes.Create("gone", null, default);
        first.Cubes.Remove("gone");
        for (int i = 0; i < 3; i++) await first.Cubes.ProcessAsync(a, Vertex.SED, Taught, ProcessOptions.Default, TestContext.Current.CancellationToken);
        first.Cubes.Command(b, PackCommand.Stop);
        before = Text(a) + Text(b);
        Copy(folder, killed);
        await first.DisposeAsync();

        (string state, VertexProcessAnswer answer) fromSnapshot = await AskAsync(folder, data), fromJournal = await AskAsync(killed, data);

        Assert.Equal(before, fromSnapshot.state);
        Assert.Equal(before, fromJournal.state);
        Assert.Equal(JsonSerializer.Serialize(fromSnapshot.answer), JsonSerializer.Serialize(fromJournal.answer));
        Assert.True(fromSnapshot.answer.Surprise < 2, $"the cube has read this before, yet it is surprised by {fromSnapshot.answer.Surprise} bits per byte");
        Assert.False(File.Exists(Path.Combine(folder, "cubes", "journal-0.jsonl")), "the snapshot covers the first journal");
    }

    [Fact]
    public async Task A_journal_cut_in_the_middle_of_a_line_loses_that_line_alone_and_a_damaged_one_is_refused()
    {
        string data = Directory.CreateTempSubdirectory("unum-cubes-").FullName;
        string folder = Path.Combine(data, "konomi"), cubes = Path.Combine(folder, "cubes");
        Directory.CreateDirectory(cubes);
        await File.WriteAllTextAsync(Path.Combine(cubes, "journal-0.jsonl"), """
            {"Do":"create","Cube":"a","Position":[0,0,0],"Named":true}
            {"Do":"create","Cube":"b","Posi
            """, TestContext.Current.CancellationToken);
        await using (KonomiService konomi = await OpenAsync(folder, data)) Assert.Equal(["a"], konomi.Cubes.All().Select(c => c.Cube.Id));

        await File.WriteAllTextAsync(Path.Combine(cubes, "journal-5.jsonl"), "this is no record\n", TestContext.Current.CancellationToken);
        InvalidDataException refused = await Assert.ThrowsAsync<InvalidDataException>(() => OpenAsync(folder, data));
        Assert.Contains("journal-5", refused.Message, StringComparison.Ordinal);
    }

    private static async Task<(string State, VertexProcessAnswer Answer)> AskAsync(string folder, string data)
    {
        await using KonomiService konomi = await OpenAsync(folder, data);
        CubeEntry a = konomi.Cubes.Get("a"), b = konomi.Cubes.Get("b");
        string state = Text(a) + Text(b);
        return (state, await konomi.Cubes.ProcessAsync(a, Vertex.SED, Taught, ProcessOptions.Default, TestContext.Current.CancellationToken));
    }

    private static Task<KonomiService> OpenAsync(string folder, string data) =>
        KonomiService.OpenAsync(new KonomiOptions { Folder = folder, BirthFolder = Path.Combine(data, "femto") }, TestContext.Current.CancellationToken);

    private static string Text(CubeEntry entry) => JsonSerializer.Serialize(entry.Describe() with { Requests = 0 });

    private static void Copy(string from, string to)
    {
        foreach (string path in Directory.GetFiles(from, "*", SearchOption.AllDirectories))
        {
            if (Path.GetFileName(path) == "lock") continue;
            string target = Path.Combine(to, Path.GetRelativePath(from, path));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            using FileStream source = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite), copy = File.Create(target);
            source.CopyTo(copy);
        }
    }
}
