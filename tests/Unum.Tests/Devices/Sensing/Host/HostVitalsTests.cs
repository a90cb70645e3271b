using Unum.Devices.Sensing;
using Unum.Devices.Sensing.Host;

namespace Unum.Tests.Devices.Sensing.Host;

public sealed class HostVitalsTests : IDisposable
{
    private readonly TestFolder _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public async Task This_computer_tells_its_vitals()
    {
        IReadOnlyList<ISensor> vitals = HostVitals.All();
        foreach (ISensor vital in vitals) await vital.StartAsync(CancellationToken.None);
        Dictionary<string, SensorSample> last = [];
        for (int beat = 0; beat < 20; beat++)
        {
            if (beat == 10) Burn();
            foreach (ISensor vital in vitals)
            {
                if (vital.ReadOne(beat * 0.1) is { } sample) last[vital.Description.Id] = sample;
            }
        }

        Assert.InRange(last["memory"].Value, 0.01, 100);
        Assert.InRange(last["load"].Value, 0, 1e5);
        Assert.True(last["interrupts"].Value >= 0 && last["context-switches"].Value >= 0);
        Assert.All(last.Values, sample => Assert.True(double.IsFinite(sample.Value) && double.IsFinite(sample.Encoded.Magnitude)));
        Assert.All(
            vitals, vital => Assert.True(
                vital.Health.Status == SensorStatus.Live || vital.Health.Reason!.Length > 0, $"{vital.Description.Id} has a reason for not living"));
        foreach (ISensor vital in vitals) await vital.DisposeAsync();
    }

    [Fact]
    public async Task Reading_the_vitals_of_this_computer_allocates_nothing()
    {
        IReadOnlyList<ISensor> vitals = HostVitals.All();
        SensorSample[] target = new SensorSample[4];
        foreach (ISensor vital in vitals) await vital.StartAsync(CancellationToken.None);
        ISensor[] live = [.. vitals.Where(v => v.Health.Status == SensorStatus.Live)];
        Assert.NotEmpty(live);
        void Beats(int from, int count)
        {
            for (int beat = from; beat < from + count; beat++)
            {
                foreach (ISensor vital in live) vital.Read(SensorReads.Epoch.AddSeconds(beat * 0.1), target);
            }
        }

        Beats(0, 50);
        Assert.Equal(0, Allocation.Of(() => Beats(50, 200)));
        foreach (ISensor vital in vitals) await vital.DisposeAsync();
    }

    [Fact]
    public async Task Busy_share_is_the_growth_of_busy_over_the_growth_of_all()
    {
        ISensor cpu = Vital("cpu", "stat", "cpu 100 0 0 900 0 0 0 0\n");
        Assert.Null(cpu.ReadOne(0));
        _files.Put("stat", "cpu 130 0 0 970 0 0 0 0\n");
        SensorSample sample = cpu.ReadOne(0.1)!.Value;
        Assert.Equal(30, sample.Value, 9);
        Assert.Equal(0.3, sample.Encoded.Real, 9);
        Assert.Equal(0, sample.Encoded.Imaginary);
        await cpu.DisposeAsync();
    }

    [Fact]
    public void Waiting_time_that_steps_back_does_not_push_the_share_above_all()
    {
        ISensor cpu = Vital("cpu", "stat", "cpu 100 0 0 900 50 0 0 0\n");
        cpu.ReadOne(0);
        _files.Put("stat", "cpu 130 0 0 900 40 0 0 0\n");
        Assert.Equal(100, cpu.ReadOne(0.1)!.Value.Value);
    }

    [Fact]
    public void A_rate_counts_per_second_of_the_time_it_is_given()
    {
        ISensor interrupts = Vital("interrupts", "stat", "cpu 1 1 1 1\nintr 1000 1 2 3\n");
        Assert.Null(interrupts.ReadOne(0));
        _files.Put("stat", "cpu 1 1 1 1\nintr 1500 1 2 3\n");
        Assert.Equal(5000, interrupts.ReadOne(0.1)!.Value.Value, 6);
    }

    [Fact]
    public void A_counter_of_32_bits_that_wraps_goes_on()
    {
        ISensor interrupts = Vital("interrupts", "stat", "intr 4294967000\n");
        interrupts.ReadOne(0);
        _files.Put("stat", "intr 204\n");
        Assert.Equal(5000, interrupts.ReadOne(0.1)!.Value.Value, 6);
    }

