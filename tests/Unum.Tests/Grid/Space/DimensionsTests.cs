using Unum.Grid.Space;

namespace Unum.Tests.Grid.Space;

public sealed class DimensionsTests
{
    [Theory]
    [InlineData(0, 1, 1)]
    [InlineData(1, -1, 1)]
    [InlineData(1, 1, 1025)]
    public void An_axis_without_blocks_or_with_too_many_is_refused_by_name(int x, int y, int z)
    {
        ArgumentOutOfRangeException refused = Assert.Throws<ArgumentOutOfRangeException>(() => new Dimensions(x, y, z));
        Assert.Equal(x < 1 ? "x" : y < 1 ? "y" : "z", refused.ParamName);
    }

    [Fact]
    public void A_coordinate_outside_is_refused_with_what_is_possible()
    {
        Dimensions.Mission.Check(new Coordinate(999, 0, 999));
        ArgumentOutOfRangeException refused = Assert.Throws<ArgumentOutOfRangeException>(() => Dimensions.Mission.Check(new Coordinate(0, 1000, 0)));
        Assert.Contains("y 0 to 999", refused.Message, StringComparison.Ordinal);
    }
}
