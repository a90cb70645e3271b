using Unum.Femto;
using Unum.Femto.Coding;
using Unum.Tensors.Threads;

namespace Unum.Tests.Femto;

/// <summary>A Cube on several threads is the same Cube, to the last bit; and it can be kept in a file.</summary>
public sealed class CubeTests
{
    private static readonly byte[] Text = File.ReadAllBytes(Repository.At("data/text/shakespeare.txt"))[..5_000];

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(9)]
    public void Known_bytes_cost_the_same_on_several_threads(int threads)
    {
        CubeModel one = new(), several = new(new FixedThreadBudget(threads));
        ushort[] alone = new ushort[Text.Length * 8], together = new ushort[Text.Length * 8];
        // Pieces that are less than a block, more, and none at all.
        foreach ((int from, int to) in ((int, int)[])[(0, 10), (10, 10), (10, 3_000), (3_000, 4_000)])
        {
            one.ReadKnown(Text.AsSpan(from..to), alone.AsSpan(from * 8));
            several.ReadKnown(Text.AsSpan(from..to), together.AsSpan(from * 8));
        }

        Assert.Equal(alone, together);
        Assert.Equal(one.Read(Text[4_000]), several.Read(Text[4_000]));
    }

    [Theory]
    [InlineData(1, 2)]
    [InlineData(2, 1)]
    [InlineData(2, 3)]
    public void A_file_compressed_on_some_threads_expands_on_others(int encode, int decode)
    {
        using MemoryStream packed = new(), back = new(), single = new();
        Codec(1).Compress(new MemoryStream(Text, 0, 2_500), 2_500, single, MindKind.Cube, null, TestContext.Current.CancellationToken);
        Codec(encode).Compress(new MemoryStream(Text, 0, 2_500), 2_500, packed, MindKind.Cube, null, TestContext.Current.CancellationToken);
        packed.Position = 0;

        Codec(decode).Expand(packed, back, null, TestContext.Current.CancellationToken);

        Assert.Equal(single.ToArray(), packed.ToArray());
        Assert.Equal(Text[..2_500], back.ToArray());

        static FemtoCodec Codec(int threads) => new(TimeProvider.System, new FixedThreadBudget(threads));
    }

    [Fact]
    public void A_truncated_file_ends_the_helping_threads_too()
    {
        using MemoryStream packed = new(), back = new();
        new FemtoCodec(TimeProvider.System).Compress(new MemoryStream(Text, 0, 2_500), 2_500, packed, MindKind.Cube, null, TestContext.Current.CancellationToken);
        using MemoryStream half = new(packed.ToArray()[..500]);

        Assert.Throws<InvalidDataException>(() => new FemtoCodec(TimeProvider.System, new FixedThreadBudget(2)).Expand(half, back, null, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void A_saved_cube_answers_as_it_did()
    {
        CubeModel cube = new();
        cube.Read(Text.AsSpan(0, 2_000));
        using MemoryStream file = new();
        ModelFile.Save(cube, file);
        file.Position = 0;

        IByteModel loaded = ModelFile.LoadMind(file);
        cube.Restart();

        Assert.IsType<CubeModel>(loaded);
        foreach (byte b in Text.AsSpan(3_000, 500)) Assert.Equal(cube.Read(b), loaded.Read(b));
        file.Position = 0;
        Assert.Contains("Cube", Assert.Throws<InvalidDataException>(() => ModelFile.Load(file)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(5, "kind")]
    [InlineData(9, "revision")]
    [InlineData(3_000_000, "checksum")]
    [InlineData(28_000_000, "checksum")]
    public void A_damaged_cube_is_refused_with_a_reason(int at, string reason)
    {
        using MemoryStream output = new();
        ModelFile.Save(new CubeModel(), output);
        byte[] file = output.ToArray();
        file[at] ^= 2;

        Assert.Contains(reason, Assert.Throws<InvalidDataException>(() => ModelFile.LoadMind(new MemoryStream(file))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Looking_ahead_changes_nothing()
    {
        CubeModel looks = new(), reads = new();
        float[] p = new float[256];
        foreach (byte b in Text.AsSpan(0, 300))
        {
            if (b == 'e') looks.NextByte(p);
            Assert.Equal(reads.Read(b), looks.Read(b));
        }
    }
}
