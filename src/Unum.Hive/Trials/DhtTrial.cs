using Unum.Hive.Discovery;

namespace Unum.Hive.Trials;

/// <summary>One experiment in a <see cref="DhtWorld"/>: nodes join, some announce what they can do, a share dies at once, the living ask.</summary>
public static class DhtTrial
{
    private const int Capabilities = 50;
    private const int Holders = 4;

    /// <summary>Runs it.</summary>
    /// <param name="nodes">How many join, 2 or more.</param>
    /// <param name="dead">Share that dies, 0 to below 1.</param>
    /// <param name="queries">How many are asked.</param>
    /// <param name="seed">Everything follows from it.</param>
    /// <param name="loss">Share of datagrams lost.</param>
    /// <param name="cancellationToken">Gives up between nodes and queries.</param>
    public static DhtReport Run(int nodes, double dead, int queries, int seed, double loss = 0, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(nodes, 2);
        ArgumentOutOfRangeException.ThrowIfLessThan(dead, 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(dead, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(queries, 1);
        DhtWorld world = new(seed, new DhtOptions(), loss);
        for (int i = 0; i < nodes; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            world.Join();
            world.Run(TimeSpan.FromMilliseconds(200));
        }

        world.Run(TimeSpan.FromSeconds(30));
        for (int i = 0; i < Capabilities * Holders; i++) world.Announce(Name(i % Capabilities));
        world.Run(TimeSpan.FromSeconds(30));
        world.Kill((int)(nodes * dead));

        int found = 0;
        List<int> hops = [], requests = [];
        for (int i = 0; i < queries; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            (int records, int asked, int far) = world.Query(Name(i % Capabilities), 1);
            if (records > 0) found++;
            hops.Add(far);
            requests.Add(asked);
        }

        hops.Sort();
        return new DhtReport(
            nodes, dead, seed, queries, (double)found / queries, requests.Average(), hops[hops.Count / 2], hops[hops.Count * 9 / 10], world.Datagrams, world.Bytes, world.Elapsed.TotalSeconds);
    }

    private static string Name(int capability) => FormattableString.Invariant($"capability {capability}");
}
