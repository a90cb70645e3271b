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
        Worlds worlds = new(data, forks, seed);
        worlds.Part();
        double before = Mean(worlds.Alone, data);
        for (int generation = 0; generation < generations; generation++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            worlds.Generation();
        }

        log?.Invoke(worlds.Evolved.Log);
        double[] single = [.. worlds.Alone.Forks.Select(f => Accuracy(f, data))];
        return new EvolutionReport(
            data.Name, seed, forks, generations, before, Mean(worlds.Evolved, data), Mean(worlds.Drifting, data), single.Average(),
            Accuracy(worlds.Evolved.Forks[worlds.Evolved.Canonical!.Value], data), single[worlds.Alone.Canonical!.Value], single.Max(), Accuracy(worlds.Joint, data),
            worlds.Evolved.Log.Count, Replays(worlds.Evolved, data));
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

    /// <summary>The same forks three times over, and one mind that sees what all of them see.</summary>
    private sealed class Worlds
    {
        private readonly Random _random;
        private readonly (float[] Psi, uint Concept)[] _users;
        private readonly Dictionary<uint, float[][]> _examples;
        private readonly uint[] _concepts;
        private readonly int _forks;

        public Worlds(Labelled data, int forks, int seed)
        {
            (_forks, _random, _concepts) = (forks, new Random(seed), [.. data.Concepts]);
            (Evolved, Drifting, Alone) = (New(data, forks), New(data, forks), New(data, forks));
            Joint = new ConceptMind(data.Frame, RunningCoupling.Default, data.ModesPerConcept);
            _users = [.. data.Train.Where(static (_, i) => i % UserShare == 0)];
            _examples = data.Train.Where(static (_, i) => i % UserShare != 0).GroupBy(static e => e.Concept).ToDictionary(static g => g.Key, static g => g.Select(static e => e.Psi).ToArray());
        }

        public BasinEvolution Evolved { get; }

        public BasinEvolution Drifting { get; }

        public BasinEvolution Alone { get; }

        public ConceptMind Joint { get; }

        /// <summary>All forks learn the same few examples of every concept.</summary>
        public void Part()
        {
            foreach (uint concept in _concepts)
            {
                foreach (float[] psi in _examples[concept].Take(Shared))
                {
                    Joint.Observe(concept, psi);
                    for (int fork = 0; fork < _forks; fork++) See(fork, concept, psi);
                }
            }

            LearnAll();
        }

        /// <summary>Every fork learns, users choose, the chosen are elected, the others move.</summary>
        public void Generation()
        {
            for (int fork = 0; fork < _forks; fork++)
            {
                for (int i = 0; i < PerGeneration; i++)
                {
                    uint concept = _random.NextDouble() < Foreign ? _concepts[_random.Next(_concepts.Length)] : _concepts[((fork * OwnConcepts) + _random.Next(OwnConcepts)) % _concepts.Length];
                    float[] psi = _examples[concept][_random.Next(_examples[concept].Length)];
                    Joint.Observe(concept, psi);
                    See(fork, concept, psi);
                }
            }

            LearnAll();
            for (int session = 0; session < Sessions; session++)
            {
                (float[] psi, uint concept) = _users[_random.Next(_users.Length)];
                int one = _random.Next(_forks), other = (one + 1 + _random.Next(_forks - 1)) % _forks;
                Try(Evolved, one, other, psi, concept);
                Try(Alone, one, other, psi, concept);
                Drifting.Use(_random.Next(_forks));
            }

            Alone.Elect();
            foreach (BasinEvolution world in new[] { Evolved, Drifting })
            {
                world.Elect();
                world.Approach();
            }
        }

        private void See(int fork, uint concept, float[] psi)
        {
            Evolved.Observe(fork, concept, psi);
            Drifting.Observe(fork, concept, psi);
            Alone.Observe(fork, concept, psi);
        }

        private void LearnAll()
        {
            Drain(Joint);
            for (int fork = 0; fork < _forks; fork++)
            {
                Evolved.Learn(fork);
                Drifting.Learn(fork);
                Alone.Learn(fork);
            }
        }
    }
}
