using Unum.Hive.Concepts;
using Unum.Hive.Content;
using Unum.Hive.Identity;
using Unum.Hive.Merging;
using Unum.Hive.Packets;

namespace Unum.Hive.Trials;

/// <summary>Our side of the comparison with <see cref="FederatedAveraging"/>: the same clients with the same shares of the examples send each other signed deltas and fold them.</summary>
public static class SharedLearning
{
    /// <summary>Runs it.</summary>
    /// <param name="data">What is learned; each client gets an equal share of the training examples in turn.</param>
    /// <param name="clients">1 or more.</param>
    /// <returns>After each client's deltas are in: bytes that one node has sent and received, and accuracy of a mind that has nothing but the basin.</returns>
    public static IReadOnlyList<FederatedPoint> Run(Labelled data, int clients)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentOutOfRangeException.ThrowIfLessThan(clients, 1);
        BasinFold fold = new(data.Frame);
        long bytes = 0;
        List<FederatedPoint> points = [];
        for (int c = 0; c < clients; c++)
        {
            using HiveKey key = HiveKey.Create();
            ConceptMind mind = new(data.Frame, RunningCoupling.Default, 1);
            for (int i = c; i < data.Train.Count; i += clients) mind.Observe(data.Train[i].Concept, data.Train[i].Psi);
            for (uint lamport = 1; mind.Extract(key, default, lamport, 12) is { } delta; lamport++)
            {
                fold.Add(Cid.Of(CidCodec.Raw, delta), BasinDelta.Read(delta));
                bytes += delta.Length; // sent by one, received by every other: each node carries each delta once
            }

            ConceptMind reader = new(data.Frame, RunningCoupling.Default, 1);
            reader.Approach(fold.Modes(), 1);
            points.Add(new FederatedPoint(bytes, data.Test.Count(t => reader.Recognise(t.Psi) == t.Concept) / (double)data.Test.Count));
        }

        return points;
    }
}
