using FsCheck;
using FsCheck.Fluent;
using Unum.Femto;
using Unum.Femto.Coding;

namespace Unum.Tests.Femto;

/// <summary>Compression is the proof of the model: what comes back is what went in, and its size is the claim.</summary>
public sealed class FemtoCodecTests
{
    private static readonly FemtoCodec Codec = new(TimeProvider.System);

    internal static byte[] Compress(byte[] original, MindKind kind = MindKind.Femto)
    {
        using MemoryStream output = new();
        Codec.Compress(new MemoryStream(original), original.Length, output, kind, null, TestContext.Current.CancellationToken);
        return output.ToArray();
    }

    internal static byte[] Expand(byte[] compressed)
    {
        using MemoryStream output = new();
        Codec.Expand(new MemoryStream(compressed), output, null, TestContext.Current.CancellationToken);
        return output.ToArray();
    }

    private static byte[] Shakespeare(int bytes) => File.ReadAllBytes(Path.Combine(Repository.Root, "data", "text", "shakespeare.txt"))[..bytes];

    [Fact]
    public void Whatever_is_compressed_expands_to_itself() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(25),
        Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), bytes => Expand(Compress(bytes)).AsSpan().SequenceEqual(bytes)));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(70_000)]
    public void Noise_comes_back_and_grows_by_little_more_than_the_header(int length)
    {
        byte[] noise = new byte[length];
        new Random(3).NextBytes(noise);

        byte[] compressed = Compress(noise);

        Assert.Equal(noise, Expand(compressed));
        Assert.True(compressed.Length <= (length * 1.01) + FemtoCodec.Overhead + 4, $"{length} bytes became {compressed.Length}.");
    }

    [Fact]
    public void A_long_dull_file_costs_almost_nothing()
    {
        byte[] zeros = new byte[1_000_000];

        byte[] compressed = Compress(zeros);

        Assert.Equal(zeros, Expand(compressed));
        Assert.True(compressed.Length < 600, $"A million zeros became {compressed.Length} bytes.");
    }

    [Fact]
    public void The_size_is_what_the_surprise_promised()
    {
        byte[] text = Shakespeare(100_000);
        double bits = new FemtoModel().Read(text);

        int size = Compress(text).Length;

        Assert.InRange(size - FemtoCodec.Overhead - (bits / 8), -8, 16);
    }

    [Fact]
    public void Text_is_compressed_better_than_a_general_archiver_does()
    {
        byte[] text = Shakespeare(200_000);

        Assert.True(Compress(text).Length * 8.0 / text.Length < 2.45, "xz -9e takes 2.853 bits per byte for these bytes.");
    }

    [Theory]
    [InlineData(0, "uFEM")]
    [InlineData(4, "version")]
    [InlineData(9, "header is damaged")]
    [InlineData(17, "header is damaged")]
    [InlineData(600, "")]
    [InlineData(-3, "checksum")]
    public void A_damaged_file_is_refused_with_a_reason(int at, string reason)
    {
        byte[] compressed = Compress(Shakespeare(5_000));
        compressed[at < 0 ? compressed.Length + at : at] ^= 4;

        InvalidDataException refusal = Assert.Throws<InvalidDataException>(() => Expand(compressed));

        Assert.Contains(reason, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void No_byte_of_a_file_can_change_unnoticed()
    {
        byte[] compressed = Compress(Shakespeare(200));
        for (int at = 0; at < compressed.Length; at += at < 30 || at > compressed.Length - 14 ? 1 : 7)
        {
            byte[] damaged = [.. compressed];
            damaged[at] ^= (byte)(1 << (at % 8));
            Assert.Throws<InvalidDataException>(() => Expand(damaged));
        }
    }

    [Theory]
    [InlineData(2)]
    [InlineData(20)]
    [InlineData(25)]
    [InlineData(700)]
    public void A_truncated_file_is_refused(int length)
    {
        byte[] compressed = Compress(Shakespeare(5_000));

        Assert.Throws<InvalidDataException>(() => Expand(compressed[..length]));
        Assert.Throws<InvalidDataException>(() => Expand(compressed[..^1]));
    }

    [Fact]
    public void A_file_with_something_after_its_end_is_refused()
    {
        byte[] compressed = [.. Compress(Shakespeare(5_000)), 0];

        InvalidDataException refusal = Assert.Throws<InvalidDataException>(() => Expand(compressed));

        Assert.Contains("after its end", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_of_another_length_than_said_is_refused()
    {
        using MemoryStream output = new();
        Assert.Throws<InvalidDataException>(() => Codec.Compress(new MemoryStream(new byte[10]), 11, output, MindKind.Femto, null, TestContext.Current.CancellationToken));
    }

    /// <summary>
    /// The lengths that a longer file crosses: the codec's pieces of 16 KiB, a Cube's blocks, and the 256 KiB history that the match model
    /// keeps, more than twice over and ending off every boundary. Ten megabytes run in <c>./unum bench femto --only large</c>.
    /// </summary>
    [Fact]
    public void A_file_longer_than_every_piece_and_history_comes_back()
    {
        const int History = 1 << 18;
        byte[] text = Shakespeare(History + 4099), mixed = new byte[(2 * History) + 16_384 + 21];
        text.AsSpan(0, History).CopyTo(mixed);
        new Random(11).NextBytes(mixed.AsSpan(History, 30_000));
        text.AsSpan(0, 4099).CopyTo(mixed.AsSpan(History + 30_000)); // seen before, more than a history ago by now
        text.AsSpan(4099, mixed.Length - History - 34_099 - 1).CopyTo(mixed.AsSpan(History + 34_099));

        byte[] compressed = Compress(mixed);

        Assert.Equal(mixed, Expand(compressed));
        Assert.True(compressed.Length < (Compress(text).Length * 2) + 31_000, $"{mixed.Length} bytes became {compressed.Length}.");
        compressed[compressed.Length * 9 / 10] ^= 1;
        Assert.Throws<InvalidDataException>(() => Expand(compressed));
    }

    [Fact]
    public void Compression_can_be_stopped_and_tells_how_far_it_is()
    {
        using CancellationTokenSource stop = new();
        List<FemtoProgress> told = [];
        Listener listener = new(p =>
        {
            told.Add(p);
            if (told.Count == 2) stop.Cancel();
        });
        using MemoryStream output = new();

        Assert.Throws<OperationCanceledException>(() => Codec.Compress(new MemoryStream(Shakespeare(100_000)), 100_000, output, MindKind.Femto, listener, stop.Token));

        Assert.Equal([16_384, 32_768], told.Select(p => p.Bytes));
        Assert.InRange(told[1].BitsPerByte, 1.5, 5);
        Assert.True(told[1].BytesPerSecond > 0 && told[1].Remaining > TimeSpan.Zero);
    }

    private sealed class Listener(Action<FemtoProgress> tell) : IProgress<FemtoProgress>
    {
        public void Report(FemtoProgress value) => tell(value);
    }
}
