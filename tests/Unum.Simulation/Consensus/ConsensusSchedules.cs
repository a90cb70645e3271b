using Unum.Grid.Consensus.Simulation;

namespace Unum.Simulation.Consensus;

/// <summary>Simplex in simulated worlds: crashes, loss, delay, reordering, doubling, partitions and up to four liars, from one seed each.</summary>
public sealed class ConsensusSchedules
{
    [Fact]
    public void Every_invariant_holds_in_twenty_thousand_schedules()
    {
        SimulationReport report = ConsensusSimulation.Run(seed: 1, schedules: 20_000);
        Assert.True(report.Passed, Told(report));
        Assert.Equal(20_000, report.Schedules);
        Assert.True(report.Blocks > 60_000, $"only {report.Blocks} blocks: the worlds came to nothing");
        Assert.True(report.Evidence > 20_000, $"only {report.Evidence} pieces of evidence: the liars hardly lied");
        Assert.True(report.SlowestFinish <= 60, $"after healing it took {report.SlowestFinish} delta until all was final");
    }

    [Fact]
    public void Real_signatures_and_bytes_on_the_wire_change_nothing()
    {
        SimulationReport report = ConsensusSimulation.Run(seed: 1, schedules: 24, realSignatures: true);
        Assert.True(report.Passed, Told(report));
        SimulationReport cheap = ConsensusSimulation.Run(seed: 1, schedules: 24);
        Assert.Equal(cheap.Steps, report.Steps);
        Assert.Equal(cheap.Blocks, report.Blocks);
    }

    // Each bound is at least three times what the mutant needed when it was written (docs/consensus.md has the counts).
    [Theory]
    [InlineData("quorum5", 1500)]
    [InlineData("finalise-after-timeout", 50)]
    [InlineData("double-vote", 50)]
    [InlineData("amnesia", 50)]
    [InlineData("amnesia-of-one", 50)]
    [InlineData("send-before-persist", 300)]
    [InlineData("accept-unsigned", 50)]
    [InlineData("no-parent-check", 3000)]
    [InlineData("no-skip-check", 100)]
    [InlineData("stale-notarisation", 50)]
    [InlineData("count-twice", 5000)]
    [InlineData("unsubmitted", 300)]
    [InlineData("repeat", 1000)]
    [InlineData("believe-chain", 50)]
    [InlineData("no-resend", 50)]
    [InlineData("no-help", 100)]
    [InlineData("no-evidence", 50)]
    [InlineData("false-accusation", 50)]
    public void A_mistake_in_the_protocol_is_caught(string mutant, int within)
    {
        SimulationReport report = ConsensusSimulation.Run(seed: 1, schedules: within, mutant);
        Assert.False(report.Passed, $"{mutant} was not caught in {within} schedules");
        Assert.NotEmpty(report.Trace);
        SimulationReport again = ConsensusSimulation.Run(report.FailedSeed!.Value, schedules: 1, mutant);
        Assert.Equal(report.Invariant, again.Invariant);
        Assert.Equal(report.Trace, again.Trace);
    }

    [Fact]
    public void Every_mutant_but_quorum_6_is_in_the_list_above()
    {
        string[] tried = [.. typeof(ConsensusSchedules).GetMethod(nameof(A_mistake_in_the_protocol_is_caught))!
            .GetCustomAttributes(typeof(InlineDataAttribute), inherit: false).Cast<InlineDataAttribute>().Select(d => (string)d.Data[0]!)];
        Assert.Equal(ConsensusSimulation.Mutants.Where(m => m != "quorum6").Order(StringComparer.Ordinal), tried.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Quorum_6_is_safe_until_validators_forget()
    {
        SimulationReport six = ConsensusSimulation.Run(seed: 1, schedules: 1500, "quorum6", outcomesOnly: true);
        Assert.True(six.Passed, Told(six));
        SimulationReport forgetful = ConsensusSimulation.Run(seed: 1, schedules: 3000, "quorum6+amnesia", outcomesOnly: true);
        Assert.Equal("liveness", forgetful.Invariant);
        SimulationReport sevenForgets = ConsensusSimulation.Run(seed: 1, schedules: 1500, "amnesia-of-one", outcomesOnly: true);
        Assert.True(sevenForgets.Passed, Told(sevenForgets));
    }

    [Fact]
    public void The_same_seed_is_the_same_world()
    {
        SimulationReport one = ConsensusSimulation.Run(seed: 77, schedules: 20);
        SimulationReport two = ConsensusSimulation.Run(seed: 77, schedules: 20);
        Assert.Equal((one.Steps, one.Blocks, one.Evidence), (two.Steps, two.Blocks, two.Evidence));
    }

    private static string Told(SimulationReport report) => report.Passed
        ? ""
        : $"seed {report.FailedSeed} breaks {report.Invariant}: {report.Violation}{Environment.NewLine}{string.Join(Environment.NewLine, report.Trace)}";
}
