using System.Diagnostics;
using Unum.Grid.Consensus.Protocol;
using Unum.Grid.Consensus.Signing;

namespace Unum.Grid.Consensus.Simulation;

/// <summary>Runs simulated worlds, each from one number, and finds the least that fails.</summary>
public static class ConsensusSimulation
{
    private static readonly BlockHash Ledger = BlockHash.Of("simulation"u8);

    /// <summary>Names of the deliberate mistakes that can be simulated; several joined by + act together.</summary>
    public static IReadOnlyList<string> Mutants { get; } = [.. Enum.GetValues<Mutation>().Where(m => m != Mutation.None).Select(NameOf)];

    /// <summary>Runs schedules <c>seed</c>, <c>seed + 1</c>, … until one fails.</summary>
    /// <param name="seed">The first.</param>
    /// <param name="schedules">How many, 1 or more.</param>
    /// <param name="mutant">A mistake by name, several joined by +, or null for the protocol as it is.</param>
    /// <param name="realSignatures">ECDSA P-256 and bytes on the wire instead of cheap signatures and objects; about 60 times slower.</param>
    /// <param name="outcomesOnly">Judge only agreement, validity and liveness, not votes and evidence.</param>
    /// <param name="stopping">Stops between two schedules.</param>
    /// <exception cref="ArgumentException">No mistake is called so.</exception>
    public static SimulationReport Run(long seed, long schedules, string? mutant = null, bool realSignatures = false, bool outcomesOnly = false, CancellationToken stopping = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(schedules, 1);
        Mutation mutation = Parse(mutant);
        long start = Stopwatch.GetTimestamp();
        SimulationReport report = new() { Seed = seed, Mutant = mutant };
        using EcdsaSignatures? real = realSignatures ? EcdsaSignatures.Generate(Ledger) : null;
        for (long i = 0; i < schedules && !stopping.IsCancellationRequested; i++)
        {
            WorldPlan plan = WorldPlan.Of((ulong)(seed + i));
            // Quorum 6 claims safety only among two liars: 2 * 6 - 9 = 3 votes in common.
            if (mutation.HasFlag(Mutation.Quorum6)) plan = plan with { Liars = [.. plan.Liars.Take(2)] };
            ConsensusWorld world = new(plan, mutation, real ?? (Signatures)new CheapSignatures(Ledger, plan.Seed), realSignatures, outcomesOnly, null);
            Violation? violation = world.Run();
            report.Schedules++;
            report.Steps += world.Steps;
            report.Blocks += world.Blocks;
            report.Evidence += world.EvidenceFound;
            if (plan.MustFinish) report.SlowestFinish = Math.Max(report.SlowestFinish, world.Finished / (double)WorldPlan.Delta);
            if (violation is null) continue;
            Explain(report, plan, mutation, outcomesOnly, violation, real);
            break;
        }

        report.Seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        return report;
    }

    internal static string NameOf(Mutation mutation) => string.Concat(mutation.ToString().Select((c, i) => char.IsUpper(c) && i > 0 ? "-" + char.ToLowerInvariant(c) : char.ToLowerInvariant(c).ToString()));

    internal static Mutation Parse(string? mutant)
    {
        Mutation all = Mutation.None;
        foreach (string name in mutant?.Split('+', StringSplitOptions.RemoveEmptyEntries) ?? [])
        {
            Mutation one = Enum.GetValues<Mutation>().FirstOrDefault(m => m != Mutation.None && NameOf(m) == name);
            if (one == Mutation.None) throw new ArgumentException($"No mutant is called '{name}'. They are {string.Join(", ", Mutants)}; join several with +.", nameof(mutant));
            all |= one;
        }

        return all;
    }

    /// <summary>Takes away what is not needed for the same invariant to break, then tells the story of what is left.</summary>
    private static void Explain(SimulationReport report, WorldPlan plan, Mutation mutation, bool outcomesOnly, Violation violation, EcdsaSignatures? real)
    {
        report.FailedSeed = (long)plan.Seed;
        report.Invariant = violation.Invariant;
        report.Violation = violation.Message;
        (WorldPlan least, List<string> trace) = (plan, Story(plan, mutation, outcomesOnly, violation.Invariant, real) ?? []);
        for (bool simpler = true; simpler;)
        {
            simpler = false;
            foreach (WorldPlan candidate in least.Simpler())
            {
                if (Story(candidate, mutation, outcomesOnly, violation.Invariant, real) is not { } story) continue;
                (least, trace, simpler) = (candidate, story, true);
                break;
            }
        }

        report.Trace = trace;
    }

    private static List<string>? Story(WorldPlan plan, Mutation mutation, bool outcomesOnly, string invariant, EcdsaSignatures? real)
    {
        List<string> trace =
        [
            FormattableString.Invariant($"liars: {(plan.Liars.Count == 0 ? "none" : string.Join(", ", plan.Liars.Select(ValidatorNames.Of)))}; loss {plan.Loss / 10.0} %, doubled {plan.Doubled / 10.0} %, delay to {plan.LongestDelay} ms; {plan.Crashes.Count} crashes, {plan.Partitions.Count} partitions; heals at {plan.Heal} ms"),
        ];
        ConsensusWorld world = new(plan, mutation, real ?? (Signatures)new CheapSignatures(Ledger, plan.Seed), real is not null, outcomesOnly, trace);
        return world.Run()?.Invariant == invariant ? trace : null;
    }
}
