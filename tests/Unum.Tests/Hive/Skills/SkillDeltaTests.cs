using FsCheck;
using FsCheck.Fluent;
using Unum.Femto.Core;
using Unum.Hive.Content;
using Unum.Hive.Identity;
using Unum.Hive.Packets;
using Unum.Hive.Skills;

namespace Unum.Tests.Hive.Skills;

public sealed class SkillDeltaTests : IDisposable
{
    private readonly HiveKey _key = HiveKey.FromPrivate(Convert.FromHexString("C9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721"));

    public void Dispose() => _key.Dispose();

    [Theory]
    [InlineData(256, 386)]
    [InlineData(370, 500)]
    [InlineData(3966, 4096)]
    public void A_skill_comes_back_as_it_was(int count, int length)
    {
        SkillDelta delta = Sample(count);
        byte[] bytes = delta.Sign(_key);
        Assert.Equal(length, bytes.Length);
        SkillDelta read = SkillDelta.Read(bytes);
        Assert.Equal(delta.Z.ToArray(), read.Z.ToArray());
        Assert.Equal(delta with { Z = default }, read with { Z = default });
        Assert.True(SkillDelta.IsSignedBy(bytes, _key));
    }

    [Fact]
    public void The_layout_is_as_documented_to_the_byte()
    {
        byte[] bytes = Sample(256).Sign(_key);
        // Written by hand from the layout: magic, version, 256, 0 | base | author | lamport 0x01020304, capacity 13, 0 | skill | seed 7 | 1/128 and 1.5 as halves.
        string author = Convert.ToHexString(BitConverter.GetBytes(_key.Author.Value)), name = Convert.ToHexString(Convert.FromHexString("BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD"));
        Assert.Equal("75534401" + "0001" + "0000" + name + author + "04030201" + "0D00" + "30420000" + "07000000" + "0020" + "003E", Convert.ToHexString(bytes, 0, 66));
        for (int i = 0; i < 256; i++) Assert.Equal((sbyte)((i * 31 % 255) - 127), (sbyte)bytes[66 + i]);
        Assert.Equal(386, bytes.Length);
    }

    [Fact]
    public void A_skill_signed_long_ago_still_reads_and_verifies()
    {
        byte[] golden = Convert.FromHexString(GoldenVectors.Skill);
        Assert.True(SkillDelta.IsSignedBy(golden, _key));
        byte[] again = SkillDelta.Read(golden).Sign(_key);
        Assert.Equal(golden[..^HiveKey.SignatureLength], again[..^HiveKey.SignatureLength]);
    }

    [Fact]
    public void Every_flipped_bit_breaks_the_signature()
    {
        byte[] bytes = Sample(256).Sign(_key);
        for (int i = 0; i < bytes.Length; i++)
        {
            bytes[i] ^= 16;
            Assert.False(SkillDelta.IsSignedBy(bytes, _key));
            bytes[i] ^= 16;
        }
    }

    [Fact]
    public void Bytes_that_are_no_skill_are_refused_with_a_reason_and_what_is_read_is_written_back_byte_for_byte()
    {
        byte[] bytes = Sample(370).Sign(_key);
        int taken = 0, refused = 0;
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(5000), Prop.ForAll(
            ArbMap.Default.ArbFor<int>(),
            seed =>
            {
                Random random = new(seed);
                byte[] mutated = random.Next(8) == 0 ? new byte[random.Next(5000)] : [.. bytes];
                if (mutated.Length != bytes.Length) random.NextBytes(mutated);
                for (int i = random.Next(1, 4); i > 0 && mutated.Length > 0; i--) mutated[random.Next(Math.Min(mutated.Length, random.Next(2) == 0 ? 66 : int.MaxValue))] = (byte)random.Next(256);
                if (random.Next(6) == 0) Array.Resize(ref mutated, random.Next(mutated.Length + 1));
                try
                {
                    SkillDelta read = SkillDelta.Read(mutated);
                    taken++;
                    if (read.Author == _key.Author) Assert.Equal(mutated[..^HiveKey.SignatureLength], read.Sign(_key)[..^HiveKey.SignatureLength]);
                }
                catch (PacketException e)
                {
                    refused++;
                    Assert.NotEmpty(e.Message);
                }

                return true;
            }));
        Assert.True(taken > 500 && refused > 500, $"the mutations must reach both sides: {taken} taken, {refused} refused");
    }

    [Fact]
    public void What_is_not_canonical_is_neither_written_nor_read()
    {
        SkillDelta good = Sample(256);
        foreach (SkillDelta bad in (SkillDelta[])
        [
            good with { Z = new sbyte[255] }, good with { Z = new sbyte[3967] }, good with { Step = Half.Zero }, good with { Step = Half.NaN }, good with { Step = (Half)2 }, good with { Gain = (Half)(-1) },
            good with { Gain = Half.NegativeZero }, good with { Gain = Half.PositiveInfinity }, good with { Skill = 1 }, good with { Z = Enumerable.Repeat(sbyte.MinValue, 256).ToArray() },
        ]) Assert.Throws<ArgumentException>(() => bad.Sign(_key));
        byte[] bytes = good.Sign(_key);
        foreach (int reserved in (int[])[6, 7, 53])
        {
            byte[] changed = [.. bytes];
            changed[reserved] = 1;
            Assert.Throws<PacketException>(() => SkillDelta.Read(changed));
        }
    }

    [Fact]
    public void A_skill_for_another_core_is_not_put_on_this_one()
    {
        CoreWeights birth = BirthCore.Load(), other = birth.Clone();
        other.Values[CoreWeights.Count - 1] += 1e-3f;
        SkillDelta delta = Sample(256) with { Base = SkillDelta.NameOf(birth) };
        Assert.NotEqual(birth.Values, delta.On(birth).Values);
        Assert.Throws<ArgumentException>(() => delta.On(other));
    }

    private SkillDelta Sample(int count) => new(
        Cid.Of(CidCodec.Raw, "abc"u8).Digest, _key.Author, 0x01020304, 13, 0x4230, 7, (Half)(1 / 128.0), (Half)1.5, Enumerable.Range(0, count).Select(static i => (sbyte)((i * 31 % 255) - 127)).ToArray());
}
