using System.Diagnostics;
using Unum.Devices.Sensing;

namespace Unum.Tests.Devices.Sensing;

public sealed class PumpedSensorTests
{
    private readonly HandClock _clock = new();

    [Fact]
    public async Task What_the_pump_publishes_is_read_in_order()
    {
        await using Scripted sensor = new(_clock, new PumpOptions(), async (self, _, stop) =>
        {
            for (int i = 0; i < 5; i++) self.Give(i);
            await Task.Delay(Timeout.Infinite, stop);
        });
        await sensor.StartAsync(CancellationToken.None);
        List<SensorSample> taken = await sensor.TakeAsync(5);
        Assert.Equal([0, 1, 2, 3, 4], taken.Select(s => s.Value));
        Assert.Equal(new SensorHealth(SensorStatus.Live, null, 0), sensor.Health);
    }

    [Fact]
    public async Task The_oldest_samples_are_dropped_and_counted()
    {
        await using Scripted sensor = new(_clock, new PumpOptions { Capacity = 4 }, async (self, _, stop) =>
        {
            for (int i = 0; i < 10; i++) self.Give(i);
            await Task.Delay(Timeout.Infinite, stop);
        });
        await sensor.StartAsync(CancellationToken.None);
        await Until.Holds(() => sensor.Dropped == 6, "six are dropped");
        Assert.Equal([6, 7, 8, 9], (await sensor.TakeAsync(4)).Select(s => s.Value));
    }

    [Fact]
    public async Task Pauses_between_attempts_double_up_to_the_longest()
    {
        List<TimeSpan> attempts = [];
        PumpOptions options = new() { FirstPause = TimeSpan.FromSeconds(1), LongestPause = TimeSpan.FromSeconds(5) };
        await using Scripted sensor = new(_clock, options, (_, _, _) =>
        {
            lock (attempts) attempts.Add(_clock.Elapsed);
            throw new IOException("broken");
        });
        await sensor.StartAsync(CancellationToken.None);
        for (int i = 2; i <= 6; i++) await FireAsync(() => Count(attempts) == i);
        Assert.Equal([0, 1, 3, 7, 12, 17], attempts.Take(6).Select(t => t.TotalSeconds));
        Assert.Equal(new SensorHealth(SensorStatus.Lost, "broken", 0), sensor.Health);
    }

    [Fact]
    public async Task A_sample_makes_the_pause_short_again_and_every_reopening_counts()
    {
        List<TimeSpan> attempts = [];
        PumpOptions options = new() { FirstPause = TimeSpan.FromSeconds(1), LongestPause = TimeSpan.FromSeconds(60) };
        await using Scripted sensor = new(_clock, options, (self, n, _) =>
        {
            lock (attempts) attempts.Add(_clock.Elapsed);
            if (n is 1 or 4) self.Give(n);
            throw new IOException("broken");
        });
        await sensor.StartAsync(CancellationToken.None);
        for (int i = 2; i <= 6; i++) await FireAsync(() => Count(attempts) == i);

        // 1 lives, pause 1; 2 and 3 fail, pauses 2 and 4; 4 lives, so 1 again, then 2
        Assert.Equal([0, 1, 3, 7, 8, 10], attempts.Take(6).Select(t => t.TotalSeconds));
        Assert.Equal(1, sensor.Health.Restarts);
    }

    [Fact]
    public async Task A_silent_device_is_lost_and_reopened()
    {
        PumpOptions options = new() { Silence = TimeSpan.FromSeconds(10), FirstPause = TimeSpan.FromSeconds(1) };
        await using Scripted sensor = new(_clock, options, async (self, n, stop) =>
        {
            self.Give(n);
            await Task.Delay(Timeout.Infinite, stop);
        });
        await sensor.StartAsync(CancellationToken.None);
        await sensor.TakeAsync(1);
        await FireAsync(() => sensor.Health.Status == SensorStatus.Lost);
        Assert.Equal("silent for 10 s", sensor.Health.Reason);
        await FireAsync(() => sensor.Health.Status == SensorStatus.Live);
        Assert.Equal(1, sensor.Health.Restarts);
        Assert.Equal(2, (await sensor.TakeAsync(1))[0].Value);
    }

    [Fact]
    public async Task Samples_hold_the_silence_off()
    {
        PumpOptions options = new() { Silence = TimeSpan.FromSeconds(10) };
        await using Scripted sensor = new(_clock, options, async (self, n, stop) =>
        {
            while (true)
            {
                self.Give(n);
                await Task.Delay(TimeSpan.FromSeconds(6), _clock, stop);
            }
        });
        await sensor.StartAsync(CancellationToken.None);
        while (sensor.Given < 10) await FireAsync(() => _clock.Pending == 2, timers: 2); // the pump's and the watch's
        Assert.Equal(new SensorHealth(SensorStatus.Live, null, 0), sensor.Health);
    }

    [Fact]
    public async Task A_missing_device_is_absent_and_lives_when_it_appears()
    {
        await using Scripted sensor = new(_clock, new PumpOptions(), async (self, n, stop) =>
        {
            if (n < 3) throw new SensorTroubleException("no such device") { IsAbsent = true };
            self.Give(1);
            await Task.Delay(Timeout.Infinite, stop);
        });
        await sensor.StartAsync(CancellationToken.None);
        Assert.Equal(new SensorHealth(SensorStatus.Absent, "no such device", 0), sensor.Health);
        await FireAsync(() => sensor.Attempts == 2);
        await FireAsync(() => sensor.Health.Status == SensorStatus.Live);
        Assert.Equal(0, sensor.Health.Restarts);
    }

