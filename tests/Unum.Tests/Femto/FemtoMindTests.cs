using System.Text;
using Unum.Femto;

namespace Unum.Tests.Femto;

/// <summary>Trained minds: kept in files, speaking, classifying, and eight of them as a Cube.</summary>
public sealed class FemtoMindTests
{
    private static readonly byte[] Text = File.ReadAllBytes(Repository.At("data/text/shakespeare.txt"))[..60_000];

    [Fact]
    public void A_saved_model_answers_as_it_did()
    {
        FemtoModel model = new();
        model.Read(Text.AsSpan(0, 30_000));
        FemtoModel loaded = ModelFile.Load(new MemoryStream(Saved(model)));
        model.Restart();

        Assert.Equal(Saved(model)[20..^32], Saved(loaded)[20..^32]);
        foreach (byte b in Text.AsSpan(30_000, 3_000)) Assert.Equal(model.Read(b), loaded.Read(b));
    }

    [Theory]
    [InlineData(0, "uFMM")]
    [InlineData(4, "version")]
    [InlineData(9, "revision")]
    [InlineData(2_000_000, "checksum")]
    public void A_damaged_model_is_refused_with_a_reason(int at, string reason)
    {
        byte[] file = Saved(new FemtoModel());
        file[at] ^= 2;

        InvalidDataException refusal = Assert.Throws<InvalidDataException>(() => ModelFile.Load(new MemoryStream(file)));

        Assert.Contains(reason, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_truncated_or_longer_model_is_refused()
    {
        byte[] file = Saved(new FemtoModel());
        foreach (int length in new[] { 0, 10, 1_000, file.Length - 1 })
            Assert.Throws<InvalidDataException>(() => ModelFile.Load(new MemoryStream(file[..length])));
        Assert.Throws<InvalidDataException>(() => ModelFile.Load(new MemoryStream([.. file, 1])));
    }

    [Fact]
    public void A_completion_is_the_seeds_and_leaves_the_model_as_it_was()
    {
        FemtoModel model = new();
        model.Read(Text);
        byte[] before = Saved(model);
        byte[] prompt = Encoding.ASCII.GetBytes("First Citizen:\n");

        byte[] one = [.. new Completion(.5, .9, 7).Draw(model, prompt, 60, TestContext.Current.CancellationToken)];
        byte[] again = [.. new Completion(.5, .9, 7).Draw(model, prompt, 60, TestContext.Current.CancellationToken)];
        byte[] other = [.. new Completion(.5, .9, 8).Draw(model, prompt, 60, TestContext.Current.CancellationToken)];

        Assert.Equal(one, again);
        Assert.NotEqual(one, other);
        Assert.All(one, b => Assert.InRange(b, (byte)10, (byte)126));
        Assert.Equal(before[20..^32], Saved(model)[20..^32]);
        Assert.True(model.Learning);
    }

    [Fact]
    public void The_specialist_least_surprised_knows_what_it_is()
    {
        FemtoModel verse = new(), code = new();
        byte[] source = [.. Directory.GetFiles(Repository.At("src/Unum.Femto"), "*.cs", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Take(12).SelectMany(File.ReadAllBytes)];
        verse.Read(Text.AsSpan(0, 30_000));
        code.Read(source.AsSpan(0, 20_000));
        LeastSurprise minds = new([("verse", verse), ("code", code)]);

        Assert.Equal("verse", minds.Rank(Text.AsSpan(40_000, 600))[0].Label);
        Assert.Equal("code", minds.Rank(source.AsSpan(^600..))[0].Label);
    }

    [Fact]
    public void A_cube_beats_its_best_member_and_its_file_comes_back()
    {
        byte[] text = Text[..25_000];
        double one = new FemtoModel().Read(text);
        CubeModel cube = new();

        Assert.True(cube.Read(text) < one, "Learned mixing must make a Cube better than one.");
        Assert.All(cube.VertexBytes, b => Assert.InRange(b, 1, FemtoModel.MostBytes));
        Assert.Equal(text[..3_000], FemtoCodecTests.Expand(FemtoCodecTests.Compress(text[..3_000], MindKind.Cube)));
    }

    [Fact]
    public void A_cubes_next_byte_agrees_with_its_bits()
    {
        CubeModel cube = new();
        cube.Read(Text.AsSpan(0, 5_000));
        float[] p = new float[256];
        double byDistribution = 0, byBits = 0;
        foreach (byte b in Text.AsSpan(5_000, 100))
        {
            cube.NextByte(p);
            Assert.Equal(1, p.Sum(), 3);
            byDistribution -= Math.Log2(p[b]);
            byBits += cube.Read(b);
        }

        Assert.Equal(byBits / 100, byDistribution / 100, .03);
    }

    private static byte[] Saved(FemtoModel model)
    {
        using MemoryStream output = new();
        ModelFile.Save(model, output);
        return output.ToArray();
    }
}
