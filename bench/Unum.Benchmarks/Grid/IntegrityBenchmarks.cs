using System.Security.Cryptography;
using System.Text.Json;
using Unum.Benchmarks.Tensors;
using Unum.Grid.Instances;
using Unum.Grid.Integrity;
using Unum.Grid.Space;
using Unum.Grid.Storage;

namespace Unum.Benchmarks.Grid;

/// <summary>
/// The ledger beneath the grid: hashes beside the platform's, OpenSSL's and Python's; Merkle commits, history, replay and snapshots. One thread, timed by the
/// processor time it gets.
/// </summary>
public static class IntegrityBenchmarks
{
    private const int Hashes = 1 << 16, Writes = 100_000, Million = 1_000_000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Runs them.</summary>
    public static IEnumerable<Comparison> Run() => [.. Hashing(), .. Merkle(), .. History(), .. IntegrityStores.Run()];

    private static IEnumerable<Comparison> Hashing()
    {
        (Coordinate[] at, float[] values) = Blocks(Hashes, new Random(1));
        Hash256[] hashes = new Hash256[Hashes];
        byte[] record = new byte[BlockHash.RecordLength], digest = new byte[Hash256.Length];
        HashWidth[] widths = System.Runtime.Intrinsics.X86.Avx512F.IsSupported ? [HashWidth.Sixteen, HashWidth.Eight, HashWidth.One] : [HashWidth.Eight, HashWidth.One];
        double[] seconds = Stopclock.OneThread(.2,
        [
            .. widths.Select(width => (Action)(() => BlockHash.OfMany(at, values, Dimensions.Mission, hashes, width))),
            () =>
            {
                for (int i = 0; i < Hashes; i++)
                {
                    BlockHash.Write(at[i], values[i], Dimensions.Mission, record);
                    SHA256.HashData(record, digest);
                }
            },
        ]);
        double[] rates = [.. seconds.Select(s => Hashes / s / 1e6)];
        yield return Comparison.Rate($"block hash, {widths[0]} lanes", rates[0], rates[^1], ".NET SHA256.HashData", "M hashes/s");
        if (OpenSsl() is { } openssl) yield return Comparison.Rate($"block hash, {widths[0]} lanes", rates[0], openssl.Rate / 1e6, openssl.Name, "M hashes/s");
        using JsonDocument? python = PythonPeer.Run("grid_hash.py");
        if (python is not null)
        {
            yield return Comparison.Rate($"block hash, {widths[0]} lanes", rates[0], python.RootElement.GetProperty("mission").GetDouble() / 1e6, "Python, the mission's way", "M hashes/s");
            yield return Comparison.Rate($"block hash, {widths[0]} lanes", rates[0], python.RootElement.GetProperty("record").GetDouble() / 1e6, "Python hashlib, same record", "M hashes/s");
        }

        for (int i = 1; i < widths.Length; i++) yield return Comparison.Rate($"block hash, {widths[i]} lanes", rates[i], rates[^1], ".NET SHA256.HashData", "M hashes/s");
        long before = GC.GetAllocatedBytesForCurrentThread();
        BlockHash.OfMany(at, values, Dimensions.Mission, hashes);
        yield return Comparison.Cost("block hash, bytes allocated a batch", GC.GetAllocatedBytesForCurrentThread() - before, null, null, "B");
    }

    private static IEnumerable<Comparison> Merkle()
    {
        Random random = new(2);
        (Coordinate[] million, float[] values) = Blocks(Million, random);
        (Coordinate[] at, float[] other) = Blocks(Writes, random);
        Coordinate[] near = [.. Enumerable.Range(0, Writes).Select(i => new Coordinate(300 + (i % 316), 300 + (i / 316), 500))];
        foreach ((string name, Coordinate[] first, Coordinate[] writes) in ((string, Coordinate[], Coordinate[])[])
            [("100k scattered writes, empty grid", [], at), ("100k scattered writes, 1M scattered blocks", million, at), ("100k writes on a plane, 1M scattered blocks", million, near)])
        {
            BlockArray blocks = new(Dimensions.Mission, TimeProvider.System);
            MerkleTree tree = new();
            blocks.InsertMany(first, values.AsSpan(0, first.Length));
            tree.Commit(blocks, default, out _);
            float[] figures = [.. other];
            double best = double.MaxValue;
            for (int turn = 0; turn < 15; turn++)
            {
                for (int i = 0; i < figures.Length; i++) figures[i] += 1;
                blocks.InsertMany(writes, figures);
                double start = CpuClock.Seconds();
                tree.Commit(blocks, default, out _);
                best = Math.Min(best, CpuClock.Seconds() - start);
            }

            yield return Comparison.Cost("Merkle commit, " + name, best / Writes * 1e9, null, null, "ns/write");
            if (first.Length == 0) continue;
            yield return Comparison.Cost("Merkle tree over it, memory", tree.Bytes / (double)blocks.Count, null, null, "B/block");
            MerkleProof proof = tree.Prove(blocks, default, writes[0]);
            Hash256 root = tree.RootOf(blocks, default);
            yield return Comparison.Cost("Merkle proof, checking", Stopclock.OneThread(.1, () => proof.Verify(root))[0] * 1e6, null, null, "us");
        }
    }

    private static IEnumerable<Comparison> History()
    {
        (Coordinate[] at, float[] values) = Blocks(256 * 256, new Random(3));
        GridOperation[] operations = [.. at.Zip(values, (a, v) => new GridOperation.Set(a, v))];
        using Journal journal = Journal.Open(new NowhereStore(), "bench", [], (in JournalFrame _) => { });
        double seconds = Stopclock.OneThread(.3, () =>
        {
            for (int group = 0; group < operations.Length; group += 256)
            {
                foreach (GridOperation operation in operations.AsSpan(group, 256)) OperationCodec.Write(operation, journal.Entries);
                journal.Append(256, 0);
            }
        })[0];
        yield return Comparison.Cost("history, encode and chain a write, 256 a frame", seconds / operations.Length * 1e9, null, null, "ns/write");
        yield return Comparison.Cost("history, bytes a write, 256 a frame", 9 + ((JournalFormat.Header + JournalFormat.Trailer + JournalFormat.Mark) / 256.0), null, null, "B/write");
    }

    /// <summary>Blocks anywhere in the mission's grid.</summary>
    internal static (Coordinate[] At, float[] Values) Blocks(int count, Random random) => (
        [.. Enumerable.Range(0, count).Select(_ => new Coordinate(random.Next(1000), random.Next(1000), random.Next(1000)))],
        [.. Enumerable.Range(0, count).Select(_ => random.NextSingle())]);

    private static (double Rate, string Name)? OpenSsl()
    {
        if (OpenSslSpeed.Run("sha256", BlockHash.RecordLength, Patience) is not { } bytesASecond) return null;
        return (bytesASecond / BlockHash.RecordLength, "OpenSSL speed, one at a time");
    }
}
