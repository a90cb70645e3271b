namespace Unum.Devices.Sensing.Host;

/// <summary>The kernel's file formats (man 5 proc; Documentation/accounting/psi.rst; Documentation/admin-guide/iostats.rst).</summary>
internal static class VitalParsers
{
    /// <summary>/proc/stat "cpu user nice system idle iowait irq softirq steal guest guest_nice", in clock ticks.</summary>
    public static bool Cpu(ReadOnlySpan<byte> text, out VitalCount count)
    {
        count = default;
        if (!ProcText.Find(text, "cpu"u8, out ReadOnlySpan<byte> line)) return false;
        ulong total = 0, idle = 0;
        int column = 0;
        while (column < 8 && ProcText.NextNumber(ref line, out ulong ticks)) // guest time is part of user time
        {
            total += ticks;
            if (column is 3 or 4) idle += ticks;
            column++;
        }

        count = new VitalCount(total - idle, total);
        return column >= 4; // kernels before 2.6 had four columns
    }

    /// <summary>/proc/stat "intr total ...".</summary>
    public static bool Interrupts(ReadOnlySpan<byte> text, out VitalCount count) => Single(text, "intr"u8, out count);

    /// <summary>/proc/stat "ctxt total".</summary>
    public static bool ContextSwitches(ReadOnlySpan<byte> text, out VitalCount count) => Single(text, "ctxt"u8, out count);

    /// <summary>/proc/meminfo: used = total - available; kernels before 3.14 lack MemAvailable.</summary>
    public static bool Memory(ReadOnlySpan<byte> text, out VitalCount count)
    {
        count = default;
        if (!ProcText.FindNumber(text, "MemTotal:"u8, out ulong total) || total == 0) return false;
        if (!ProcText.FindNumber(text, "MemAvailable:"u8, out ulong available))
        {
            if (!ProcText.FindNumber(text, "MemFree:"u8, out ulong free)) return false;
            ProcText.FindNumber(text, "Buffers:"u8, out ulong buffers);
            ProcText.FindNumber(text, "Cached:"u8, out ulong cached);
            available = free + buffers + cached;
        }

        count = new VitalCount(total - Math.Min(available, total), total);
        return true;
    }

    /// <summary>/proc/loadavg: the load of the last minute, in hundredths.</summary>
    public static bool Load(ReadOnlySpan<byte> text, out VitalCount count)
    {
        bool found = ProcText.NextWord(ref text, out ReadOnlySpan<byte> word) & ProcText.Hundredths(word, out ulong hundredths);
        count = new VitalCount(hundredths, 100);
        return found;
    }

    /// <summary>/proc/pressure/*: "some avg10=1.23 ..." in hundredths of a percent.</summary>
    public static bool StallAverage(ReadOnlySpan<byte> text, out VitalCount count)
    {
        count = new VitalCount(0, 100);
        if (!Setting(text, "avg10="u8, out ReadOnlySpan<byte> word) || !ProcText.Hundredths(word, out ulong hundredths)) return false;
        count = new VitalCount(hundredths, 100);
        return true;
    }

    /// <summary>/proc/pressure/*: "some ... total=123" in microseconds of stall.</summary>
    public static bool StallTotal(ReadOnlySpan<byte> text, out VitalCount count)
    {
        count = default;
        if (!Setting(text, "total="u8, out ReadOnlySpan<byte> word) || !ProcText.IsNumber(word, out ulong total)) return false;
        count = new VitalCount(total, 0);
        return true;
    }

    /// <summary>/proc/net/dev: bytes received and sent by all interfaces that carry traffic of their own.</summary>
    public static bool Network(ReadOnlySpan<byte> text, out VitalCount count) => Interfaces(text, loopback: false, out count);

    /// <summary>/proc/net/dev: bytes over the loopback.</summary>
    public static bool Loopback(ReadOnlySpan<byte> text, out VitalCount count) => Interfaces(text, loopback: true, out count);

    /// <summary>/proc/diskstats: sectors of 512 B read and written by whole disks; partitions and stacks would count twice.</summary>
    public static bool Disk(ReadOnlySpan<byte> text, out VitalCount count)
    {
        ulong sectors = 0, names = 0;
        bool found = false;
        ReadOnlySpan<byte> disk = default;
        while (ProcText.NextLine(ref text, out ReadOnlySpan<byte> line))
        {
            if (!ProcText.SkipWords(ref line, 2) || !ProcText.NextWord(ref line, out ReadOnlySpan<byte> name)) continue;
            if (IsStacked(name) || IsPartition(name, disk)) continue;
            if (!ProcText.SkipWords(ref line, 2) || !ProcText.NextNumber(ref line, out ulong read)) continue;
            if (!ProcText.SkipWords(ref line, 3) || !ProcText.NextNumber(ref line, out ulong written)) continue;
            disk = name;
            sectors += read + written;
            names = Fold(names, name);
            found = true;
        }

        count = new VitalCount(sectors, names);
        return found;
    }