    [Fact]
    public void A_counter_that_was_reset_starts_afresh_without_a_spike()
    {
        ISensor interrupts = Vital("interrupts", "stat", "intr 5000000\n");
        interrupts.ReadOne(0);
        _files.Put("stat", "intr 10\n");
        Assert.Null(interrupts.ReadOne(0.1));
        _files.Put("stat", "intr 20\n");
        Assert.Equal(100, interrupts.ReadOne(0.2)!.Value.Value, 6);
        Assert.Equal(SensorStatus.Live, interrupts.Health.Status);
    }

    [Fact]
    public void A_new_interface_brings_no_spike()
    {
        ISensor network = Vital("network", "net/dev", "eth0: 100 0 0 0 0 0 0 0 100 0 0 0 0 0 0 0\n");
        network.ReadOne(0);
        _files.Put("net/dev", "eth0: 100 0 0 0 0 0 0 0 100 0 0 0 0 0 0 0\nwlan0: 900000 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0\n");
        Assert.Null(network.ReadOne(0.1));
        _files.Put("net/dev", "eth0: 150 0 0 0 0 0 0 0 100 0 0 0 0 0 0 0\nwlan0: 900050 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0\n");
        Assert.Equal(1000, network.ReadOne(0.2)!.Value.Value, 6);
    }

    [Fact]
    public void Disk_sectors_are_512_bytes()
    {
        ISensor disk = Vital("disk", "diskstats", " 8 0 sda 1 0 100 0 1 0 200 0 0 0 0\n");
        disk.ReadOne(0);
        _files.Put("diskstats", " 8 0 sda 1 0 104 0 1 0 206 0 0 0 0\n");
        Assert.Equal(10 * 512 / 0.1, disk.ReadOne(0.1)!.Value.Value, 6);
    }

    [Fact]
    public void A_stall_is_shown_as_the_share_of_time_and_as_the_kernel_averages_it()
    {
        const string Before = "some avg10=1.50 avg60=0 avg300=0 total=1000000\n";
        ISensor stall = Vital("stall.io", "pressure/io", Before);
        ISensor average = Vital("stall.io.avg10", "pressure/io", Before);
        stall.ReadOne(0);
        Assert.Equal(1.5, average.ReadOne(0)!.Value.Value, 9);
        _files.Put("pressure/io", "some avg10=1.50 avg60=0 avg300=0 total=1025000\n");
        Assert.Equal(25, stall.ReadOne(0.1)!.Value.Value, 9);
    }

    [Fact]
    public async Task A_kernel_without_pressure_files_has_them_absent()
    {
        ISensor stall = HostVitals.All(_files.Root, _files.Root).Single(v => v.Description.Id == "stall.cpu");
        await stall.StartAsync(CancellationToken.None);
        Assert.Equal(SensorStatus.Absent, stall.Health.Status);
        Assert.Contains("does not exist", stall.Health.Reason, StringComparison.Ordinal);
        Assert.Null(stall.ReadOne(0));
    }

    [Fact]
    public async Task A_file_that_lacks_its_columns_makes_the_vital_absent_until_it_has_them()
    {
        ISensor load = Vital("load", "loadavg", "what?\n");
        await load.StartAsync(CancellationToken.None);
        Assert.Equal(SensorStatus.Absent, load.Health.Status);
        Assert.Null(load.ReadOne(0));
        _files.Put("loadavg", "1.25 0 0 1/1 1\n");
        Assert.Equal(1.25, load.ReadOne(40)!.Value.Value);
        Assert.Equal(new SensorHealth(SensorStatus.Live, null, 0), load.Health);
    }

    [Fact]
    public void A_file_that_empties_and_vanishes_is_lost_and_found_again_at_growing_pauses()
    {
        ISensor load = Vital("load", "loadavg", "1.00 0 0 1/1 1\n");
        Assert.Equal(1, load.ReadOne(0)!.Value.Value);
        _files.Put("loadavg", "");
        Assert.Null(load.ReadOne(0.1));
        Assert.Equal(SensorStatus.Lost, load.Health.Status);
        File.Delete(_files.At("loadavg"));
        for (double t = 0.2; t < 20; t += 0.1) Assert.Null(load.ReadOne(t));
        Assert.Contains("does not exist", load.Health.Reason, StringComparison.Ordinal);
        Assert.Equal(SensorStatus.Lost, load.Health.Status);
        _files.Put("loadavg", "2.00 0 0 1/1 1\n");
        double? back = null;
        for (double t = 20; back is null && t < 60; t += 0.1) back = load.ReadOne(t)?.Value;
        Assert.Equal(2, back);
        Assert.Equal(new SensorHealth(SensorStatus.Live, null, 1), load.Health);
    }

