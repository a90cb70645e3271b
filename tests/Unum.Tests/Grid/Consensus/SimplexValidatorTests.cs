using Unum.Grid.Consensus;
using Unum.Grid.Consensus.Protocol;
using Unum.Grid.Consensus.Signing;

namespace Unum.Tests.Grid.Consensus;

/// <summary>One validator (number 0, leader of rounds 9, 18, …) among eight that the test speaks for.</summary>
public sealed class SimplexValidatorTests : IDisposable
{
    private static readonly LedgerOperation One = new(new(1, 1), new byte[] { 1 });
    private static readonly LedgerOperation Two = new(new(1, 2), new byte[] { 2 });

    private readonly EcdsaSignatures _keys = EcdsaSignatures.Generate(BlockHash.Of("test"u8));
    private readonly Outbox _out = new();
    private readonly ListChain _chain = new();

    public void Dispose() => _keys.Dispose();

    [Fact]
    public void It_votes_once_for_the_leaders_first_block_and_keeps_evidence_of_the_second()
    {
        SimplexValidator validator = New();
        validator.Submit(One);
        validator.Submit(Two);
        validator.Settle();
        LedgerBlock first = new(1, 1, 0, default, [One]);
        LedgerBlock second = new(1, 1, 0, default, [Two]);
        validator.Receive(1, Proposal(1, first));
        validator.Receive(1, Proposal(1, second));
        Ballot vote = Assert.Single(_out.Journal, r => r.Ballot?.Choice == Choice.Block).Ballot!;
        Assert.Equal(first.Hash, vote.Hash);
        Assert.Equal(1, Assert.Single(_out.Evidence).Guilty);
        Assert.NotNull(_out.Journal[0].Block);
    }

    [Fact]
    public void It_waits_for_an_operation_that_no_client_gave_it_until_five_vouch_for_it()
    {
        SimplexValidator validator = New();
        LedgerBlock block = new(1, 1, 0, default, [One]);
        validator.Receive(1, Proposal(1, block));
        foreach (int other in (int[])[2, 3, 4]) validator.Receive(other, new Message.Vote(Vote(other, block)));
        Assert.Empty(_out.Journal);
        validator.Receive(5, new Message.Vote(Vote(5, block)));
        Assert.Contains(_out.Journal, r => r.Ballot?.Hash == block.Hash);
    }

    [Fact]
    public void Seven_votes_notarise_and_seven_finalise_and_six_verifications_are_all_it_takes()
    {
        SimplexValidator validator = New();
        validator.Submit(One);
        validator.Settle();
        LedgerBlock block = new(1, 1, 0, default, [One]);
        long before = _keys.Verified;
        validator.Receive(1, Proposal(1, block));
        foreach (int other in (int[])[2, 3, 4, 5, 6, 7, 8]) validator.Receive(other, new Message.Vote(Vote(other, block)));
        Assert.Equal(2, validator.Round);
        Assert.Equal(6, _keys.Verified - before);
        foreach (int other in (int[])[1, 2, 3, 4, 5])
        {
            validator.Receive(other, new Message.Vote(Final(other, block)));
            Assert.Empty(_out.Finalised);
        }

        validator.Receive(6, new Message.Vote(Final(6, block)));
        FinalisedBlock final = Assert.Single(_out.Finalised);
        Assert.Equal(block.Hash, final.Block.Hash);
        Assert.Equal(7, final.Proof.Count);
        Assert.Equal(12, _keys.Verified - before);
    }

    [Fact]
    public void After_voting_for_no_block_it_never_finalises_the_round()
    {
        SimplexValidator validator = New();
        validator.Submit(One);
        validator.Settle();
        validator.Elapsed(TimerKind.Round, 1);
        LedgerBlock block = new(1, 1, 0, default, [One]);
        validator.Receive(1, Proposal(1, block));
        foreach (int other in (int[])[2, 3, 4, 5, 6, 7]) validator.Receive(other, new Message.Vote(Vote(other, block)));
        validator.Elapsed(TimerKind.Finalise, 1);
        Assert.Equal(2, validator.Round);
        Assert.DoesNotContain(_out.Journal, r => r.Ballot?.FinalRound == 1);
    }

    [Fact]
    public void A_restart_remembers_what_it_signed()
    {
        SimplexValidator validator = New();
        validator.Submit(One);
        validator.Settle();
        LedgerBlock block = new(1, 1, 0, default, [One]);
        validator.Receive(1, Proposal(1, block));
        JournalRecord[] disk = [.. _out.Journal];
        _out.Clear();
        SimplexValidator again = new(0, new(), _keys, _chain, disk, _out);
        again.Start();
        again.Submit(Two);
        again.Settle();
        again.Receive(1, Proposal(1, new(1, 1, 0, default, [Two])));
        Assert.DoesNotContain(_out.Journal, r => r.Ballot?.Choice == Choice.Block);
        SimplexValidator forgetful = new(0, new(), _keys, _chain, [], _out);
        forgetful.Submit(Two);
        forgetful.Receive(1, Proposal(1, new(1, 1, 0, default, [Two])));
        Assert.Contains(_out.Journal, r => r.Ballot?.Choice == Choice.Block);
    }

    [Fact]
    public void Ballots_in_anothers_name_or_badly_signed_count_for_nothing()
    {
        SimplexValidator validator = New();
        validator.Submit(One);
        validator.Settle();
        LedgerBlock block = new(1, 1, 0, default, [One]);
        validator.Receive(1, Proposal(1, block));
        foreach (int other in (int[])[2, 3, 4, 5, 6, 7, 8])
        {
            validator.Receive(other, new Message.Vote(Vote(other, block) with { Signature = new byte[64] }));
            validator.Receive(8, new Message.Vote(Vote(other, block)));
        }

        Assert.Equal(1, validator.Round);
    }

    [Fact]
    public void It_says_what_it_waits_for()
    {
        SimplexValidator validator = New();
        Assert.Equal("idle", validator.Tell().State);
        validator.Submit(One);
        validator.Settle();
        Assert.Contains("waits for NED to propose in round 1", validator.Tell().WaitsFor, StringComparison.Ordinal);
        validator.Elapsed(TimerKind.Round, 1);
        validator.Receive(2, new Message.Status(1, 1, 0, -1));
        Assert.Contains("2 of 9 answer; 7 are needed: nothing from NED, NWD", validator.Tell().WaitsFor, StringComparison.Ordinal);
    }

    private SimplexValidator New()
    {
        SimplexValidator validator = new(0, new(), _keys, _chain, [], _out);
        validator.Start();
        return validator;
    }

    private Ballot Vote(int validator, LedgerBlock block) => _keys.Sign(new(validator, block.Round, Choice.Block, block.Hash, 0, default, default));

    private Ballot Final(int validator, LedgerBlock block) => _keys.Sign(new(validator, 0, Choice.None, default, block.Round, block.Hash, default));

    private Message.Proposal Proposal(int leader, LedgerBlock block) => new(block, Vote(leader, block), []);
}
