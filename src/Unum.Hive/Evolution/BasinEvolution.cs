using System.Buffers.Binary;
using System.Security.Cryptography;
using Unum.Hive.Concepts;
using Unum.Hive.Geometry;
using Unum.Hive.Packets;

namespace Unum.Hive.Evolution;

/// <summary>
/// Forks of one basin compete: each learns by itself, users prefer the one that serves them, the most used becomes canonical and the others move towards it by a tenth of the
/// way on the geodesic (the mission's evolutionary basin development).
/// <para>
/// What the canonical fork is reaches the others as the at most 88 coarse modes of a basin packet, as it would over the network. Every change is a step of
/// <see cref="Log"/>; there is no chance in here, so the same steps give the same forks bit for bit, which each election's digest lets <see cref="Replay"/> verify. Cost: an election reads every
/// mode once. Not safe from several threads.
/// </para>
/// </summary>
public sealed class BasinEvolution
{
    /// <summary>The mission's rate.</summary>
    public const double Rate = .1;

    /// <summary>Most forks.</summary>
    public const int MostForks = 256;

    private readonly IFrame _frame;
    private readonly ConceptMind[] _forks;
    private readonly long[] _fitness;
    private readonly List<EvolutionStep> _log = [];

    /// <summary>Forks that know nothing yet.</summary>
    /// <param name="forks">How many, 1 to 256.</param>
    /// <param name="frame">The public frame they share.</param>
    /// <param name="coupling">How beta runs.</param>
    /// <param name="modesPerConcept">1 to 16.</param>
    public BasinEvolution(int forks, IFrame frame, RunningCoupling coupling, int modesPerConcept)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(forks, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(forks, MostForks);
        _frame = frame;
        _forks = [.. Enumerable.Range(0, forks).Select(_ => new ConceptMind(frame, coupling, modesPerConcept))];
        _fitness = new long[forks];
        _log.Add(new EvolutionStep(EvolutionStepKind.Begin, forks));
    }

    /// <summary>What happened so far.</summary>
    public IReadOnlyList<EvolutionStep> Log => _log;

    /// <summary>The forks.</summary>
    public IReadOnlyList<ConceptMind> Forks => _forks;

    /// <summary>How often each was preferred since the last election.</summary>
    public IReadOnlyList<long> Fitness => _fitness;

    /// <summary>The fork that won the last election; null before the first.</summary>
    public int? Canonical { get; private set; }

    /// <summary>Does again what a log says.</summary>
    /// <exception cref="InvalidDataException">It is no log of such an evolution, or it does not lead where it says.</exception>
    public static BasinEvolution Replay(IEnumerable<EvolutionStep> log, IFrame frame, RunningCoupling coupling, int modesPerConcept)
    {
        BasinEvolution? evolution = null;
        int number = 0;
        foreach (EvolutionStep step in log)
        {
            number++;
            if (evolution is null)
            {
                if (step.Kind != EvolutionStepKind.Begin || step.Fork is < 1 or > MostForks) throw new InvalidDataException("A log of an evolution begins with 1 to 256 forks.");
                evolution = new BasinEvolution(step.Fork, frame, coupling, modesPerConcept);
            }
            else
            {
                evolution.Again(step, number);
            }
        }

        return evolution ?? throw new InvalidDataException("The log is empty.");
    }

    /// <summary>A fork observes an example.</summary>
    /// <returns>False when it has observed too much without learning.</returns>
    public bool Observe(int fork, uint concept, float[] psi)
    {
        byte[] point = new byte[4 * psi.Length];
        for (int i = 0; i < psi.Length; i++) BinaryPrimitives.WriteSingleLittleEndian(point.AsSpan(4 * i), psi[i]);
        if (!_forks[fork].Observe(concept, psi)) return false;
        _log.Add(new EvolutionStep(EvolutionStepKind.Observe, fork) { Concept = concept, Point = point });
        return true;
    }

    /// <summary>A fork learns from what it observed.</summary>
    public void Learn(int fork)
    {
        while (_forks[fork].Learn().Count > 0)
        {
        }

        _log.Add(new EvolutionStep(EvolutionStepKind.Learn, fork));
    }

