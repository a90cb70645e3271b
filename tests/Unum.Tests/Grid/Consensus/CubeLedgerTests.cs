using System.Text;
using Unum.Fabric.Storage;
using Unum.Grid.Consensus;

namespace Unum.Tests.Grid.Consensus;

public sealed class CubeLedgerTests
{
    private static readonly LedgerOptions Quick = new() { Delta = TimeSpan.FromMilliseconds(20), Patience = TimeSpan.FromMinutes(1) };

    private static CancellationToken Stopping => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_operation_becomes_final_with_a_proof_that_anyone_can_check()
    {
        await using CubeLedger ledger = await Open(new MemoryLedgerStorage());
        LedgerReceipt receipt = await ledger.SubmitAsync("one"u8.ToArray(), Stopping);
        FinalisedBlock block = ledger.Block(receipt.Height)!;
        Assert.Equal(receipt.BlockHash, block.Block.Hash);
        Assert.Equal("one", Encoding.UTF8.GetString(block.Block.Operations[receipt.Index].Payload.Span));
        using LedgerKeys keys = new(ledger.Options.Name, ledger.Keys.PublicKeys);
        Assert.True(keys.Proves(block));
        Assert.False(keys.Proves(block with { Proof = [.. block.Proof.Take(6)] }), "six are not seven");
        Assert.False(keys.Proves(block with { Proof = [.. block.Proof.Take(6), block.Proof[0]] }), "the same one twice is not seven");
        using LedgerKeys other = new("another ledger", ledger.Keys.PublicKeys);
        Assert.False(other.Proves(block), "what is signed for one ledger proves nothing in another");
    }

    [Fact]
    public async Task Operations_of_many_callers_are_each_in_the_chain_once_and_told_in_order()
    {
        await using CubeLedger ledger = await Open(new MemoryLedgerStorage());
        List<FinalisedBlock> told = [];
        using (ledger.OnFinalised(told.Add))
        {
            LedgerReceipt[] receipts = await Task.WhenAll(Enumerable.Range(0, 200).Select(i => ledger.SubmitAsync(BitConverter.GetBytes(i), Stopping)));
            Assert.Equal(200, receipts.Select(r => (r.Height, r.Index)).Distinct().Count());
        }

        Assert.Equal(Enumerable.Range(1, told.Count).Select(h => (long)h), told.Select(b => b.Block.Height));
        Assert.Equal(Enumerable.Range(0, 200), told.SelectMany(b => b.Block.Operations).Select(o => BitConverter.ToInt32(o.Payload.Span)).Order());
        for (int i = 1; i < told.Count; i++) Assert.Equal(told[i - 1].Block.Hash, told[i].Block.ParentHash);
    }

    [Theory]
    [InlineData(ValidatorFault.Stopped)]
    [InlineData(ValidatorFault.Equivocating)]
    public async Task Two_that_stop_or_lie_do_not_stop_the_ledger(ValidatorFault fault)
    {
        await using CubeLedger ledger = await Open(new MemoryLedgerStorage());
        ledger.SetFault("NED", fault);
        ledger.SetFault("CENTRAL", fault);
        for (int i = 0; i < 25; i++) await ledger.SubmitAsync(BitConverter.GetBytes(i), Stopping);
        Assert.Null(ledger.Status.Stopped);
        foreach (Evidence evidence in ledger.Evidence)
        {
            Assert.Contains(ValidatorNames.Of(evidence.Guilty), (string[])["NED", "CENTRAL"]);
            Assert.True(ledger.Keys.Proves(evidence), evidence.Reason);
            Assert.False(ledger.Keys.Proves(evidence with { Second = evidence.First }), "a ballot does not contradict itself");
        }

        if (fault == ValidatorFault.Equivocating) Assert.NotEmpty(ledger.Evidence);
        else Assert.Empty(ledger.Evidence);
    }

