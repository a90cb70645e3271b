using System.Text;
using Unum.Hive.Evolution;
using Unum.Hive.Geometry;
using Unum.Hive.Packets;

namespace Unum.Tests.Hive.Evolution;

public sealed class BasinEvolutionTests
{
    private static readonly VectorFrame Frame = new();
    private static readonly uint Concept = ModeId.ConceptOf("one");

    [Fact]
    public void The_most_used_becomes_canonical_and_the_others_move_a_tenth_of_the_way()
    {
        BasinEvolution world = Small();
        world.Use(1);
        world.Use(1);
        world.Use(0);
        float[][] before = [.. world.Forks.Select(static f => f.Modes.Single().Direction.ToArray())];
        Assert.Equal(1, world.Elect());
        Assert.All(world.Fitness, f => Assert.Equal(0, f));
        world.Approach();
        double whole = FisherSphere.Angle(before[0], before[1]), left = FisherSphere.Angle(world.Forks[0].Modes.Single().Direction, before[1]);
        Assert.InRange(left / whole, .88, .92); // the packet's coarse modes take a little
        Assert.Equal(before[1], world.Forks[1].Modes.Single().Direction);
    }

    [Fact]
    public void Of_equally_used_forks_the_first_is_elected()
    {
        BasinEvolution world = Small();
        world.Use(2);
        world.Use(1);
        Assert.Equal(1, world.Elect());
    }

    [Fact]
    public void A_log_written_and_read_leads_to_the_same_bits()
    {
        BasinEvolution world = Run();
        BasinEvolution again = BasinEvolution.Replay(EvolutionLog.Read(new MemoryStream(Written(world))), Frame, RunningCoupling.Default, 2);
        Assert.Equal(world.State(), again.State());
        Assert.Equal(world.Canonical, again.Canonical);
        Assert.Equal(Written(world), Written(again));
    }

    [Fact]
    public void A_log_in_which_one_step_was_changed_left_out_or_moved_is_found_out()
    {
        string[] lines = Encoding.UTF8.GetString(Written(Run())).TrimEnd('\n').Split('\n');
        int learn = Array.FindIndex(lines, static l => l.Contains("learn", StringComparison.Ordinal)), use = Array.FindIndex(lines, static l => l.Contains("use", StringComparison.Ordinal));
        int observe = Array.FindIndex(lines, static l => l.Contains("observe", StringComparison.Ordinal));
        Broken([.. lines[..learn], .. lines[(learn + 1)..]]);
        Broken([.. lines[..use], lines[use], .. lines[use..]]);
        Broken([.. lines[..observe], lines[observe].Replace("\"fork\":0", "\"fork\":1", StringComparison.Ordinal), .. lines[(observe + 1)..]]);
        Broken([.. lines[1..]]);
        Broken([]);

        static void Broken(string[] lines) =>
            Assert.Throws<InvalidDataException>(() => BasinEvolution.Replay(EvolutionLog.Read(new MemoryStream(Encoding.UTF8.GetBytes(string.Join('\n', lines)))), Frame, RunningCoupling.Default, 2));
    }

    [Fact]
    public void Lines_that_are_no_steps_are_refused_with_their_number()
    {
        byte[] log = Written(Run());
        Random random = new(4);
        int refused = 0;
        for (int i = 0; i < 300; i++)
        {
            byte[] mutated = [.. log];
            for (int k = 0; k < 3; k++) mutated[random.Next(mutated.Length)] = (byte)random.Next(256);
            try
            {
                BasinEvolution.Replay(EvolutionLog.Read(new MemoryStream(mutated)), Frame, RunningCoupling.Default, 2);
            }
            catch (InvalidDataException)
            {
                refused++;
            }
        }

        Assert.InRange(refused, 250, 300);
        InvalidDataException told = Assert.Throws<InvalidDataException>(() => EvolutionLog.Read(new MemoryStream("{\"kind\":\"begin\",\"fork\":1}\nnothing"u8.ToArray())).ToArray());
        Assert.Contains("2", told.Message, StringComparison.Ordinal);
    }

    private static byte[] Written(BasinEvolution world)
    {
        using MemoryStream stream = new();
        EvolutionLog.Write(world.Log, stream);
        return stream.ToArray();
    }

    private static BasinEvolution Run()
    {
        Random random = new(3);
        BasinEvolution world = new(3, Frame, RunningCoupling.Default, 2);
        for (int generation = 0; generation < 4; generation++)
        {
            for (int fork = 0; fork < 3; fork++)
            {
                for (int i = 0; i < 5; i++) world.Observe(fork, ModeId.ConceptOf(i % 2 == 0 ? "one" : "two"), Point(random));
                world.Learn(fork);
            }

            for (int i = 0; i < 10; i++) world.Use(random.Next(3));
            world.Elect();
            world.Approach();
        }

        world.Elect();
        return world;
    }

    private static BasinEvolution Small()
    {
        Random random = new(2);
        BasinEvolution world = new(3, Frame, RunningCoupling.Default, 1);
        for (int fork = 0; fork < 3; fork++)
        {
            world.Observe(fork, Concept, Point(random));
            world.Learn(fork);
        }

        return world;
    }

    private static float[] Point(Random random)
    {
        float[] psi = new float[VectorFrame.Size];
        VectorFrame.TryMap([.. Enumerable.Range(0, 64).Select(_ => random.NextSingle())], psi);
        return psi;
    }
}
