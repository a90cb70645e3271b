using System.Numerics;
using Unum.Devices.Sensing;
using Unum.Devices.Sensing.Language;

namespace Unum.Tests.Devices.Sensing.Language;

public sealed class LlmTokenSensorTests
{
    private readonly HandClock _clock = new();

    [Fact]
    public void A_token_is_its_position_and_uncertainty()
    {
        LlmTokenSensor sensor = new("llm", "a model", _clock);
        Assert.Equal(SensorStatus.Absent, sensor.Health.Status);
        Assert.True(sensor.Offer(3, 0.75));
        SensorSample sample = Assert.Single(sensor.ReadAll(_clock.GetUtcNow()));
        Assert.Equal(new Complex(3, 0.25), sample.Encoded);
        Assert.Equal(0.25, sample.Value);
        Assert.Equal(new SensorHealth(SensorStatus.Live, null, 0), sensor.Health);
    }

    [Theory]
    [InlineData(-1, 0.5)]
    [InlineData(0, -0.1)]
    [InlineData(0, 1.1)]
    [InlineData(0, double.NaN)]
    public void A_token_that_makes_no_sense_is_refused_and_counted(long position, double confidence)
    {
        LlmTokenSensor sensor = new("llm", "a model", _clock);
        Assert.False(sensor.Offer(position, confidence));
        Assert.Equal(1, sensor.Refused);
        Assert.Empty(sensor.ReadAll(_clock.GetUtcNow()));
    }

    [Fact]
    public void A_model_that_falls_silent_is_lost_and_back_with_its_next_token()
    {
        LlmTokenSensor sensor = new("llm", "a model", _clock, TimeSpan.FromSeconds(10));
        sensor.Offer(0, 1);
        _clock.Advance(TimeSpan.FromSeconds(11));
        sensor.ReadAll(_clock.GetUtcNow());
        Assert.Equal(new SensorHealth(SensorStatus.Lost, "no token for 11 s", 0), sensor.Health);
        sensor.Offer(1, 1);
        Assert.Equal(new SensorHealth(SensorStatus.Live, null, 1), sensor.Health);
    }

    [Fact]
    public async Task A_whole_stream_can_be_offered()
    {
        LlmTokenSensor sensor = new("llm", "a model", _clock);
        Assert.Equal(3, await sensor.OfferAllAsync(Tokens(), CancellationToken.None));
        Assert.Equal([new Complex(0, 0), new Complex(1, 0.5), new Complex(3, 1)], sensor.ReadAll(_clock.GetUtcNow()).Select(s => s.Encoded));

        static async IAsyncEnumerable<double> Tokens()
        {
            foreach (double confidence in (double[])[1, 0.5, 7, 0])
            {
                await Task.Yield();
                yield return confidence;
            }
        }
    }

    [Fact]
    public void Many_threads_may_offer_and_none_is_lost()
    {
        LlmTokenSensor sensor = new("llm", "a model", _clock, capacity: 1 << 14);
        Parallel.For(0, 8, _ =>
        {
            for (int i = 0; i < 1000; i++) sensor.Offer(i, 0.5);
        });
        Assert.Equal(8000, sensor.ReadAll(_clock.GetUtcNow()).Length);
        Assert.Equal(0, sensor.Dropped);
    }
}
