using FsCheck;
using FsCheck.Fluent;
using Unum.Grid.Space;
using Unum.Tests.Grid.Storage;

namespace Unum.Tests.Grid.Space;

public sealed class MortonTests
{
    [Fact]
    public void A_code_is_what_the_bit_loop_of_the_mission_makes() => Check.QuickThrowOnFailure(Prop.ForAll(
        Axes().ToArbitrary(),
        at => Morton.Encode(at) == BlockArrayModel.Code(at) && Morton.EncodePortably((uint)at.X, (uint)at.Y, (uint)at.Z) == BlockArrayModel.Code(at)));

    [Fact]
    public void Decoding_goes_back_with_and_without_the_instruction() => Check.QuickThrowOnFailure(Prop.ForAll(
        Axes().ToArbitrary(),
        at => Morton.Decode(Morton.Encode(at)) == at && Morton.DecodePortably(Morton.Encode(at)) == at));

    [Fact]
    public void The_corners_of_the_largest_grid_have_the_least_and_the_greatest_code()
    {
        Assert.Equal(0u, Morton.Encode(default(Coordinate)));
        Assert.Equal((1u << 30) - 1, Morton.Encode(new Coordinate(1023, 1023, 1023)));
        Assert.Equal(1u, Morton.Encode(new Coordinate(1, 0, 0)));
        Assert.Equal(2u, Morton.Encode(new Coordinate(0, 1, 0)));
        Assert.Equal(4u, Morton.Encode(new Coordinate(0, 0, 1)));
    }

    private static Gen<Coordinate> Axes() =>
        from x in Gen.Choose(0, 1023)
        from y in Gen.Choose(0, 1023)
        from z in Gen.Choose(0, 1023)
        select new Coordinate(x, y, z);
}