    /// <summary>A cgroup's cpu.stat: "usage_usec 123".</summary>
    public static bool CgroupCpu(ReadOnlySpan<byte> text, out VitalCount count) => Single(text, "usage_usec"u8, out count);

    /// <summary>A file that holds one number: cpuacct.usage, memory.current, memory.usage_in_bytes.</summary>
    public static bool Number(ReadOnlySpan<byte> text, out VitalCount count)
    {
        bool found = ProcText.NextLine(ref text, out ReadOnlySpan<byte> line) & ProcText.NextNumber(ref line, out ulong number);
        count = new VitalCount(number, 1);
        return found;
    }

    private static bool Single(ReadOnlySpan<byte> text, ReadOnlySpan<byte> key, out VitalCount count)
    {
        bool found = ProcText.FindNumber(text, key, out ulong number);
        count = new VitalCount(number, 0);
        return found;
    }

    private static bool Setting(ReadOnlySpan<byte> text, ReadOnlySpan<byte> key, out ReadOnlySpan<byte> value)
    {
        value = default;
        if (!ProcText.Find(text, "some"u8, out ReadOnlySpan<byte> line)) return false;
        while (ProcText.NextWord(ref line, out ReadOnlySpan<byte> word))
        {
            if (!word.StartsWith(key)) continue;
            value = word[key.Length..];
            return !value.IsEmpty;
        }

        return false;
    }

    private static bool Interfaces(ReadOnlySpan<byte> text, bool loopback, out VitalCount count)
    {
        ulong bytes = 0, names = 0;
        bool found = false;
        while (ProcText.NextLine(ref text, out ReadOnlySpan<byte> line))
        {
            int colon = line.IndexOf((byte)':'); // old kernels put no space behind it
            if (colon < 0) continue;
            ReadOnlySpan<byte> name = line[..colon].Trim(" \t"u8);
            line = line[(colon + 1)..];
            if (loopback != name.SequenceEqual("lo"u8) || IsRelay(name)) continue;
            if (!ProcText.NextNumber(ref line, out ulong received) || !ProcText.SkipWords(ref line, 7)) continue;
            if (!ProcText.NextNumber(ref line, out ulong sent)) continue;
            bytes += received + sent;
            names = Fold(names, name);
            found = true;
        }

        count = new VitalCount(bytes, names);
        return found;
    }

    /// <summary>Interfaces that only pass on what another one counts already.</summary>
    private static bool IsRelay(ReadOnlySpan<byte> name) =>
        name.StartsWith("ifb"u8) || name.StartsWith("veth"u8) || name.StartsWith("docker"u8) || name.StartsWith("br-"u8)
        || name.StartsWith("virbr"u8) || name.StartsWith("dummy"u8);

    /// <summary>Block devices that lie on another one or in memory.</summary>
    private static bool IsStacked(ReadOnlySpan<byte> name) =>
        name.StartsWith("loop"u8) || name.StartsWith("ram"u8) || name.StartsWith("zram"u8) || name.StartsWith("dm-"u8)
        || (name.StartsWith("md"u8) && name.Length > 2 && char.IsAsciiDigit((char)name[2]));

    /// <summary>sda1 of sda, nvme0n1p1 of nvme0n1: the kernel lists a disk before its partitions.</summary>
    private static bool IsPartition(ReadOnlySpan<byte> name, ReadOnlySpan<byte> disk)
    {
        if (disk.IsEmpty || name.Length <= disk.Length || !name.StartsWith(disk)) return false;
        ReadOnlySpan<byte> rest = name[disk.Length..];
        if (rest[0] == (byte)'p' && rest.Length > 1) rest = rest[1..];
        return rest.IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0;
    }

    /// <summary>FNV-1a over the names: tells that the set of interfaces or disks has changed.</summary>
    private static ulong Fold(ulong hash, ReadOnlySpan<byte> name)
    {
        hash ^= 14695981039346656037;
        foreach (byte b in name) hash = (hash ^ b) * 1099511628211;
        return hash;
    }
}
