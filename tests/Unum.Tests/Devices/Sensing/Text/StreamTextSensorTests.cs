using System.IO.Pipes;
using System.Text;
using Unum.Devices.Sensing;
using Unum.Devices.Sensing.Text;

namespace Unum.Tests.Devices.Sensing.Text;

public sealed class StreamTextSensorTests
{
    [Fact]
    public async Task Text_is_counted_until_the_stream_ends()
    {
        using MemoryStream stream = new(Encoding.UTF8.GetBytes("hello\nworld\n"));
        TextOptions options = new() { Id = "stdin", Measure = TextMeasure.Bytes, Every = TimeSpan.FromSeconds(1) };
        await using StreamTextSensor sensor = new(stream, "a test", options, new HandClock());
        await sensor.StartAsync(CancellationToken.None);
        await sensor.GoesAsync(SensorStatus.Lost);
        Assert.Equal("the source has ended", sensor.Health.Reason);
        SensorSample sample = Assert.Single(sensor.ReadAll(DateTimeOffset.MaxValue));
        Assert.Equal(12, sample.Value);
    }

    [Fact]
    public async Task A_stream_that_says_nothing_holds_up_nothing()
    {
        using AnonymousPipeServerStream writer = new(PipeDirection.Out);
        using AnonymousPipeClientStream reader = new(PipeDirection.In, writer.ClientSafePipeHandle);
        TextOptions options = new() { Id = "stdin", Every = TimeSpan.FromMilliseconds(5) };
        StreamTextSensor sensor = new(reader, "a pipe", options, TimeProvider.System);
        await sensor.StartAsync(CancellationToken.None);
        Assert.All(await sensor.TakeAsync(3), sample => Assert.Equal(0, sample.Value));
        await writer.WriteAsync("abc"u8.ToArray(), CancellationToken.None);
        double seen = 0;
        await Until.Holds(() => (seen += sensor.ReadAll(DateTimeOffset.MaxValue).Sum(s => s.Value)) > 0, "the text arrives");
        await sensor.DisposeAsync();
        await writer.WriteAsync("d"u8.ToArray(), CancellationToken.None); // lets the reading thread go
    }

    [Theory]
    [InlineData("aaaaaaaa", 0)]
    [InlineData("abababab", 1.0 / 8)]
    [InlineData("abcdefgh", 3.0 / 8)]
    public void The_imaginary_part_is_the_entropy_of_the_bytes(string text, double entropy)
    {
        TextMeter meter = new();
        meter.Add(Encoding.UTF8.GetBytes(text));
        SensorSample sample = meter.Take(TextMeasure.Bytes, 2, SensorReads.Epoch);
        Assert.Equal(4, sample.Value);
        Assert.Equal(4, sample.Encoded.Real);
        Assert.Equal(entropy, sample.Encoded.Imaginary, 12);
        Assert.Equal(default, meter.Take(TextMeasure.Bytes, 2, SensorReads.Epoch).Encoded);
    }

    [Fact]
    public void All_bytes_alike_often_are_one()
    {
        TextMeter meter = new();
        meter.Add([.. Enumerable.Range(0, 256).Select(i => (byte)i)]);
        Assert.Equal(1, meter.Take(TextMeasure.Lines, 1, SensorReads.Epoch).Encoded.Imaginary, 12);
    }
}
