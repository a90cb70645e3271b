using Unum.Grid.Space;

namespace Unum.Tests.Grid.Space;

public sealed class AdjacencyTests
{
    [Fact]
    public void Six_and_twenty_six_are_all_different_and_come_with_their_opposites()
    {
        foreach (Adjacency adjacency in (Adjacency[])[Adjacency.Six, Adjacency.TwentySix])
        {
            HashSet<Coordinate> all = [.. adjacency.Offsets.ToArray()];
            Assert.Equal(adjacency.Offsets.Length, all.Count);
            Assert.All(all, o => Assert.Contains(new Coordinate(-o.X, -o.Y, -o.Z), all));
        }

        Assert.Equal(6, Adjacency.Six.Offsets.Length);
        Assert.Equal(26, Adjacency.TwentySix.Offsets.Length);
    }

    [Fact]
    public void Offsets_that_make_no_sense_are_refused()
    {
        Assert.Contains("at least one", Assert.Throws<ArgumentException>(() => Adjacency.Of()).Message, StringComparison.Ordinal);
        Assert.Contains("no neighbour of its own", Assert.Throws<ArgumentException>(() => Adjacency.Of(default(Coordinate))).Message, StringComparison.Ordinal);
        Assert.Contains("twice", Assert.Throws<ArgumentException>(() => Adjacency.Of(new(1, 0, 0), new(1, 0, 0))).Message, StringComparison.Ordinal);
        Assert.Contains("leaves every grid", Assert.Throws<ArgumentException>(() => Adjacency.Of(new Coordinate(1024, 0, 0))).Message, StringComparison.Ordinal);
    }
}
