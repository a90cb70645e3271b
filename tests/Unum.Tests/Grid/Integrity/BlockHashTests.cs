using System.Runtime.Intrinsics.X86;
using System.Security.Cryptography;
using Unum.Grid.Integrity;
using Unum.Grid.Space;

namespace Unum.Tests.Grid.Integrity;

public sealed class BlockHashTests
{
    public static TheoryData<HashWidth> Widths => Avx512F.IsSupported
        ? new(HashWidth.One, HashWidth.Eight, HashWidth.Sixteen, HashWidth.Best)
        : new(HashWidth.One, HashWidth.Eight, HashWidth.Best);

    [Theory]
    [MemberData(nameof(Widths))]
    public void Hashes_are_the_platforms_sha256_of_the_record_at_every_width_and_count(HashWidth width)
    {
        Random random = new(4);
        for (int count = 0; count < 70; count++)
        {
            Dimensions dimensions = new(1 + random.Next(1024), 1 + random.Next(1024), 1 + random.Next(1024));
            (Coordinate[] at, float[] values) = Blocks(random, count, dimensions);
            Hash256[] hashes = new Hash256[count];

            BlockHash.OfMany(at, values, dimensions, hashes, width);

            for (int i = 0; i < count; i++)
            {
                Assert.Equal(Reference(at[i], values[i], dimensions), hashes[i].ToString());
                Assert.Equal(hashes[i], BlockHash.Of(at[i], values[i], dimensions));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void Messages_of_any_lengths_side_by_side_hash_as_the_platform_does(HashWidth width)
    {
        Random random = new(5);
        foreach (int count in (int[])[0, 1, 7, 8, 15, 16, 17, 200])
        {
            List<byte> padded = [];
            PaddedMessage[] messages = new PaddedMessage[count];
            byte[][] originals = new byte[count][];
            for (int i = 0; i < count; i++)
            {
                originals[i] = new byte[random.Next(i % 3 == 0 ? 600 : 130)];
                random.NextBytes(originals[i]);
                int blocks = Sha256Lanes.Blocks(originals[i].Length);
                byte[] whole = new byte[blocks * Sha256Lanes.Block];
                originals[i].CopyTo(whole, 0);
                Sha256Lanes.Pad(whole, originals[i].Length);
                messages[i] = new(padded.Count, blocks, count - 1 - i);
                padded.AddRange(whole);
            }

            Hash256[] hashes = new Hash256[count];
            Sha256Lanes.Hash(padded.ToArray(), messages, hashes, width);

            for (int i = 0; i < count; i++) Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(originals[i])), hashes[count - 1 - i].ToString());
        }
    }

    [Fact]
    public void The_sixteen_digits_shown_are_the_first_of_all()
    {
        Hash256 hash = BlockHash.Of(new(1, 2, 3), 4.5f, Dimensions.Mission);

        Assert.Equal(hash.ToString()[..16], hash.ToShortString());
        Assert.True(Hash256.TryParse(hash.ToString(), out Hash256 read));
        Assert.Equal(hash, read);
        Assert.False(Hash256.TryParse("not a hash", out _));
        Assert.False(Hash256.TryParse(new string('g', 64), out _));
    }

    [Fact]
    public void A_batch_allocates_nothing()
    {
        Random random = new(6);
        (Coordinate[] at, float[] values) = Blocks(random, 1000, Dimensions.Mission);
        Hash256[] hashes = new Hash256[1000];
        BlockHash.OfMany(at, values, Dimensions.Mission, hashes);
        Assert.Equal(0, Allocation.Of(() => BlockHash.OfMany(at, values, Dimensions.Mission, hashes)));
    }

    [Fact]
    public void Lengths_that_differ_are_refused() =>
        Assert.Throws<ArgumentException>(() => BlockHash.OfMany(new Coordinate[2], new float[1], Dimensions.Mission, new Hash256[2]));

    private static string Reference(Coordinate at, float value, Dimensions dimensions)
    {
        using MemoryStream record = new();
        using BinaryWriter writer = new(record);
        foreach (int n in (int[])[at.X, at.Y, at.Z]) writer.Write(n);
        writer.Write(value);
        foreach (int n in (int[])[dimensions.X, dimensions.Y, dimensions.Z]) writer.Write(n);
        return Convert.ToHexStringLower(SHA256.HashData(record.ToArray()));
    }

    private static (Coordinate[] At, float[] Values) Blocks(Random random, int count, Dimensions dimensions) => (
        [.. Enumerable.Range(0, count).Select(_ => new Coordinate(random.Next(dimensions.X), random.Next(dimensions.Y), random.Next(dimensions.Z)))],
        [.. Enumerable.Range(0, count).Select(_ => (random.NextSingle() - .5f) * 1000)]);
}
