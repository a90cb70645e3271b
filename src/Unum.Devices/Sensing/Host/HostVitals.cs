using System.Text;

namespace Unum.Devices.Sensing.Host;

/// <summary>
/// The vitals that every Linux tells about itself, each a sensor of its own:
/// <code>
///   cpu                    %     /proc/stat                 busy share of all processors
///   memory                 %     /proc/meminfo              1 - available / total
///   load                   1     /proc/loadavg              runnable tasks, mean of a minute
///   interrupts             1/s   /proc/stat
///   context-switches       1/s   /proc/stat
///   network                B/s   /proc/net/dev              received + sent, without loopback and relays
///   network.loopback       B/s   /proc/net/dev              only where there is no other interface
///   disk                   B/s   /proc/diskstats            read + written, whole disks
///   stall.{cpu,io,memory}          %   /proc/pressure/*     share of time in which some task waited
///   stall.{cpu,io,memory}.avg10    %   /proc/pressure/*     the kernel's own mean over 10 s
///   cgroup.cpu             %     cpu.stat or cpuacct.usage  100 % = one processor
///   cgroup.memory          B     memory.current or memory.usage_in_bytes
/// </code>
/// Algorithm: keep the file open, pread it whole into one buffer, find the numbers with <see cref="ProcText"/>, divide or
/// difference them. Memory: one 8 KiB buffer a file, grown only for files that need it. Cost: one read a file and beat,
/// shared by the vitals on it; O(bytes) scanning; no allocation.
/// </summary>
public static class HostVitals
{
    /// <summary>All vitals, those of files that this kernel lacks included: they report themselves as absent.</summary>
    /// <param name="procRoot">Usually <c>/proc</c>.</param>
    /// <param name="sysRoot">Usually <c>/sys</c>.</param>
    /// <param name="rateHz">Samples per second of each, in [1e-6, 1e6]; the node's beat.</param>
    public static IReadOnlyList<ISensor> All(string procRoot = "/proc", string sysRoot = "/sys", double rateHz = 10)
    {
        ArgumentNullException.ThrowIfNull(procRoot);
        ArgumentNullException.ThrowIfNull(sysRoot);
        List<ISensor> sensors = [];
        Dictionary<string, ProcFile> files = new(StringComparer.Ordinal);
        Add("stat", new("cpu", "%", VitalForm.Share, 100, VitalParsers.Cpu));
        Add("meminfo", new("memory", "%", VitalForm.Gauge, 100, VitalParsers.Memory));
        Add("loadavg", new("load", "1", VitalForm.Gauge, 1, VitalParsers.Load));
        Add("stat", new("interrupts", "1/s", VitalForm.Rate, 1, VitalParsers.Interrupts));
        Add("stat", new("context-switches", "1/s", VitalForm.Rate, 1, VitalParsers.ContextSwitches));
        Add("net/dev", OnlyLoopback(procRoot)
            ? new("network.loopback", "B/s", VitalForm.Rate, 1, VitalParsers.Loopback)
            : new("network", "B/s", VitalForm.Rate, 1, VitalParsers.Network));
        Add("diskstats", new("disk", "B/s", VitalForm.Rate, 512, VitalParsers.Disk));
        foreach (string resource in (ReadOnlySpan<string>)["cpu", "io", "memory"])
        {
            // microseconds of stall per second, as percent
            Add($"pressure/{resource}", new($"stall.{resource}", "%", VitalForm.Rate, 1e-4, VitalParsers.StallTotal));
            Add($"pressure/{resource}", new($"stall.{resource}.avg10", "%", VitalForm.Gauge, 1, VitalParsers.StallAverage));
        }

        AddCgroup(sensors, procRoot, sysRoot, rateHz);
        return sensors;

        void Add(string file, Vital vital)
        {
            if (!files.TryGetValue(file, out ProcFile? shared)) files[file] = shared = new ProcFile(Path.Combine(procRoot, file));
            sensors.Add(new HostVitalSensor(vital, shared, rateHz));
        }
    }

    /// <summary>
    /// The cgroup that this process is in, of version 2 ("0::/path") or 1 ("4:memory:/path"). Inside a container the path is
    /// the host's, so the mount itself is tried next.
    /// </summary>
    private static void AddCgroup(List<ISensor> sensors, string procRoot, string sysRoot, double rateHz)
    {
        string groups = TextOf(Path.Combine(procRoot, "self/cgroup"));
        string root = Path.Combine(sysRoot, "fs/cgroup");
        string? cpu = Locate(root, groups, "", "cpu.stat");
        if (cpu is not null) Add(cpu, new("cgroup.cpu", "%", VitalForm.Rate, 1e-4, VitalParsers.CgroupCpu));
        else if ((cpu = Locate(root, groups, "cpuacct", "cpuacct.usage")) is not null)
        {
            Add(cpu, new("cgroup.cpu", "%", VitalForm.Rate, 1e-7, VitalParsers.Number));
        }
        else
        {
            Absent("cgroup.cpu", "%");
        }

        string? memory = Locate(root, groups, "", "memory.current") ?? Locate(root, groups, "memory", "memory.usage_in_bytes");
        if (memory is not null) Add(memory, new("cgroup.memory", "B", VitalForm.Gauge, 1, VitalParsers.Number));
        else Absent("cgroup.memory", "B");

        void Add(string file, Vital vital) => sensors.Add(new HostVitalSensor(vital, new ProcFile(file), rateHz));
        void Absent(string id, string unit) => sensors.Add(new AbsentSensor(
            new SensorDescription(id, "vitals", unit, rateHz, root), "this process is in no control group with that account"));
    }

    private static string? Locate(string root, string groups, string controller, string file)
    {
        foreach (string line in groups.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] parts = line.Split(':', 3);
            if (parts.Length < 3 || !parts[1].Split(',').Contains(controller, StringComparer.Ordinal)) continue;
            string mount = Path.Combine(root, controller);
            string own = Path.Combine(mount, parts[2].TrimStart('/'), file);
            if (File.Exists(own)) return own;
            string top = Path.Combine(mount, file);
            if (File.Exists(top)) return top;
        }

        return null;
    }

    private static bool OnlyLoopback(string procRoot)
    {
        byte[] text = Encoding.UTF8.GetBytes(TextOf(Path.Combine(procRoot, "net/dev")));
        return !VitalParsers.Network(text, out _) && VitalParsers.Loopback(text, out _);
    }

    private static string TextOf(string path)
    {
        try
        {
            return File.Exists(path) ? File.ReadAllText(path) : "";
        }
        catch (Exception trouble) when (Trouble.IsOfDevice(trouble))
        {
            return "";
        }
    }
}
