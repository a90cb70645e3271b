using Unum.Tensors;
using Unum.Tensors.Threads;

namespace Unum.Tests.Tensors;

public sealed class PictureTests
{
    public static TheoryData<SimdLevel> Levels => [.. Enum.GetValues<SimdLevel>().Where(TensorMath.IsSupported)];

    [Theory]
    [MemberData(nameof(Levels))]
    public void Convolution_agrees_with_its_six_loops(SimdLevel level)
    {
        TensorMath math = new(FixedThreadBudget.One, level);
        Random random = new(1);
        for (int round = 0; round < 40; round++)
        {
            int n = random.Next(0, 3), channels = random.Next(1, 4), outputs = random.Next(1, 20), kh = random.Next(1, 4), kw = random.Next(1, 4);
            int h = kh + random.Next(0, 8), w = kw + random.Next(0, 8);
            Convolution how = new(random.Next(1, 4), random.Next(0, 3));
            Tensor x = Tensor.Normal(new Shape(n, channels, h, w), random), f = Tensor.Normal(new Shape(outputs, channels, kh, kw), random);
            Tensor bias = Tensor.Normal(new Shape(outputs), random);
            Tensor y = math.Conv2d(x, f, bias, how);
            int down = ((h + (2 * how.Padding) - kh) / how.Stride) + 1, across = ((w + (2 * how.Padding) - kw) / how.Stride) + 1;
            Assert.Equal(new Shape(n, outputs, down, across), y.Shape);
            for (int i = 0; i < y.Count; i++)
            {
                int ox = i % across, oy = i / across % down, o = i / (across * down) % outputs, picture = i / (across * down * outputs);
                double sum = bias.Span[o];
                for (int c = 0; c < channels; c++)
                {
                    for (int ky = 0; ky < kh; ky++)
                    {
                        for (int kx = 0; kx < kw; kx++)
                        {
                            int iy = (oy * how.Stride) + ky - how.Padding, ix = (ox * how.Stride) + kx - how.Padding;
                            if (iy < 0 || iy >= h || ix < 0 || ix >= w) continue;
                            sum += (double)x.Span[(((((picture * channels) + c) * h) + iy) * w) + ix] * f.Span[(((((o * channels) + c) * kh) + ky) * kw) + kx];
                        }
                    }
                }

                Assert.Equal(sum, y.Span[i], 1e-4);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Levels))]
    public void Pooling_takes_the_greatest_and_the_mean(SimdLevel level)
    {
        TensorMath math = new(FixedThreadBudget.One, level);
        Tensor x = Tensor.Of(new Shape(1, 1, 3, 4), [1, 2, 3, 4, 5, 6, 7, 8, -1, -2, -3, float.NaN]);
        Assert.Equal([6, 8], math.MaxPool2d(x, 2).Span.ToArray());
        Assert.Equal([3.5f, 5.5f], math.MeanPool2d(x, 2).Span.ToArray());
        Tensor padded = math.MaxPool2d(x, 3, new Convolution(2, 1));
        Assert.Equal(new Shape(1, 1, 2, 2), padded.Shape);
        Assert.Equal([6, 8, 6, float.NaN], padded.Span.ToArray());
        Assert.Equal(14f / 9, math.MeanPool2d(x, 3, new Convolution(2, 1)).Span[0], 1e-6);
    }

    [Theory]
    [MemberData(nameof(Levels))]
    public void Pooling_agrees_with_its_loops_at_every_register_width(SimdLevel level)
    {
        TensorMath math = new(FixedThreadBudget.One, level);
        Random random = new(2);
        for (int round = 0; round < 150; round++)
        {
            int window = random.Next(1, 5), padding = random.Next(0, window), stride = random.Next(1, 4);
            int h = Math.Max(1, window - (2 * padding)) + random.Next(0, 6), w = Math.Max(1, window - (2 * padding)) + random.Next(0, 40);
            Tensor x = Tensor.Normal(new Shape(random.Next(0, 3), random.Next(1, 4), h, w), random);
            if (round % 5 == 0 && x.Count > 3) (x.Span[0], x.Span[x.Count / 2], x.Span[^1]) = (float.NaN, float.NegativeInfinity, float.PositiveInfinity);
            Tensor greatest = math.MaxPool2d(x, window, new Convolution(stride, padding)), mean = math.MeanPool2d(x, window, new Convolution(stride, padding));
            Assert.Equal(greatest.Shape, mean.Shape);
            Assert.Equal(((w + (2 * padding) - window) / stride) + 1, greatest.Shape[3]);
            for (int i = 0; i < greatest.Count; i++)
            {
                int ox = i % greatest.Shape[3], oy = i / greatest.Shape[3] % greatest.Shape[2], plane = i / (greatest.Shape[3] * greatest.Shape[2]);
                float[] under = [.. from ky in Enumerable.Range((oy * stride) - padding, window)
                    where ky >= 0 && ky < h
                    from kx in Enumerable.Range((ox * stride) - padding, window)
                    where kx >= 0 && kx < w
                    select x.Span[(((plane * h) + ky) * w) + kx]];
                Assert.Equal(under.Aggregate(MathF.Max), greatest.Span[i]);
                double expected = under.Sum(static v => (double)v) / (window * window);
                if (double.IsFinite(expected)) Assert.Equal(expected, mean.Span[i], 1e-5);
                else Assert.Equal((float)expected, mean.Span[i]);
            }
        }
    }

    [Fact]
    public void What_does_not_fit_is_refused_with_its_shapes()
    {
        string message = Assert.Throws<ShapeMismatchException>(() => new TensorMath().Conv2d(new Tensor(1, 2, 5, 5), new Tensor(4, 3, 2, 2))).Message;
        Assert.Contains("[1, 2, 5, 5] and [4, 3, 2, 2]", message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new TensorMath().Conv2d(new Tensor(1, 2, 5, 5), new Tensor(4, 2, 6, 2)));
        Assert.Throws<ArgumentException>(() => new TensorMath().MaxPool2d(new Tensor(5, 5), 2));
        Assert.Throws<InvalidOperationException>(() => new TensorMath().MaxPool2d(new Tensor(1, 1, 5, 5), 2, new Convolution(0)));
    }
}
