using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Unum.Devices.Sensing.Replay;

namespace Unum.Tests.Devices.Sensing.Replay;

public sealed class TimestampsTests
{
    [Theory]
    [InlineData("2014-04-01", "2014-04-01T00:00:00.0000000Z")]
    [InlineData("2014-04-01 00:05:00", "2014-04-01T00:05:00.0000000Z")]
    [InlineData("2014-04-01 00:05", "2014-04-01T00:05:00.0000000Z")]
    [InlineData("2014/04/01 23:59:59", "2014-04-01T23:59:59.0000000Z")]
    [InlineData("2014-04-01T00:05:00.1234567Z", "2014-04-01T00:05:00.1234567Z")]
    [InlineData("2014-04-01T00:05:00.123456789Z", "2014-04-01T00:05:00.1234567Z")]
    [InlineData("2014-04-01T00:05:00+02:00", "2014-03-31T22:05:00.0000000Z")]
    [InlineData("2014-04-01 00:05:00 -0130", "2014-04-01T01:35:00.0000000Z")]
    [InlineData("2016-12-31T23:59:60Z", "2017-01-01T00:00:00.0000000Z")]
    [InlineData("0", "1970-01-01T00:00:00.0000000Z")]
    [InlineData("1396310400", "2014-04-01T00:00:00.0000000Z")]
    [InlineData("1396310400.25", "2014-04-01T00:00:00.2500000Z")]
    [InlineData("1396310400250", "2014-04-01T00:00:00.2500000Z")]
    [InlineData("1396310400250000", "2014-04-01T00:00:00.2500000Z")]
    public void The_usual_ways_to_write_a_time_are_read(string text, string time)
    {
        Assert.True(Timestamps.TryParse(Encoding.UTF8.GetBytes(text), out long ticks));
        Assert.Equal(time, new DateTime(ticks, DateTimeKind.Utc).ToString("O", CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData("")]
    [InlineData("timestamp")]
    [InlineData("2014-13-01")]
    [InlineData("2014-02-29")]
    [InlineData("2014-04-01X00:05:00")]
    [InlineData("2014-04-01 24:00:00")]
    [InlineData("2014-04-01 00:60:00")]
    [InlineData("2014-04-01 00:05:00.")]
    [InlineData("2014-04-01 00:05:00 CEST")]
    [InlineData("2014-04/01")]
    [InlineData("0001-01-01T00:00:00+01:00")]
    [InlineData("NaN")]
    [InlineData("1e300")]
    [InlineData("12 monkeys")]
    public void Anything_else_is_not(string text) => Assert.False(Timestamps.TryParse(Encoding.UTF8.GetBytes(text), out _));

    [Fact]
    public void Every_time_that_the_framework_writes_is_read_back() => Check.QuickThrowOnFailure(Prop.ForAll<DateTime>(time =>
    {
        DateTime utc = DateTime.SpecifyKind(time, DateTimeKind.Utc);
        Assert.True(Timestamps.TryParse(Encoding.UTF8.GetBytes(utc.ToString("O", CultureInfo.InvariantCulture)), out long ticks));
        Assert.Equal(utc.Ticks, ticks);
    }));

    [Fact]
    public void No_bytes_whatever_make_it_throw()
    {
        Check.QuickThrowOnFailure(Prop.ForAll<byte[]>(bytes =>
        {
            _ = Timestamps.TryParse(bytes, out _);
        }));
        byte[] real = "2014-04-01T00:05:00.1234567+02:00"u8.ToArray();
        Check.QuickThrowOnFailure(Prop.ForAll<ushort, byte, ushort>((at, with, cut) =>
        {
            byte[] damaged = [.. real];
            damaged[at % real.Length] = with;
            _ = Timestamps.TryParse(damaged, out _);
            _ = Timestamps.TryParse(damaged.AsSpan(0, cut % real.Length), out _);
        }));
    }
}
