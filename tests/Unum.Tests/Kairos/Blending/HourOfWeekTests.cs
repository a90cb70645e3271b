using FsCheck;
using FsCheck.Fluent;
using Unum.Kairos.Blending;

namespace Unum.Tests.Kairos.Blending;

public sealed class HourOfWeekTests
{
    // A Monday.
    private static readonly DateTimeOffset Monday = new(2026, 3, 2, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Nothing_is_expected_before_anything_was_seen()
    {
        Assert.Equal(Expectation.Nothing, new HourOfWeek().Expect(Monday));
        Assert.True(double.IsNaN(Expectation.Nothing.Mean));
    }

    [Fact]
    public void The_basis_of_an_expectation_grows_from_overall_to_hour_of_day_to_hour_of_week()
    {
        HourOfWeek hours = new();
        hours.Observe(Monday.AddHours(9), 10);
        Assert.Equal((ExpectationBasis.Overall, 10.0), Basis(hours, Monday.AddHours(14)));
        Assert.True(double.IsNaN(hours.Expect(Monday.AddHours(14)).Spread), "one value has no spread");
        Assert.Equal(ExpectationBasis.HourOfDay, Basis(hours, Monday.AddDays(1).AddHours(9)).Basis);
        Assert.Equal(ExpectationBasis.HourOfDay, Basis(hours, Monday.AddDays(7).AddHours(9)).Basis); // one week is not yet a habit
        hours.Observe(Monday.AddDays(7).AddHours(9), 12);
        Expectation habit = hours.Expect(Monday.AddDays(14).AddHours(9));
        Assert.Equal((ExpectationBasis.HourOfWeek, 2), (habit.Basis, habit.Visits));
    }

    [Fact]
    public void A_weekly_rhythm_is_learned_to_its_mean_and_spread()
    {
        HourOfWeek hours = new();
        Random random = new(1);
        for (int minute = 0; minute < 8 * 7 * 24 * 60; minute += 5)
        {
            DateTimeOffset at = Monday.AddMinutes(minute);
            double noise = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
            hours.Observe(at, Rhythm(at) + 3 * noise);
        }

        for (int hour = 0; hour < HourOfWeek.Hours; hour++)
        {
            Expectation expected = hours.Expect(Monday.AddDays(70).AddHours(hour));
            // 96 values an hour: the mean is within 5 x 3/sqrt(96) + 1/97 of the coarser rule's difference.
            Assert.InRange(expected.Mean, Rhythm(Monday.AddHours(hour)) - 2.6, Rhythm(Monday.AddHours(hour)) + 2.6);
            Assert.InRange(expected.Spread, 1.5, 6);
        }
    }

    [Fact]
    public void An_hour_seen_once_is_trusted_one_half_against_the_general_rule()
    {
        HourOfWeek hours = new();
        hours.Observe(Monday, 0);
        hours.Observe(Monday.AddHours(5), 8);
        // Overall 4 (weights nearly 1 each); the day's fifth hour 8, counted 1/2: 6; the week's fifth hour 8, counted 1/2: 7.
        Assert.Equal(7, hours.Expect(Monday.AddHours(5)).Mean, 2);
        Assert.Equal(6, hours.Expect(Monday.AddDays(1).AddHours(5)).Mean, 2);
    }

    [Fact]
    public void A_changed_habit_outweighs_the_old_one_after_its_half_life()
    {
        HourOfWeek hours = new(halfLifeWeeks: 2);
        for (int hour = 0; hour < 40 * HourOfWeek.Hours; hour++)
            hours.Observe(Monday.AddHours(hour), hour < 30 * HourOfWeek.Hours ? 0 : 100);
        // Ten weeks are five half-lives: 1/32 of the old habit is left.
        Assert.InRange(hours.Expect(Monday.AddDays(7 * 40)).Mean, 100 * (1 - 1.0 / 32) - 0.5, 100 * (1 - 1.0 / 32) + 0.5);
    }

    [Fact]
    public void Hours_are_those_of_the_clock_that_the_stamp_carries()
    {
        DateTimeOffset tokyo = new(2026, 3, 2, 8, 0, 0, TimeSpan.FromHours(9)); // Sunday 23:00 UTC
        Assert.Equal((24 + 8, 23), (HourOfWeek.IndexOf(tokyo), HourOfWeek.IndexOf(tokyo.ToUniversalTime())));
    }

    [Fact]
    public void Mean_and_spread_agree_with_the_two_pass_formula()
    {
        Check.QuickThrowOnFailure(Prop.ForAll(ArbMap.Default.ArbFor<NormalFloat[]>(), numbers =>
        {
            double[] values = [.. numbers.Select(n => n.Get).Where(v => Math.Abs(v) < 1e100)];
            if (values.Length < 2) return;
            HourOfWeek hours = new();
            foreach (double value in values) hours.Observe(Monday, value); // all in one hour: every level is the same
            double mean = values.Average(), spread = Math.Sqrt(values.Average(v => (v - mean) * (v - mean)));
            double scale = values.Max(Math.Abs) + 1e-300;
            Expectation expected = hours.Expect(Monday);
            Assert.Equal(mean / scale, expected.Mean / scale, 9);
            Assert.Equal(spread / scale, expected.Spread / scale, 6);
        }));
    }

    [Fact]
    public void What_was_learned_survives_saving()
    {
        HourOfWeek one = new(), two = new();
        Random random = new(2);
        for (int i = 0; i < 5000; i++) one.Observe(Monday.AddMinutes(20 * i), random.NextDouble());
        two.Load(one.Save());
        for (int i = 0; i < 200; i++)
        {
            DateTimeOffset at = Monday.AddMinutes(20 * 5000 + 7 * i); // begins within the hour last seen
            Assert.Equal(one.Expect(at), two.Expect(at));
            one.Observe(at, i);
            two.Observe(at, i);
        }
    }

    [Fact]
    public void Bytes_that_no_memory_wrote_are_refused_and_change_nothing()
    {
        HourOfWeek hours = new();
        hours.Observe(Monday, 5);
        byte[] wrong = hours.Save();
        BitConverter.TryWriteBytes(wrong.AsSpan(16), double.NaN); // the mean of the first cell
        Assert.Throws<ArgumentException>(() => hours.Load(wrong));
        Assert.Throws<ArgumentException>(() => hours.Load(wrong.AsSpan(1)));
        Assert.Equal(5, hours.Expect(Monday).Mean);
        Assert.Throws<ArgumentOutOfRangeException>(() => hours.Observe(Monday, double.NaN));
    }

    private static (ExpectationBasis Basis, double Mean) Basis(HourOfWeek hours, DateTimeOffset at) => (hours.Expect(at).Basis, hours.Expect(at).Mean);

    private static double Rhythm(DateTimeOffset at) =>
        at.Hour + (at.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday ? 50 : 0);
}