    /// <summary>Somebody used a fork and preferred it.</summary>
    public void Use(int fork)
    {
        _fitness[fork]++;
        _log.Add(new EvolutionStep(EvolutionStepKind.Use, fork));
    }

    /// <summary>The most used becomes canonical, of several the first; fitness begins anew.</summary>
    public int Elect()
    {
        int fittest = 0;
        for (int i = 1; i < _fitness.Length; i++)
        {
            if (_fitness[i] > _fitness[fittest]) fittest = i;
        }

        _log.Add(new EvolutionStep(EvolutionStepKind.Elect, fittest) { Fitness = [.. _fitness], State = State() });
        Array.Clear(_fitness);
        Canonical = fittest;
        return fittest;
    }

    /// <summary>Every other fork moves towards the canonical one.</summary>
    /// <param name="rate">How much of the way, 0 to 1.</param>
    public void Approach(double rate = Rate)
    {
        for (int i = 0; i < _forks.Length; i++)
        {
            if (i != Canonical) Approach(i, rate);
        }
    }

    /// <summary>SHA-256 over all that all forks know, bit for bit.</summary>
    public string State()
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> number = stackalloc byte[8];
        foreach (ConceptMind fork in _forks)
        {
            Add(fork.Modes.Count, number);
            foreach (ConceptMode mode in fork.Modes)
            {
                Add(mode.Id.Concept, number);
                Add(mode.Id.Mode, number);
                Add(mode.Observations, number);
                Add(BitConverter.DoubleToInt64Bits(mode.Concentration), number);
                foreach (float x in mode.Direction) Add(BitConverter.SingleToInt32Bits(x), number);
            }
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());

        void Add(long value, Span<byte> bytes)
        {
            BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
            hash.AppendData(bytes);
        }
    }

    private void Approach(int fork, double rate)
    {
        if (Canonical is not { } canonical) throw new InvalidOperationException("Nobody is canonical before the first election.");
        _forks[fork].Approach(_forks[canonical].Describe(), rate);
        _log.Add(new EvolutionStep(EvolutionStepKind.Approach, fork) { Rate = rate });
    }

    private void Again(EvolutionStep step, int number)
    {
        if (step.Fork < 0 || step.Fork >= _forks.Length) throw Wrong("names a fork that there is not");
        switch (step.Kind)
        {
            case EvolutionStepKind.Observe:
                if (step.Concept is not { } concept || step.Point is not { } point || point.Length != 4 * _frame.Dimension) throw Wrong("has no point of the frame");
                float[] psi = new float[_frame.Dimension];
                for (int i = 0; i < psi.Length; i++) psi[i] = BinaryPrimitives.ReadSingleLittleEndian(point.Span[(4 * i)..]);
                if (!psi.All(float.IsFinite)) throw Wrong("has no point of the frame");
                if (!Observe(step.Fork, concept, psi)) throw Wrong("observes more than a fork can hold");
                break;
            case EvolutionStepKind.Learn:
                Learn(step.Fork);
                break;
            case EvolutionStepKind.Use:
                Use(step.Fork);
                break;
            case EvolutionStepKind.Elect:
                int fittest = Elect();
                EvolutionStep elected = _log[^1];
                if (fittest != step.Fork || !string.Equals(elected.State, step.State, StringComparison.Ordinal) || !elected.Fitness!.SequenceEqual(step.Fitness ?? [])) throw Wrong("leads elsewhere than it says");
                break;
            case EvolutionStepKind.Approach:
                if (step.Rate is not { } rate || rate is not (>= 0 and <= 1) || Canonical is null) throw Wrong("has no rate, or nobody is canonical");
                Approach(step.Fork, rate);
                break;
            default:
                throw Wrong("is no step of an evolution under way");
        }

        InvalidDataException Wrong(string why) => new(FormattableString.Invariant($"Step {number} of the log, {step.Kind} of fork {step.Fork}, {why}."));
    }
}
