using FsCheck;
using FsCheck.Fluent;
using Unum.Hive.Content;
using Unum.Hive.Geometry;
using Unum.Hive.Identity;
using Unum.Hive.Instances;

namespace Unum.Tests.Hive.Instances;

public sealed class CharterFileTests
{
    private static readonly TextFrame Texts = TextFrame.FromBackground([]);
    private readonly InstanceWorld _world = new();
    private readonly Random _random = new(1);

    [Fact]
    public void Charters_come_back_with_their_lists_and_panels()
    {
        HiveCharter vectors = new(_world.Frame.Id, _world.Panel(_random), Authors(5), Authors(2)), texts = new(Texts.Id, founders: Authors(3));
        IReadOnlyList<HiveCharter> read = CharterFile.Read(CharterFile.Write([vectors, texts]), [_world.Frame, Texts]);
        Assert.Equal([vectors.Id, texts.Id], read.Select(static c => c.Id));
        Assert.Equal(vectors.Panel!.Id, read[0].Panel!.Id);
        Assert.True(read[0].IsFounder(new AuthorId(7)) && read[0].Allows(new AuthorId(28)) && !read[0].Allows(new AuthorId(42)) && !read[0].IsOpen);
        Assert.True(read[1].IsOpen && read[1].HasRoot && read[1].Panel is null);
    }

    [Fact]
    public void The_block_is_as_documented_to_the_byte()
    {
        byte[] block = new HiveCharter(_world.Frame.Id, null, [new AuthorId(2), new AuthorId(0x0102030405060708)], [new AuthorId(2)]).Block();
        string frame = _world.Frame.Id.Digest.ToString();
        Assert.Equal("756e756d20636861727465722076310a" + frame + new string('0', 64) + "0200" + "0200000000000000" + "0807060504030201" + "0100" + "0200000000000000", Convert.ToHexStringLower(block));
    }

    [Fact]
    public void What_is_not_canonical_is_refused()
    {
        byte[] good = new HiveCharter(_world.Frame.Id, null, Authors(3), Authors(1)).Block();
        Assert.Equal(Cid.Of(CidCodec.Raw, good), HiveCharter.FromBlock(_world.Frame, good, []).Id);
        byte[] swapped = [.. good], twice = [.. good], stranger = [.. good];
        good.AsSpan(90, 8).CopyTo(swapped.AsSpan(82));
        good.AsSpan(82, 8).CopyTo(swapped.AsSpan(90));
        good.AsSpan(82, 8).CopyTo(twice.AsSpan(90));
        stranger[^8] = 99; // a founder who is no author
        foreach (byte[] bad in (byte[][])[swapped, twice, stranger, good[..^1], [.. good, 0], [], good[..20]]) Assert.Throws<FormatException>(() => HiveCharter.FromBlock(_world.Frame, bad, []));
        Assert.Throws<FormatException>(() => HiveCharter.FromBlock(Texts, good, []));
        Assert.Throws<FormatException>(() => HiveCharter.FromBlock(_world.Frame, good, _world.Panel(_random).Definition.Span)); // not the one it names
        byte[] withPanel = new HiveCharter(_world.Frame.Id, _world.Panel(_random)).Block();
        Assert.Throws<FormatException>(() => HiveCharter.FromBlock(_world.Frame, withPanel, []));
    }

    [Fact]
    public void Mutated_and_random_files_are_refused_or_read_and_written_back_byte_for_byte()
    {
        byte[] good = CharterFile.Write([new HiveCharter(_world.Frame.Id, _world.Panel(_random), Authors(5), Authors(2)), new HiveCharter(Texts.Id, founders: Authors(3))]);
        int taken = 0, refused = 0;
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(3000), Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
        {
            Random random = new(seed);
            byte[] mutated = [.. good];
            if (random.Next(10) == 0) random.NextBytes(mutated = new byte[random.Next(300)]);
            // The lists of names lie at both ends; most of the middle is the panel, whose digest no change survives.
            for (int i = random.Next(1, 3); i > 0 && mutated.Length > 0; i--) mutated[random.Next(2) == 0 ? mutated.Length - 1 - random.Next(Math.Min(40, mutated.Length)) : random.Next(mutated.Length)] = (byte)random.Next(256);
            if (random.Next(6) == 0) Array.Resize(ref mutated, random.Next(mutated.Length + 1));
            try
            {
                Assert.Equal(mutated, CharterFile.Write(CharterFile.Read(mutated, [_world.Frame, Texts])));
                taken++;
            }
            catch (FormatException e)
            {
                refused++;
                Assert.NotEmpty(e.Message);
            }

            return true;
        }));
        Assert.True(taken > 100 && refused > 1000, $"the mutations must reach both sides: {taken} taken, {refused} refused");
    }

    private static AuthorId[] Authors(int count) => [.. Enumerable.Range(1, count).Select(static i => new AuthorId((ulong)i * 7))];
}
