using FsCheck;
using FsCheck.Fluent;
using Unum.Grid.Consensus;
using Unum.Grid.Consensus.Protocol;
using Unum.Grid.Consensus.Wire;

namespace Unum.Tests.Grid.Consensus;

public sealed class WireCodecTests
{
    [Fact]
    public void Every_message_comes_back_from_its_bytes()
    {
        foreach (int seed in Enumerable.Range(0, 300))
        {
            byte[] bytes = Encode(Any(new(seed)));
            Assert.Equal(bytes, Encode(WireCodec.DecodeMessage(bytes)));
        }
    }

    [Fact]
    public void Any_bytes_are_a_message_or_a_format_error_and_nothing_worse()
    {
        Prop.ForAll<byte[], int>((noise, seed) =>
        {
            byte[] bytes = Encode(Any(new(seed)));
            for (int i = 0; i < noise.Length; i++) bytes[(noise[i] * 31 + i) % bytes.Length] ^= noise[i];
            return Survives(bytes) && Survives(noise) && Survives(bytes.AsMemory(0, bytes.Length / 2).ToArray());
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void A_blocks_hash_is_over_everything_in_it()
    {
        LedgerOperation operation = new(new(1, 2), new byte[] { 3 });
        LedgerBlock[] all =
        [
            new(5, 3, 4, default, [operation]), new(6, 3, 4, default, [operation]), new(5, 4, 4, default, [operation]), new(5, 3, 3, default, [operation]),
            new(5, 3, 4, BlockHash.Of("x"u8), [operation]), new(5, 3, 4, default, []), new(5, 3, 4, default, [operation, operation]),
            new(5, 3, 4, default, [new(new(2, 2), new byte[] { 3 })]), new(5, 3, 4, default, [new(new(1, 2), new byte[] { 4 })]),
        ];
        Assert.Equal(all.Length, all.Select(b => b.Hash).Distinct().Count());
        Assert.Equal(all[0].Hash, new LedgerBlock(5, 3, 4, default, [operation]).Hash);
    }

    private static bool Survives(byte[] bytes)
    {
        try
        {
            WireCodec.DecodeMessage(bytes);
            return true;
        }
        catch (FormatException)
        {
            return true;
        }
    }

    private static byte[] Encode(Message message)
    {
        WireWriter to = new();
        WireCodec.Write(to, message);
        return to.Written.ToArray();
    }

    private static Message Any(Random random)
    {
        LedgerBlock block = Block(random);
        return random.Next(4) switch
        {
            0 => new Message.Proposal(block, Ballot(random), [Certificate(random)]),
            1 => new Message.Vote(Ballot(random)),
            2 => new Message.Status(random.NextInt64(), random.NextInt64(), random.NextInt64(), random.Next()),
            _ => new Message.Help([new(block, [Ballot(random)]), new(Block(random), [])], [Certificate(random)], [block]),
        };
    }

    private static LedgerBlock Block(Random random) =>
        new(random.NextInt64(), random.NextInt64(), random.NextInt64(), Hash(random), [.. Enumerable.Range(0, random.Next(4)).Select(_ => new LedgerOperation(new((ulong)random.NextInt64(), (ulong)random.NextInt64()), Bytes(random, random.Next(20))))]);

    private static Ballot Ballot(Random random) =>
        new(random.Next(9), random.NextInt64(), (Choice)random.Next(3), Hash(random), random.NextInt64(), Hash(random), Bytes(random, 64));

    private static Certificate Certificate(Random random) => new(random.NextInt64(), Choice.Dummy, default, [.. Enumerable.Range(0, 7).Select(_ => Ballot(random))]);

    private static BlockHash Hash(Random random) => BlockHash.Read(Bytes(random, 32));

    private static byte[] Bytes(Random random, int count)
    {
        byte[] bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }
}
