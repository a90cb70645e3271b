using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Unum.Devices.Sensing.Host;

namespace Unum.Tests.Devices.Sensing.Host;

public sealed class VitalParsersTests
{
    private const string NetDev = """
        Inter-|   Receive                                                |  Transmit
         face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed
            lo:    3193      29    0    0    0     0          0         0     3193      29    0    0    0     0       0          0
          ifb0:     500       0    0    0    0     0          0         0      500       0    0    0    0     0       0          0
          eth0:487485115    9193    0    0    0     0          0         0   413293    5585    0    0    0     0       0          0
         wlan0: 1000 1 0 0 0 0 0 0 24 1 0 0 0 0 0 0
        """;

    private const string Disks = """
           7       0 loop0 10 0 100 0 10 0 100 0 0 0 0
         254       0 vda 73216 26661 3215690 9671 35068 13939 6302416 14457 0 7436 24679 6123 41 1232672 453 2858 96
         254       1 vda1 73000 26661 3215000 9671 35068 13939 6302416 14457 0 7436 24679
         259       0 nvme0n1 1 0 8 0 1 0 16 0 0 0 0
         259       1 nvme0n1p1 1 0 8 0 1 0 16 0 0 0 0
         253       0 zram0 1 0 8 0 1 0 16 0 0 0 0
           9     127 md127 1 0 8 0 1 0 16 0 0 0 0
        """;

    private static readonly VitalParser[] All =
    [
        VitalParsers.Cpu, VitalParsers.Interrupts, VitalParsers.ContextSwitches, VitalParsers.Memory, VitalParsers.Load,
        VitalParsers.StallAverage, VitalParsers.StallTotal, VitalParsers.Network, VitalParsers.Loopback, VitalParsers.Disk,
        VitalParsers.CgroupCpu, VitalParsers.Number,
    ];

    [Fact]
    public void Busy_time_is_everything_but_idle_and_waiting_and_guests_are_not_counted_twice() =>
        Assert.Equal(
            new VitalCount(10 + 1 + 5 + 2 + 3 + 4, 10 + 1 + 5 + 100 + 7 + 2 + 3 + 4),
            Parse(VitalParsers.Cpu, "cpu  10 1 5 100 7 2 3 4 9 9\ncpu0 1 1 1 1\n"));

    [Fact]
    public void A_processor_line_of_an_old_kernel_has_four_columns() =>
        Assert.Equal(new VitalCount(16, 116), Parse(VitalParsers.Cpu, "cpu 10 1 5 100\n"));

    [Theory]
    [InlineData("")]
    [InlineData("cpu\n")]
    [InlineData("cpu 10 1 5\n")]
    [InlineData("cpu a b c d\n")]
    [InlineData("cpu0 10 1 5 100\n")]
    [InlineData("cpu 99999999999999999999 1 5 100\n")]
    public void A_processor_line_without_its_columns_tells_nothing(string text) => Assert.Null(Parse(VitalParsers.Cpu, text));

    [Fact]
    public void Used_memory_is_what_is_not_available()
    {
        Assert.Equal(new VitalCount(400, 1000), Parse(VitalParsers.Memory, "MemTotal:  1000 kB\nMemFree: 10 kB\nMemAvailable: 600 kB\n"));
        Assert.Equal(new VitalCount(650, 1000), Parse(VitalParsers.Memory, "MemTotal: 1000 kB\nMemFree: 100 kB\nBuffers: 50 kB\nCached: 200 kB\n"));
        Assert.Null(Parse(VitalParsers.Memory, "MemTotal: 1000 kB\n"));
        Assert.Null(Parse(VitalParsers.Memory, "MemFree: 1000 kB\n"));
    }

    [Fact]
    public void Load_and_stalls_are_read_in_hundredths()
    {
        Assert.Equal(new VitalCount(1234, 100), Parse(VitalParsers.Load, "12.34 0.23 0.18 2/94 8391\n"));
        const string Pressure = "some avg10=1.08 avg60=4.07 avg300=3.39 total=49627975\nfull avg10=9.00 avg60=0.00 avg300=0.00 total=1\n";
        Assert.Equal(new VitalCount(108, 100), Parse(VitalParsers.StallAverage, Pressure));
        Assert.Equal(new VitalCount(49627975, 0), Parse(VitalParsers.StallTotal, Pressure));
        Assert.Null(Parse(VitalParsers.StallTotal, "full avg10=9.00 total=1\n"));
        Assert.Null(Parse(VitalParsers.StallAverage, "some avg10= total=\n"));
    }

    [Fact]
    public void Network_sums_real_interfaces_and_leaves_loopback_and_relays_out()
    {
        Assert.Equal(487485115UL + 413293 + 1024, Parse(VitalParsers.Network, NetDev)!.Value.Part);
        Assert.Equal(2UL * 3193, Parse(VitalParsers.Loopback, NetDev)!.Value.Part);
        Assert.Null(Parse(VitalParsers.Network, "Inter-|\n face |bytes\n    lo: 1 2 3 4 5 6 7 8 9 10\n"));
        Assert.Null(Parse(VitalParsers.Network, "eth0: 1 2 3\n"));
    }

    [Fact]
    public void The_set_of_interfaces_has_a_name_of_its_own()
    {
        ulong two = Parse(VitalParsers.Network, NetDev)!.Value.Whole;
        ulong one = Parse(VitalParsers.Network, NetDev.Replace("wlan0", "veth0", StringComparison.Ordinal))!.Value.Whole;
        Assert.NotEqual(two, one);
        Assert.Equal(two, Parse(VitalParsers.Network, NetDev.Replace("1000", "1001", StringComparison.Ordinal))!.Value.Whole);
    }

    [Fact]
    public void Disks_are_counted_once_without_partitions_and_stacked_devices() =>
        Assert.Equal(3215690UL + 6302416 + 24, Parse(VitalParsers.Disk, Disks)!.Value.Part);

    [Fact]
    public void No_bytes_whatever_make_a_parser_throw() => Check.QuickThrowOnFailure(Prop.ForAll<byte[]>(bytes =>
    {
        foreach (VitalParser parse in All) parse(bytes, out _);
    }));

    [Fact]
    public void No_damage_to_a_real_file_makes_a_parser_throw()
    {
        byte[] real = Encoding.UTF8.GetBytes(NetDev + "\n" + Disks + "\ncpu 1 2 3 4 5\nsome avg10=1.0 total=5\nMemTotal: 5 kB\nintr 5\n");
        Check.QuickThrowOnFailure(Prop.ForAll<ushort, byte, ushort>((at, with, cut) =>
        {
            byte[] damaged = [.. real];
            damaged[at % real.Length] = with;
            foreach (VitalParser parse in All) parse(damaged.AsSpan(cut % real.Length), out _);
        }));
    }

    private static VitalCount? Parse(VitalParser parse, string text) =>
        parse(Encoding.UTF8.GetBytes(text), out VitalCount count) ? count : null;
}