    [Fact]
    public async Task With_three_stopped_it_says_why_and_goes_on_when_one_returns()
    {
        await using CubeLedger ledger = await CubeLedger.OpenAsync(Quick with { Patience = TimeSpan.FromSeconds(.4) }, new MemoryLedgerStorage(), TimeProvider.System, Stopping);
        await Patiently(ledger, 1);
        foreach (string name in (string[])["NEU", "SED", "SWU"]) ledger.SetFault(name, ValidatorFault.Stopped);
        await Until(() => ledger.Status.Answering == 6);
        LedgerStoppedException stopped = await Assert.ThrowsAsync<LedgerStoppedException>(() => ledger.SubmitAsync(new byte[] { 2 }, Stopping));
        Assert.Contains("6 of 9 answer; 7 are needed: NEU is stopped, SED is stopped, SWU is stopped", stopped.Message, StringComparison.Ordinal);
        long before = ledger.Height;
        ledger.SetFault("SED", ValidatorFault.None);
        await Until(() => ledger.Height > before && Operations(ledger, before).Any(o => o.Payload.Span.SequenceEqual((ReadOnlySpan<byte>)[2])));
        Assert.Null(ledger.Status.Stopped);
    }

    [Fact]
    public async Task One_that_was_away_catches_up_without_new_operations()
    {
        await using CubeLedger ledger = await Open(new MemoryLedgerStorage());
        ledger.SetFault("SWD", ValidatorFault.Stopped);
        for (int i = 0; i < 70; i++) await ledger.SubmitAsync(BitConverter.GetBytes(i), Stopping);
        ledger.SetFault("SWD", ValidatorFault.None);
        await Until(() => ledger.Status.Validators.All(v => v.Height == ledger.Height));
        Assert.Empty(ledger.Evidence);
    }

    [Fact]
    public async Task A_ledger_in_files_resumes_with_the_same_head_keys_and_evidence()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("unum-ledger-");
        try
        {
            LedgerStatus before;
            byte[] key;
            int liars;
            await using (CubeLedger first = await Open(new FileLedgerStorage(folder.FullName)))
            {
                first.SetFault("NWU", ValidatorFault.Equivocating);
                for (int i = 0; i < 20; i++) await first.SubmitAsync(BitConverter.GetBytes(i), Stopping);
                before = first.Status;
                key = first.Keys.PublicKeys[3];
                liars = first.Evidence.Count;
            }

            await using CubeLedger second = await Open(new FileLedgerStorage(folder.FullName));
            Assert.True(second.Height >= before.Height, "what three validators had final is final after a restart");
            Assert.Equal(before.Head, second.Block(before.Height)!.Block.Hash);
            Assert.Equal(key, second.Keys.PublicKeys[3]);
            Assert.True(second.Evidence.Count >= liars, "evidence is kept");
            LedgerReceipt next = await second.SubmitAsync(BitConverter.GetBytes(0), Stopping);
            Assert.True(next.Height > before.Height, "the same bytes in a new life are a new operation");
            if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(folder.FullName, "key-NEU")));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task What_makes_no_sense_is_refused_with_a_reason()
    {
        await using CubeLedger ledger = await Open(new MemoryLedgerStorage());
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => ledger.SubmitAsync(ReadOnlyMemory<byte>.Empty, Stopping));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => ledger.SubmitAsync(new byte[LedgerOperation.MostBytes + 1], Stopping));
        ArgumentException unknown = Assert.Throws<ArgumentException>(() => ledger.SetFault("NORTH", ValidatorFault.Stopped));
        Assert.Contains("CENTRAL", unknown.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => CubeLedger.OpenAsync(Quick with { Delta = TimeSpan.Zero }, new MemoryLedgerStorage(), TimeProvider.System, Stopping));
        Assert.Null(ledger.Block(0));
        Assert.Null(ledger.Block(1));
    }

    private static IEnumerable<LedgerOperation> Operations(CubeLedger ledger, long after)
    {
        for (long height = after + 1; height <= ledger.Height; height++)
        {
            foreach (LedgerOperation operation in ledger.Block(height)!.Block.Operations) yield return operation;
        }
    }

    private static Task<CubeLedger> Open(ILedgerStorage storage) => CubeLedger.OpenAsync(Quick, storage, TimeProvider.System, Stopping);

    /// <summary>Submits until it is final: a busy machine may need longer than the short patience of a test.</summary>
    private static async Task Patiently(CubeLedger ledger, byte operation)
    {
        long before = ledger.Height;
        try
        {
            await ledger.SubmitAsync(new[] { operation }, Stopping);
        }
        catch (LedgerStoppedException)
        {
            await Until(() => ledger.Height > before);
        }
    }

    private static async Task Until(Func<bool> condition)
    {
        for (int i = 0; i < 6000 && !condition(); i++) await Task.Delay(10, Stopping);
        Assert.True(condition(), "it did not come true within a minute");
    }
}
