using Unum.Hive.Content;
using Unum.Hive.Geometry;
using Unum.Hive.Identity;
using Unum.Hive.Instances;
using Unum.Hive.Packets;

namespace Unum.Hive.Trials;

/// <summary>Each of many instances knows something that nobody else knows. A round: each opens one conversation with another that chance picks. How many rounds until all know all?</summary>
public static class GossipTrial
{
    private const int MostRounds = 500;
    private const int BasinsCompared = 8;
    private const int ConceptCount = 10;

    /// <summary>Runs it.</summary>
    /// <param name="instances">2 to 10,000.</param>
    /// <param name="seed">Everything follows from it.</param>
    /// <param name="loss">Share of messages lost, 0 to below 1.</param>
    /// <param name="cancellationToken">Gives up between rounds.</param>
    public static GossipReport Run(int instances, int seed, double loss = 0, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(instances, 2);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(instances, 10_000);
        ArgumentOutOfRangeException.ThrowIfLessThan(loss, 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(loss, 1);
        Random random = new(seed);
        (HiveInstance[] hive, HiveGossip[] gossip) = Build(instances, random);
        for (int i = 0; i < instances; i++)
        {
            Teach(hive[i], random);
            hive[i].Share();
        }

        long messages = 0, bytes = 0;
        int largest = 0, rounds = 0;
        while (!Agreed(hive) && rounds < MostRounds)
        {
            cancellationToken.ThrowIfCancellationRequested();
            rounds++;
            int[] order = [.. Enumerable.Range(0, instances)];
            random.Shuffle(order);
            foreach (int one in order)
            {
                int other = (one + random.Next(1, instances)) % instances;
                Queue<(int To, int From, byte[] Message)> under = new([(other, one, gossip[one].Begin())]);
                while (under.TryDequeue(out (int To, int From, byte[] Message) next))
                {
                    messages++;
                    bytes += next.Message.Length;
                    largest = Math.Max(largest, next.Message.Length);
                    if (random.NextDouble() < loss) continue;
                    foreach (byte[] answer in gossip[next.To].Hear(next.Message)) under.Enqueue((next.From, next.To, answer));
                }
            }
        }

        bool agreed = Agreed(hive);
        int basins = hive.Take(BasinsCompared).Select(static h => h.Basin).Distinct().Count();
        return new GossipReport(instances, seed, loss, hive[0].Count, agreed ? rounds : -1, (double)messages / instances, (double)bytes / instances, largest, basins);
    }

    /// <summary>Instances of one process: they share what can be shared, the store and the verified deltas, and nothing else.</summary>
    internal static (HiveInstance[] Hive, HiveGossip[] Gossip) Build(int instances, Random random)
    {
        VectorFrame frame = new();
        MemoryContentStore store = new();
        HiveOptions options = new() { Library = new DeltaLibrary(frame.Form), Charter = new HiveCharter(frame.Id), ModesPerConcept = 1 };
        HiveInstance[] hive = [.. Enumerable.Range(0, instances).Select(_ => new HiveInstance(Key(random), frame, store, options, new FixedTime()))];
        return (hive, [.. hive.Select(h => new HiveGossip(h, new Random(random.Next()), new FixedTime()))]);
    }

    /// <summary>A few observations around points that all share, so that what they say can be merged.</summary>
    internal static void Teach(HiveInstance instance, Random random)
    {
        for (int k = 0; k < ConceptCount; k++)
        {
            for (int i = 0; i < 4; i++)
            {
                float[] psi = new float[VectorFrame.Size];
                for (int d = 0; d < psi.Length; d++) psi[d] = (random.NextSingle() * .3f) + (d % ConceptCount == k ? 1 : 0);
                FisherSphere.Normalise(psi);
                instance.Observe(ModeId.ConceptOf(FormattableString.Invariant($"concept {k}")), psi);
            }
        }
    }

    private static HiveKey Key(Random random)
    {
        byte[] scalar = new byte[32];
        random.NextBytes(scalar);
        scalar[0] &= 0x7F; // below the order of the curve
        return HiveKey.FromPrivate(scalar);
    }

    private static bool Agreed(HiveInstance[] hive) => hive.All(h => h.Count == hive[0].Count && h.Buckets.Select(static b => b.Sum).SequenceEqual(hive[0].Buckets.Select(static b => b.Sum)));

    private sealed class FixedTime : TimeProvider
    {
        private static readonly DateTimeOffset Start = new(2026, 1, 5, 8, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Start;
    }
}
