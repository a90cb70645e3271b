using Unum.Tensors;
using Unum.Tensors.Threads;

namespace Unum.Tests.Tensors;

public sealed class ThreadTests
{
    [Theory]
    [InlineData(1, .6, 1)]
    [InlineData(2, .6, 1)]
    [InlineData(5, .6, 3)]
    [InlineData(10, .6, 6)]
    [InlineData(4, 1, 4)]
    [InlineData(64, .01, 1)]
    public void A_load_target_gives_its_share_of_the_processors_and_never_less_than_one(int processors, double target, int threads) =>
        Assert.Equal(threads, new LoadTargetBudget(processors) { Target = target }.Threads);

    [Theory]
    [InlineData(0)]
    [InlineData(1.1)]
    [InlineData(double.NaN)]
    public void A_senseless_target_is_refused(double target) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new LoadTargetBudget(4).Target = target);

    [Fact]
    public void The_target_is_six_tenths_until_somebody_says_otherwise() => Assert.Equal(.6, new LoadTargetBudget(4).Target);

    [Fact]
    public void Every_part_runs_once_and_a_failure_reaches_the_caller()
    {
        int[] runs = new int[100];
        ForkJoin.Run(4, 100, part => Interlocked.Increment(ref runs[part]));
        Assert.All(runs, r => Assert.Equal(1, r));
        AggregateException e = Assert.Throws<AggregateException>(() => ForkJoin.Run(2, 4, part => throw new InvalidOperationException($"part {part}")));
        Assert.Equal(4, e.InnerExceptions.Count);
    }

    [Fact]
    public void Shapes_and_tensors_refuse_what_makes_no_sense()
    {
        Assert.Throws<ArgumentException>(() => new Shape(1, 2, 3, 4, 5));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Shape(2, -1));
        Assert.Throws<ArgumentException>(() => new Shape(1 << 20, 1 << 20));
        string message = Assert.Throws<ArgumentException>(() => Tensor.Of(new Shape(2, 3), [1, 2])).Message;
        Assert.StartsWith("Shape [2, 3] needs 6 numbers, got 2.", message, StringComparison.Ordinal);
        Assert.Throws<PlatformNotSupportedException>(() => new TensorMath(level: (SimdLevel)7));
    }
}