    [Fact]
    public void A_jittering_beat_gets_one_sample_a_beat_and_a_faster_one_no_more()
    {
        ISensor load = Vital("load", "loadavg", "1.00 0 0 1/1 1\n");
        Random random = new(5);
        int taken = 0;
        for (int beat = 0; beat < 100; beat++) taken += load.ReadOne((beat * 0.1) + (random.NextDouble() * 0.02)) is null ? 0 : 1;
        Assert.Equal(100, taken);
        taken = 0;
        for (double t = 100; t < 110; t += 0.01) taken += load.ReadOne(t) is null ? 0 : 1;
        Assert.InRange(taken, 100, 101);
    }

    [Fact]
    public void After_a_pause_there_is_one_sample_and_after_a_clock_set_back_they_go_on()
    {
        ISensor load = Vital("load", "loadavg", "1.00 0 0 1/1 1\n");
        Assert.NotNull(load.ReadOne(0));
        Assert.NotNull(load.ReadOne(3600));
        Assert.Null(load.ReadOne(3600.01));
        Assert.NotNull(load.ReadOne(3600.1));
        Assert.NotNull(load.ReadOne(0));
        Assert.NotNull(load.ReadOne(0.1));
    }

    [Fact]
    public void Only_where_there_is_nothing_but_the_loopback_is_it_shown()
    {
        _files.Put("net/dev", "    lo: 1 2 3 4 5 6 7 8 9 10\n");
        Assert.Contains(HostVitals.All(_files.Root), v => v.Description.Id == "network.loopback");
        Assert.DoesNotContain(HostVitals.All(_files.Root), v => v.Description.Id == "network");
        _files.Put("net/dev", "    lo: 1 2 3 4 5 6 7 8 9 10\n  eth0: 1 2 3 4 5 6 7 8 9 10\n");
        Assert.Contains(HostVitals.All(_files.Root), v => v.Description.Id == "network");
    }

    [Fact]
    public void A_control_group_of_version_2_tells_its_own_processor_time_and_memory()
    {
        _files.Put("self/cgroup", "0::/box\n");
        _files.Put("fs/cgroup/box/cpu.stat", "usage_usec 1000000\nuser_usec 5\n");
        _files.Put("fs/cgroup/box/memory.current", "123456\n");
        IReadOnlyList<ISensor> vitals = HostVitals.All(_files.Root, _files.Root);
        ISensor cpu = vitals.Single(v => v.Description.Id == "cgroup.cpu");
        Assert.Null(cpu.ReadOne(0));
        _files.Put("fs/cgroup/box/cpu.stat", "usage_usec 1150000\nuser_usec 5\n");
        Assert.Equal(150, cpu.ReadOne(0.1)!.Value.Value, 6);
        Assert.Equal(123456, vitals.Single(v => v.Description.Id == "cgroup.memory").ReadOne(0)!.Value.Value);
    }

    [Fact]
    public void A_control_group_of_version_1_does_too_and_a_container_finds_it_at_the_mount()
    {
        _files.Put("self/cgroup", "4:memory:/hidden/by/the/container\n2:cpu,cpuacct:/\n0::/\n");
        _files.Put("fs/cgroup/cpuacct/cpuacct.usage", "1000000000\n");
        _files.Put("fs/cgroup/memory/memory.usage_in_bytes", "77\n");
        IReadOnlyList<ISensor> vitals = HostVitals.All(_files.Root, _files.Root);
        ISensor cpu = vitals.Single(v => v.Description.Id == "cgroup.cpu");
        cpu.ReadOne(0);
        _files.Put("fs/cgroup/cpuacct/cpuacct.usage", "1050000000\n");
        Assert.Equal(50, cpu.ReadOne(0.1)!.Value.Value, 6);
        Assert.Equal(77, vitals.Single(v => v.Description.Id == "cgroup.memory").ReadOne(0)!.Value.Value);
    }

    [Fact]
    public void A_file_longer_than_the_first_buffer_is_read_whole()
    {
        string interrupts = "intr 7 " + string.Concat(Enumerable.Repeat("0 ", 20_000));
        ISensor switches = Vital("context-switches", "stat", $"cpu 1 1 1 1\n{interrupts}\nctxt 100\n");
        Assert.Null(switches.ReadOne(0));
        _files.Put("stat", $"cpu 1 1 1 1\n{interrupts}\nctxt 150\n");
        Assert.Equal(500, switches.ReadOne(0.1)!.Value.Value, 6);
    }

    private ISensor Vital(string id, string file, string text)
    {
        _files.Put(file, text);
        return HostVitals.All(_files.Root, _files.Root).Single(v => v.Description.Id == id);
    }

    /// <summary>Makes the counters of this computer move.</summary>
    private static void Burn()
    {
        byte[] bytes = new byte[1 << 20];
        for (int i = 0; i < 10; i++) System.Security.Cryptography.SHA256.HashData(bytes);
    }
}
