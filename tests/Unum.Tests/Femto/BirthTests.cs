using Unum.Femto;

namespace Unum.Tests.Femto;

/// <summary>One birth, many minds: what is shared is never written to, and what is owned is small.</summary>
public sealed class BirthTests
{
    private static readonly byte[] Text = File.ReadAllBytes(Repository.At("data/text/shakespeare.txt"))[..80_000];
    private static readonly BirthModel Birth = BirthModel.Train(Text.AsSpan(0, 40_000), CancellationToken.None);

    [Fact]
    public void A_thousand_readers_on_several_threads_answer_as_one_alone()
    {
        byte[] before = Birth.TableHash();
        byte[] unheard = Text[50_000..50_300];
        int[] alone = Bits(Birth.NewReader(), unheard);
        IByteModel[] readers = [.. Enumerable.Range(0, 1000).Select(_ => Birth.NewReader())];
        bool[] same = new bool[readers.Length];

        // Four threads, each with 250 readers whose streams are interleaved bit by bit, so that a shared cursor would show.
        Thread[] threads = [.. Enumerable.Range(0, 4).Select(t => new Thread(() =>
        {
            Span<IByteModel> mine = readers.AsSpan(t * 250, 250);
            bool[] agrees = new bool[250];
            Array.Fill(agrees, true);
            for (int bit = 0; bit < alone.Length; bit++)
            {
                int came = (unheard[bit / 8] >> (7 - (bit % 8))) & 1;
                for (int i = 0; i < mine.Length; i++)
                {
                    agrees[i] &= mine[i].PredictBit() == alone[bit];
                    mine[i].Advance(came);
                }
            }

            agrees.CopyTo(same, t * 250);
        }))];
        foreach (Thread thread in threads) thread.Start();
        foreach (Thread thread in threads) thread.Join();

        Assert.All(same, Assert.True);
        Assert.Equal(before, Birth.TableHash());
    }

    [Fact]
    public void A_reader_answers_as_the_frozen_model_does()
    {
        FemtoModel model = new();
        model.Read(Text.AsSpan(0, 40_000));
        model.Learning = false;
        model.Restart();

        Assert.Equal(Bits(model, Text[60_000..61_000]), Bits(Birth.NewReader(), Text[60_000..61_000]));
    }

    [Fact]
    public void A_reader_owns_a_few_kilobytes_and_counts_them()
    {
        Birth.NewReader();
        long before = GC.GetAllocatedBytesForCurrentThread();
        IByteModel reader = Birth.NewReader();
        long taken = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.InRange(taken, reader.Bytes, reader.Bytes + 2_000);
        Assert.True(taken < 8_000, $"A reader took {taken} bytes.");
    }

    [Fact]
    public void A_reader_never_learns() => Assert.Throws<InvalidOperationException>(() => Birth.NewReader().Learning = true);

    [Fact]
    public void A_saved_birth_is_the_same_birth()
    {
        using MemoryStream file = new();
        Birth.Save(file);
        file.Position = 0;

        BirthModel loaded = BirthModel.Load(file);

        Assert.Equal(Birth.Hash, loaded.Hash);
        Assert.Equal(Bits(Birth.NewReader(), Text[70_000..70_200]), Bits(loaded.NewReader(), Text[70_000..70_200]));
    }

    private static int[] Bits(IByteModel model, ReadOnlySpan<byte> bytes)
    {
        int[] p = new int[bytes.Length * 8];
        for (int bit = 0; bit < p.Length; bit++)
        {
            p[bit] = model.PredictBit();
            model.Advance((bytes[bit / 8] >> (7 - (bit % 8))) & 1);
        }

        return p;
    }
}
