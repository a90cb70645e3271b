using Unum.Hive.Discovery;

namespace Unum.Hive.Trials;

/// <summary>One experiment in a <see cref="DhtWorld"/>: nodes join, some announce what they can do, a share dies at once, the living ask while others leave and join.</summary>
public static class DhtTrial
{
    private const int Capabilities = 50;
    private const int Holders = 4;
    private static readonly TimeSpan LongestSearch = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan JoinEvery = TimeSpan.FromMilliseconds(200);

    /// <summary>Runs it.</summary>
    /// <param name="nodes">How many join, 2 or more.</param>
    /// <param name="dead">Share that dies before the questions, 0 to below 1.</param>
    /// <param name="lookups">How many questions are asked.</param>
    /// <param name="seed">Everything follows from it.</param>
    /// <param name="loss">Share of datagrams lost, 0 to below 1.</param>
    /// <param name="churn">Share of the nodes that leave, and are replaced by as many new ones, spread over the questions: 0 to 10.</param>
    /// <param name="minutes">How long the questions are spread over, in virtual time; null is 2, and with churn 20: twice as long as records are published again.</param>
    /// <param name="cancellationToken">Gives up between nodes and questions.</param>
    public static DhtReport Run(int nodes, double dead, int lookups, int seed, double loss = 0, double churn = 0, double? minutes = null, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(nodes, 2);
        ThrowIfNoShare(dead, nameof(dead));
        ThrowIfNoShare(loss, nameof(loss));
        if (churn is not (>= 0 and <= 10)) throw new ArgumentOutOfRangeException(nameof(churn), churn, "Between none and every node ten times over.");
        ArgumentOutOfRangeException.ThrowIfLessThan(lookups, 1);
        DhtWorld world = Settled(nodes, seed, loss, cancellationToken);
        world.Kill((int)(nodes * dead));

        List<DhtFinding> findings = [];
        TimeSpan pause = TimeSpan.FromMinutes(minutes ?? (churn > 0 ? 20 : 2)) / lookups;
        double leaving = 0;
        for (int i = 0; i < lookups; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            for (leaving += nodes * churn / lookups; leaving >= 1; leaving--)
            {
                world.Kill(1);
                world.Join();
            }

            world.Ask(Name(i % Capabilities), 1, findings.Add);
            world.Run(pause);
        }

        world.Run(LongestSearch);
        return Report(new DhtReport(nodes, dead, churn, loss, seed, findings.Count, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0), world, findings);
    }

    private static DhtReport Report(DhtReport setting, DhtWorld world, List<DhtFinding> findings)
    {
        Invariant.Holds(findings.Count > 0, "some of those who asked live");
        int[] hops = [.. findings.Select(static f => f.Hops).Order()], tables = [.. world.LivingNodes.Select(static n => n.Table.Count).Order()];
        return setting with
        {
            Success = findings.Count(static f => f.Found > 0) / (double)findings.Count,
            Alive = findings.Count(static f => f.Living > 0) / (double)findings.Count,
            HopsP50 = hops[hops.Length / 2],
            HopsP90 = hops[hops.Length * 9 / 10],
            RequestsPerLookup = findings.Average(static f => f.Requests),
            Datagrams = world.Datagrams,
            Bytes = world.Bytes,
            BytesPerNodeMinute = Math.Round(world.Bytes / world.Elapsed.TotalMinutes / setting.Nodes, 1),
            TableP50 = tables[tables.Length / 2],
            TableMost = tables[^1],
            RecordsMost = world.LivingNodes.Max(static n => n.RecordsKept),
            VirtualSeconds = Math.Round(world.Elapsed.TotalSeconds, 3),
        };
    }

    /// <summary>A world whose nodes have joined one after the other and have said what they can do.</summary>
    private static DhtWorld Settled(int nodes, int seed, double loss, CancellationToken cancellationToken)
    {
        DhtWorld world = new(seed, new DhtOptions(), loss);
        for (int i = 0; i < nodes; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            world.Join();
            world.Run(JoinEvery * Math.Min(1, 100.0 / (i + 1))); // a larger world lets more in at once
        }

        world.Run(TimeSpan.FromSeconds(30));
        for (int i = 0; i < Capabilities * Holders; i++) world.Announce(Name(i % Capabilities));
        world.Run(TimeSpan.FromSeconds(30));
        return world;
    }

    private static void ThrowIfNoShare(double share, string name)
    {
        if (share is not (>= 0 and < 1)) throw new ArgumentOutOfRangeException(name, share, "A share from 0 to below 1.");
    }

    private static string Name(int capability) => FormattableString.Invariant($"capability {capability}");
}
