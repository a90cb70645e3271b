using Unum.Femto;

namespace Unum.Tests.Femto;

/// <summary>A mind born from another: it keeps what it learns to itself, in the memory it was given.</summary>
public sealed class OffspringTests
{
    private static readonly byte[] Text = File.ReadAllBytes(Repository.At("data/text/shakespeare.txt"))[..80_000];
    private static readonly byte[] Code = [.. Directory.GetFiles(Repository.At("src/Unum.Kairos"), "*.cs", SearchOption.AllDirectories).Order(StringComparer.Ordinal).SelectMany(File.ReadAllBytes).Take(24_000)];
    private static readonly BirthModel Birth = BirthModel.Train(Text.AsSpan(0, 40_000), CancellationToken.None);

    [Fact]
    public void A_newborn_answers_nearly_as_its_birth()
    {
        OffspringModel newborn = new(Birth) { Learning = false };

        double own = newborn.Read(Text.AsSpan(50_000, 2_000)), birth = Birth.NewReader().Read(Text.AsSpan(50_000, 2_000));

        Assert.InRange(own / birth, .99, 1.01);
    }

    [Fact]
    public void It_learns_what_its_birth_never_read_and_the_birth_stays_as_it_was()
    {
        byte[] before = Birth.TableHash();
        OffspringModel offspring = new(Birth);
        double birth = Birth.NewReader().Read(Code);

        double own = offspring.Read(Code);

        Assert.True(own < .8 * birth, $"Reading code cost {own / Code.Length} bits a byte, its birth {birth / Code.Length}.");
        Assert.Equal(before, Birth.TableHash());
    }

    [Fact]
    public void On_what_its_birth_knows_it_is_not_worse()
    {
        byte[] more = Text[40_000..];

        Assert.True(new OffspringModel(Birth).Read(more) < Birth.NewReader().Read(more));
    }

    [Theory]
    [InlineData(OffspringModel.LeastBytes)]
    [InlineData(OffspringModel.DefaultBytes)]
    [InlineData(1_000_000)]
    public void It_keeps_within_the_memory_it_was_given_and_counts_it(int bytes)
    {
        _ = new OffspringModel(Birth, bytes);
        long before = GC.GetAllocatedBytesForCurrentThread();
        OffspringModel offspring = new(Birth, bytes);
        long taken = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.InRange(offspring.Bytes, bytes / 2, bytes);
        Assert.InRange(taken, offspring.Bytes, offspring.Bytes + 10_000); // headers and the allocator's pieces of 8 KB
    }

    [Fact]
    public void Frozen_it_stays_as_it_is_and_looking_ahead_changes_nothing()
    {
        OffspringModel looks = new(Birth), reads = new(Birth);
        float[] p = new float[256];
        foreach (byte b in Code.AsSpan(0, 3_000))
        {
            if (b == 'e')
            {
                looks.NextByte(p);
                Assert.Equal(1, p.Sum(), 3);
            }

            Assert.Equal(reads.Read(b), looks.Read(b));
        }

        looks.Learning = false;
        looks.Restart();
        double first = looks.Read(Code.AsSpan(5_000, 1_000));
        looks.Restart();
        Assert.Equal(first, looks.Read(Code.AsSpan(5_000, 1_000)));
    }

    [Fact]
    public void Reading_allocates_nothing()
    {
        OffspringModel offspring = new(Birth);
        offspring.Read(Code.AsSpan(0, 1_000));
        Assert.Equal(0, Allocation.Of(() => offspring.Read(Code.AsSpan(1_000, 1_000))));
    }

    [Fact]
    public void Siblings_do_not_hear_each_other()
    {
        OffspringModel reads = new(Birth), hears = new(Birth), alone = new(Birth);
        reads.Read(Code);

        Assert.Equal(alone.Read(Text.AsSpan(60_000, 500)), hears.Read(Text.AsSpan(60_000, 500)));
    }

    [Fact]
    public void Too_little_or_too_much_memory_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new OffspringModel(Birth, OffspringModel.LeastBytes - 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new OffspringModel(Birth, FemtoModel.MostBytes + 1));
    }
}
