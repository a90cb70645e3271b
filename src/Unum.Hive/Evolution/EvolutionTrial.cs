using Unum.Hive.Concepts;
using Unum.Hive.Packets;
using Unum.Hive.Trials;

namespace Unum.Hive.Evolution;

/// <summary>
/// Forks of one basin on a real task, with evolution and without. All begin from the same few examples of every concept; then each fork sees examples mostly of its own few concepts, in
/// all worlds the same. Users bring examples of all concepts, try two forks, and prefer the one that recognised theirs when the other did not.
/// Beside evolution and none there is drift: the others move just so, but towards a fork that chance makes canonical, which tells what selection is worth beyond mixing.
/// </summary>
public static class EvolutionTrial
{
    private const int Shared = 2; // examples of each concept that all begin with
    private const int PerGeneration = 12;
    private const int OwnConcepts = 3;
    private const double Foreign = .25; // share of a fork's examples from any concept
    private const int Sessions = 200;
    private const int UserShare = 4; // one in so many training examples is the users'

    /// <summary>Runs the worlds.</summary>
    /// <param name="data">What is learned.</param>
    /// <param name="forks">2 to 64.</param>
    /// <param name="generations">1 to 1000.</param>
    /// <param name="seed">Everything follows from it and the data.</param>
    /// <param name="log">Is given the evolved world's log; may be null.</param>
    /// <param name="cancellationToken">Gives up between generations.</param>
    public static EvolutionReport Run(Labelled data, int forks, int generations, int seed, Action<IReadOnlyList<EvolutionStep>>? log = null, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(forks, 2);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(forks, 64);
        ArgumentOutOfRangeException.ThrowIfLessThan(generations, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(generations, 1000);
        BasinEvolution evolved = New(data, forks), drifting = New(data, forks), alone = New(data, forks);
        ConceptMind joint = new(data.Frame, RunningCoupling.Default, data.ModesPerConcept);
        Random random = new(seed);
        (float[] Psi, uint Concept)[] users = [.. data.Train.Where(static (_, i) => i % UserShare == 0)], examples = [.. data.Train.Where(static (_, i) => i % UserShare != 0)];
        Dictionary<uint, float[][]> ofConcept = examples.GroupBy(static e => e.Concept).ToDictionary(static g => g.Key, static g => g.Select(static e => e.Psi).ToArray());
        uint[] concepts = [.. data.Concepts];
        foreach (uint concept in concepts)
        {
            foreach (float[] psi in ofConcept[concept].Take(Shared))
            {
                joint.Observe(concept, psi);
                for (int fork = 0; fork < forks; fork++) See(fork, concept, psi);
            }
        }

        Drain(joint);
        LearnAll();
        double before = Mean(alone, data);
        int fittest = 0;
        for (int generation = 0; generation < generations; generation++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            for (int fork = 0; fork < forks; fork++)
            {
                for (int i = 0; i < PerGeneration; i++)
                {
                    uint concept = random.NextDouble() < Foreign ? concepts[random.Next(concepts.Length)] : concepts[((fork * OwnConcepts) + random.Next(OwnConcepts)) % concepts.Length];
                    float[] psi = ofConcept[concept][random.Next(ofConcept[concept].Length)];
                    joint.Observe(concept, psi);
                    See(fork, concept, psi);
                }
            }

            Drain(joint);
            LearnAll();
            for (int session = 0; session < Sessions; session++)
            {
                (float[] psi, uint concept) = users[random.Next(users.Length)];
                int one = random.Next(forks), other = (one + 1 + random.Next(forks - 1)) % forks;
                Try(evolved, one, other, psi, concept);
                Try(alone, one, other, psi, concept);
                drifting.Use(random.Next(forks));
            }

            evolved.Elect();
            evolved.Approach();
            drifting.Elect();
            drifting.Approach();
            fittest = alone.Elect();
        }

        log?.Invoke(evolved.Log);
        double[] single = [.. alone.Forks.Select(f => Accuracy(f, data))];
        return new EvolutionReport(
            data.Name, seed, forks, generations, before, Mean(evolved, data), Mean(drifting, data), single.Average(), Accuracy(evolved.Forks[evolved.Canonical!.Value], data), single[fittest], single.Max(), Accuracy(joint, data),
            evolved.Log.Count, Replays(evolved, data));

        void See(int fork, uint concept, float[] psi)
        {
            evolved.Observe(fork, concept, psi);
            drifting.Observe(fork, concept, psi);
            alone.Observe(fork, concept, psi);
        }

        void LearnAll()
        {
            for (int fork = 0; fork < forks; fork++)
            {
                evolved.Learn(fork);
                drifting.Learn(fork);
                alone.Learn(fork);
            }
        }
    }

    private static BasinEvolution New(Labelled data, int forks) => new(forks, data.Frame, RunningCoupling.Default, data.ModesPerConcept);

    /// <summary>A user tries two forks and prefers the one that was right when the other was not.</summary>
    private static void Try(BasinEvolution world, int one, int other, float[] psi, uint concept)
    {
        bool first = world.Forks[one].Recognise(psi) == concept, second = world.Forks[other].Recognise(psi) == concept;
        if (first != second) world.Use(first ? one : other);
    }

    private static bool Replays(BasinEvolution world, Labelled data)
    {
        using MemoryStream written = new();
        EvolutionLog.Write(world.Log, written);
        written.Position = 0;
        BasinEvolution again = BasinEvolution.Replay(EvolutionLog.Read(written), data.Frame, RunningCoupling.Default, data.ModesPerConcept);
        return string.Equals(again.State(), world.State(), StringComparison.Ordinal);
    }

    private static void Drain(ConceptMind mind)
    {
        while (mind.Learn().Count > 0)
        {
        }
    }

    private static double Mean(BasinEvolution world, Labelled data) => world.Forks.Average(f => Accuracy(f, data));

    private static double Accuracy(ConceptMind mind, Labelled data) => data.Test.Count(t => mind.Recognise(t.Psi) == t.Concept) / (double)data.Test.Count;
}
