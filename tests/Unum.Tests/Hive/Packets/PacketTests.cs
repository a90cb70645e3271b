using FsCheck;
using FsCheck.Fluent;
using Unum.Hive.Geometry;
using Unum.Hive.Identity;
using Unum.Hive.Packets;

namespace Unum.Tests.Hive.Packets;

public sealed class PacketTests : IDisposable
{
    private readonly HiveKey _key = HiveKey.Create();

    public void Dispose() => _key.Dispose();

    [Theory]
    [InlineData(ModeForm.Sparse)]
    [InlineData(ModeForm.Dense)]
    public void A_delta_comes_back_as_it_was_and_is_at_most_512_bytes(ModeForm form)
    {
        BasinDelta delta = Samples.Delta(new Random(1), _key, form);
        byte[] bytes = delta.Sign(_key);
        Assert.InRange(bytes.Length, 1, 512);
        Assert.Equal(510, BasinDelta.MostBytes);
        BasinDelta read = BasinDelta.Read(bytes);
        Assert.Equal(delta.Modes, read.Modes);
        Assert.Equal(delta.Links, read.Links);
        Assert.Equal((delta.Form, delta.Parent, delta.Author, delta.Lamport, delta.Capacity), (read.Form, read.Parent, read.Author, read.Lamport, read.Capacity));
        Assert.True(BasinDelta.IsSignedBy(bytes, _key));
    }

    [Theory]
    [InlineData(ModeForm.Sparse)]
    [InlineData(ModeForm.Dense)]
    public void A_basin_is_4096_bytes_and_comes_back_as_it_was(ModeForm form)
    {
        BasinPacket packet = Samples.Packet(new Random(2), _key, form);
        byte[] bytes = packet.Sign(_key);
        Assert.Equal(4096, bytes.Length);
        BasinPacket read = BasinPacket.Read(bytes);
        Assert.Equal(packet.Modes, read.Modes);
        Assert.Equal(packet.Links, read.Links);
        Assert.Equal((packet.Tag, packet.Time, packet.Coupling, packet.Frame, packet.FirstParent, packet.SecondParent, packet.Lamport), (read.Tag, read.Time, read.Coupling, read.Frame, read.FirstParent, read.SecondParent, read.Lamport));
        Assert.True(BasinPacket.IsSignedBy(bytes, _key));
    }

    [Fact]
    public void Every_flipped_bit_of_a_packet_breaks_its_form_or_its_signature()
    {
        byte[] delta = Samples.Delta(new Random(3), _key).Sign(_key);
        for (int i = 0; i < delta.Length; i++)
        {
            delta[i] ^= 4;
            Assert.False(BasinDelta.IsSignedBy(delta, _key));
            delta[i] ^= 4;
        }

        byte[] packet = Samples.Packet(new Random(3), _key).Sign(_key);
        for (int i = 0; i < packet.Length; i += 37)
        {
            packet[i] ^= 4;
            Assert.False(BasinPacket.IsSignedBy(packet, _key));
            packet[i] ^= 4;
        }
    }

    [Fact]
    public void Bytes_that_are_no_packet_are_refused_with_a_reason_and_never_crash()
    {
        byte[] delta = Samples.Delta(new Random(4), _key).Sign(_key), packet = Samples.Packet(new Random(4), _key).Sign(_key);
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(2000), Prop.ForAll(
            ArbMap.Default.ArbFor<int>(),
            seed =>
            {
                Random random = new(seed);
                foreach (byte[] original in new[] { delta, packet })
                {
                    byte[] mutated = random.Next(4) == 0 ? new byte[random.Next(5000)] : [.. original];
                    if (mutated.Length != original.Length) random.NextBytes(mutated);
                    for (int i = random.Next(1, 6); i > 0 && mutated.Length > 0; i--) mutated[random.Next(Math.Min(mutated.Length, random.Next(2) == 0 ? 160 : int.MaxValue))] = (byte)random.Next(256);
                    if (random.Next(3) == 0) Array.Resize(ref mutated, random.Next(mutated.Length + 1));
                    Refused(() => BasinDelta.Read(mutated));
                    Refused(() => BasinPacket.Read(mutated));
                }

                return true;
            }));

        static void Refused(Action read)
        {
            try
            {
                read();
            }
            catch (PacketException e)
            {
                Assert.NotEmpty(e.Message);
            }
        }
    }

    [Fact]
    public void What_is_read_is_written_back_byte_for_byte()
    {
        // One content, one spelling: else two names could stand for one delta, and it would count twice.
        byte[] bytes = Samples.Delta(new Random(5), _key, ModeForm.Sparse).Sign(_key);
        int accepted = 0;
        for (int i = 0; i < 30_000; i++)
        {
            Random random = new(i);
            byte[] mutated = [.. bytes];
            mutated[random.Next(mutated.Length - HiveKey.SignatureLength)] = (byte)random.Next(256);
            BasinDelta read;
            try
            {
                read = BasinDelta.Read(mutated);
            }
            catch (PacketException)
            {
                continue;
            }

            accepted++;
            if (read.Author != _key.Author || i % 50 != 0) continue;
            byte[] again = read.Sign(_key);
            Assert.Equal(mutated[..^HiveKey.SignatureLength], again[..^HiveKey.SignatureLength]);
        }

        Assert.InRange(accepted, 1000, 29_000);
    }

    [Fact]
    public void A_delta_with_another_authors_key_is_not_signed()
    {
        using HiveKey other = HiveKey.Create();
        Assert.Throws<ArgumentException>(() => Samples.Delta(new Random(6), _key).Sign(other));
    }
}
