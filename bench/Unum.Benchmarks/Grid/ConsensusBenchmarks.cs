using System.Diagnostics;
using Unum.Benchmarks.Tensors;
using Unum.Grid.Consensus;
using Unum.Grid.Consensus.Signing;

namespace Unum.Benchmarks.Grid;

/// <summary>
/// Blocks a second of processor time with all nine validators in one process, each doing its own verification, decoding and hashing; and the time from
/// submission to finality. The peer is the hardware: the signatures that any protocol of this kind must make and check (nine signatures a block, and six
/// verifications by each of nine), with nothing else done at all.
/// </summary>
public static class ConsensusBenchmarks
{
    private const int Validators = 9;
    private const int Checks = 6;

    /// <summary>Runs them.</summary>
    public static IEnumerable<Comparison> Run()
    {
        (double sign, double verify) = Signing();
        yield return Comparison.Cost("ECDSA P-256, sign", sign * 1e6, null, null, "us");
        yield return Comparison.Cost("ECDSA P-256, verify", verify * 1e6, null, null, "us");
        double limit = 1 / ((Validators * sign) + (Validators * Checks * verify));
        foreach ((int operations, int blocks) in ((int, int)[])[(1, 400), (100, 200), (1000, 60)])
        {
            Load load = Measure(operations, blocks, clients: 3 * operations, stopped: 0);
            yield return Comparison.Rate(FormattableString.Invariant($"consensus, {operations} operations a block, per core"), load.BlocksACore, limit, "signatures alone", "blocks/s");
            yield return Comparison.Rate(FormattableString.Invariant($"consensus, {operations} operations a block, per core"), load.OperationsACore, null, null, "operations/s");
        }

        foreach (int stopped in (int[])[0, 1, 2])
        {
            Load load = Measure(1, 150, clients: 1, stopped);
            yield return Comparison.Cost(FormattableString.Invariant($"consensus, one client, {stopped} stopped, p50"), load.Median, null, null, "ms");
            yield return Comparison.Cost(FormattableString.Invariant($"consensus, one client, {stopped} stopped, p99"), load.Slow, null, null, "ms");
            Load many = Measure(1, 300, clients: 8, stopped);
            yield return Comparison.Rate(FormattableString.Invariant($"consensus, 8 clients, {stopped} stopped, per core"), many.BlocksACore, null, null, "blocks/s");
        }
    }

    private static (double Sign, double Verify) Signing()
    {
        using EcdsaSignatures keys = EcdsaSignatures.Generate(BlockHash.Of("bench"u8));
        Ballot unsigned = new(0, 1, Choice.Block, BlockHash.Of("block"u8), 0, default, default);
        Ballot signed = keys.Sign(unsigned);
        double[] seconds = Stopclock.OneThread(.2, () => keys.Sign(unsigned), () => keys.Verify(signed));
        return (seconds[0], seconds[1]);
    }

    private static Load Measure(int operations, int blocks, int clients, int stopped) => MeasureAsync(operations, blocks, clients, stopped).GetAwaiter().GetResult();

    private static async Task<Load> MeasureAsync(int operations, int blocks, int clients, int stopped)
    {
        LedgerOptions options = new() { MostOperations = operations, Patience = TimeSpan.FromMinutes(5) };
        await using CubeLedger ledger = await CubeLedger.OpenAsync(options, new MemoryLedgerStorage(), TimeProvider.System);
        for (int i = 0; i < stopped; i++) ledger.SetFault(4 * i, ValidatorFault.Stopped);
        await SubmitAsync(ledger, Math.Max(50, operations * blocks / 4), clients);
        double before = Cpu();
        long height = ledger.Height;
        int count = operations * blocks;
        double[] waits = await SubmitAsync(ledger, count, clients);
        double used = Cpu() - before;
        return new((ledger.Height - height) / used, count / used, waits[waits.Length / 2], waits[waits.Length * 99 / 100]);
    }

    private static async Task<double[]> SubmitAsync(CubeLedger ledger, int count, int clients)
    {
        double[] waits = new double[count];
        await Task.WhenAll(Enumerable.Range(0, clients).Select(async client =>
        {
            await Task.Yield();
            for (int i = client; i < count; i += clients)
            {
                long start = Stopwatch.GetTimestamp();
                await ledger.SubmitAsync(BitConverter.GetBytes((long)i));
                waits[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            }
        }));
        Array.Sort(waits);
        return waits;
    }

    private static double Cpu()
    {
        using Process self = Process.GetCurrentProcess();
        return self.TotalProcessorTime.TotalSeconds;
    }

    private sealed record Load(double BlocksACore, double OperationsACore, double Median, double Slow);
}