    [Fact]
    public async Task A_device_that_vanishes_is_lost_not_absent()
    {
        await using Scripted sensor = new(_clock, new PumpOptions(), (self, n, _) =>
        {
            if (n == 1) self.Give(1);
            throw new SensorTroubleException("no such device") { IsAbsent = true };
        });
        await sensor.StartAsync(CancellationToken.None);
        await sensor.GoesAsync(SensorStatus.Lost);
        await FireAsync(() => sensor.Attempts == 2);
        await FireAsync(() => sensor.Attempts == 3);
        Assert.Equal(SensorStatus.Lost, sensor.Health.Status);
    }

    [Fact]
    public async Task A_source_that_has_ended_is_not_retried()
    {
        await using Scripted sensor = new(_clock, new PumpOptions(), (self, _, _) =>
        {
            self.Give(1);
            return Task.CompletedTask;
        });
        await sensor.StartAsync(CancellationToken.None);
        await sensor.GoesAsync(SensorStatus.Lost);
        Assert.Equal("the source has ended", sensor.Health.Reason);
        _clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(1, sensor.Attempts);
        Assert.Single(sensor.ReadAll(_clock.GetUtcNow()));
    }

    [Fact]
    public async Task A_value_that_is_not_finite_never_reaches_the_reader()
    {
        await using Scripted sensor = new(_clock, new PumpOptions(), (self, _, _) =>
        {
            self.Give(double.NaN);
            return Task.CompletedTask;
        });
        await sensor.StartAsync(CancellationToken.None);
        Assert.Equal("the reading is not a finite number", sensor.Health.Reason);
        Assert.Empty(sensor.ReadAll(DateTimeOffset.MaxValue));
    }

    [Fact]
    public async Task Starting_waits_no_longer_than_told_for_a_device_that_does_not_answer()
    {
        await using Scripted sensor = new(_clock, new PumpOptions(), (_, _, stop) => Task.Delay(Timeout.Infinite, stop));
        Task start = sensor.StartAsync(CancellationToken.None);
        await FireAsync(() => start.IsCompleted);
        await start;
        Assert.Equal(new SensorHealth(SensorStatus.Lost, "no answer yet", 0), sensor.Health);
        Assert.Equal(2, _clock.Elapsed.TotalSeconds);
    }

    [Fact]
    public async Task Disposal_ends_a_pump_that_waits_and_may_come_twice_or_before_the_start()
    {
        Scripted waiting = new(_clock, new PumpOptions(), (_, _, stop) => Task.Delay(Timeout.Infinite, stop));
        Task start = waiting.StartAsync(CancellationToken.None);
        await Until.Holds(() => waiting.Attempts == 1, "the pump runs");
        await waiting.DisposeAsync();
        await waiting.DisposeAsync();
        await start;
        Scripted retrying = new(_clock, new PumpOptions(), (_, _, _) => throw new IOException("broken"));
        await retrying.StartAsync(CancellationToken.None);
        await retrying.DisposeAsync();
        await new Scripted(_clock, new PumpOptions(), (_, _, _) => Task.CompletedTask).DisposeAsync();
    }

    [Fact]
    public async Task A_bug_in_a_pump_shows_as_lost_and_surfaces_at_disposal()
    {
        Scripted sensor = new(_clock, new PumpOptions(), (_, _, _) => throw new UnreachableException("a bug"));
        await sensor.StartAsync(CancellationToken.None);
        Assert.Equal(SensorStatus.Lost, sensor.Health.Status);
        Assert.Contains("internal error", sensor.Health.Reason, StringComparison.Ordinal);
        await Assert.ThrowsAsync<UnreachableException>(async () => await sensor.DisposeAsync());
    }

    private static int Count(List<TimeSpan> attempts)
    {
        lock (attempts) return attempts.Count;
    }

    /// <summary>Lets the sensor come to rest on that many timers, fires the next one and waits for what it brings about.</summary>
    private async Task FireAsync(Func<bool> brings, int timers = 1)
    {
        await Until.Holds(() => _clock.Pending == timers, "the sensor rests on its timers");
        _clock.GoToNextTimer();
        await Until.Holds(brings, "the timer has its effect");
    }

    private sealed class Scripted(HandClock clock, PumpOptions options, Func<Scripted, int, CancellationToken, Task> script)
        : PumpedSensor(new SensorDescription("scripted", "synthetic", "1", 1, "a test"), options, clock)
    {
        private int _attempts;
        private int _given;

        public int Attempts => Volatile.Read(ref _attempts);

        public int Given => Volatile.Read(ref _given);

        public void Give(double value)
        {
            Publish(new SensorSample(Clock.GetUtcNow(), value, new System.Numerics.Complex(value, 0)));
            Interlocked.Increment(ref _given);
        }

        protected override Task PumpAsync(CancellationToken cancellationToken) =>
            script(this, Interlocked.Increment(ref _attempts), cancellationToken);
    }
}
