using FsCheck;
using FsCheck.Fluent;
using Unum.Grid.Cubes;

namespace Unum.Tests.Grid.Cubes;

public sealed class PackMachineTests
{
    /// <summary>
    /// The state diagram of ANSI/ISA-TR88.00.02-2015 (the same as in OPC 30050 PackML 1.01, figure 15 and tables 8 to 10), edge by edge:
    /// STATE --Command--> STATE, SC where a state completes. Stop and Abort leave the composite states "Running" and "Cleared".
    /// </summary>
    private const string Diagram = """
        Idle --Start--> Starting
        Starting --SC--> Execute
        Execute --SC--> Completing
        Completing --SC--> Complete
        Complete --Reset--> Resetting
        Resetting --SC--> Idle
        Execute --Hold--> Holding
        Holding --SC--> Held
        Held --Unhold--> Unholding
        Unholding --SC--> Execute
        Execute --Suspend--> Suspending
        Suspending --SC--> Suspended
        Suspended --Unsuspend--> Unsuspending
        Unsuspending --SC--> Execute
        Running --Stop--> Stopping
        Stopping --SC--> Stopped
        Stopped --Reset--> Resetting
        Cleared --Abort--> Aborting
        Aborting --SC--> Aborted
        Aborted --Clear--> Clearing
        Clearing --SC--> Stopped
        """;

    private static readonly string[] Running =
        ["Idle", "Starting", "Execute", "Completing", "Complete", "Resetting", "Holding", "Held", "Unholding", "Suspending", "Suspended", "Unsuspending"];

    private static readonly Dictionary<(string From, string By), string> Oracle = Read();

    [Fact]
    public void Every_state_does_with_every_command_what_the_diagram_says()
    {
        Assert.Equal(17, Enum.GetValues<PackState>().Length);
        foreach (PackState state in Enum.GetValues<PackState>())
        {
            foreach (PackCommand command in Enum.GetValues<PackCommand>())
            {
                Oracle.TryGetValue((state.ToString(), command.ToString()), out string? expected);
                PackMachine machine = new(state);
                PackReply reply = machine.Send(command, settle: false);
                Assert.Equal(expected ?? state.ToString(), machine.State.ToString());
                Assert.Equal(expected is not null, reply.Accepted);
                Assert.Equal(expected, PackMachine.Next(state, command)?.ToString());
            }

            Oracle.TryGetValue((state.ToString(), "SC"), out string? completed);
            Assert.Equal(completed, PackMachine.Next(state)?.ToString());
            Assert.Equal(completed is not null, PackMachine.IsActing(state));
        }
    }

    [Fact]
    public void The_missions_path_leads_through_every_state_on_it()
    {
        PackMachine machine = new();
        List<PackState> seen = [machine.State];
        machine.Changed += (_, change) => seen.Add(change.To);
        Assert.Equal(PackState.Execute, machine.Send(PackCommand.Start).State);
        Assert.True(machine.Finish(PackState.Execute));
        Assert.Equal([PackState.Idle, PackState.Starting, PackState.Execute, PackState.Completing, PackState.Complete], seen);
    }

    [Fact]
    public void A_refused_command_says_why_and_what_is_possible()
    {
        PackReply reply = new PackMachine().Send(PackCommand.Hold);
        Assert.False(reply.Accepted);
        Assert.Equal("Hold is not possible in Idle: it is possible in Execute only; possible now: Start, Stop, Abort.", reply.Reason);
        Assert.Contains("aborted or aborting", new PackMachine(PackState.Aborted).Send(PackCommand.Abort).Reason, StringComparison.Ordinal);
        Assert.Contains("none until", new PackMachine(PackState.Aborting).Send(PackCommand.Stop).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Work_that_ends_after_the_machine_moved_on_changes_nothing()
    {
        PackMachine machine = new();
        machine.Send(PackCommand.Start);
        machine.Send(PackCommand.Abort, settle: false);
        Assert.False(machine.Finish(PackState.Execute));
        Assert.Equal(PackState.Aborting, machine.State);
        Assert.False(machine.Finish(PackState.Idle), "a waiting state does not complete");
    }

    [Fact]
    public void Whatever_comes_a_settled_machine_waits_or_executes_and_can_be_stopped_or_cleared()
    {
        Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), static commands =>
        {
            PackMachine machine = new();
            foreach (byte command in commands)
            {
                if (command % 10 == 9) machine.Finish(PackState.Execute);
                else machine.Send((PackCommand)(command % 10));
                if (PackMachine.IsActing(machine.State) && machine.State != PackState.Execute) return false;
                if (PackMachine.PossibleIn(machine.State).Count == 0) return false;
            }

            return true;
        }).QuickCheckThrowOnFailure();
    }

    private static Dictionary<(string From, string By), string> Read()
    {
        Dictionary<(string From, string By), string> table = [];
        foreach (string line in Diagram.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            string[] parts = line.Replace("-->", "--", StringComparison.Ordinal).Split("--", StringSplitOptions.TrimEntries);
            string[] from = parts[0] switch
            {
                "Running" => Running,
                "Cleared" => [.. Running, "Stopping", "Stopped", "Clearing"],
                _ => [parts[0]],
            };
            foreach (string one in from) table.Add((one, parts[1]), parts[2]);
        }

        return table;
    }
}
