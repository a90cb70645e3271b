using System.Globalization;

namespace Unum.Devices.Sensing.Hardware;

/// <summary>
/// Finds what the kernel's drivers measure, by walking sysfs (Documentation/ABI/testing/sysfs-class-hwmon, -class-thermal,
/// -bus-iio, -driver-w1_therm):
/// <code>
///   class/hwmon/hwmonN/{temp,in,curr,power,fan,humidity}M_input   1/1000 of the unit (power 1/1e6, fan 1)
///   class/thermal/thermal_zoneN/temp                              1/1000 degC
///   bus/iio/devices/iio:deviceN/in_NAME_input or _raw,_offset,_scale
///   bus/w1/devices/FAMILY-SERIAL/w1_slave                         families 10 22 28 3b 42
/// </code>
/// Cost: one walk at start, O(files). Ids are made from the driver's own names, so that they survive a restart.
/// </summary>
public static class HardwareScan
{
    private static readonly (string Prefix, string Kind, string Unit, double Scale)[] Hwmon =
    [
        ("temp", "temperature", "degC", 1e-3), ("humidity", "humidity", "%", 1e-3), ("in", "voltage", "V", 1e-3),
        ("curr", "current", "A", 1e-3), ("power", "power", "W", 1e-6), ("fan", "fan", "rpm", 1),
    ];

    // IIO's own units: milli degC, kilopascal, milli percent, lux, m/s^2, rad/s, gauss
    private static readonly (string Name, string Kind, string Unit, double Scale)[] Iio =
    [
        ("temp", "temperature", "degC", 1e-3), ("pressure", "pressure", "hPa", 10), ("humidityrelative", "humidity", "%", 1e-3),
        ("illuminance", "light", "lx", 1), ("accel_x", "acceleration", "m/s2", 1), ("accel_y", "acceleration", "m/s2", 1),
        ("accel_z", "acceleration", "m/s2", 1), ("anglvel_x", "rotation", "rad/s", 1), ("anglvel_y", "rotation", "rad/s", 1),
        ("anglvel_z", "rotation", "rad/s", 1), ("magn_x", "magnetism", "G", 1), ("magn_y", "magnetism", "G", 1),
        ("magn_z", "magnetism", "G", 1),
    ];

    private static readonly string[] Thermometers = ["10", "22", "28", "3b", "42"];

    /// <summary>Every number found under <paramref name="sysRoot"/>, in a stable order, ids unique.</summary>
    public static IReadOnlyList<FileReading> Find(string sysRoot = "/sys")
    {
        ArgumentNullException.ThrowIfNull(sysRoot);
        List<FileReading> found = [];
        foreach (string folder in Folders(Path.Combine(sysRoot, "class/hwmon"), "hwmon*")) AddHwmon(found, folder);
        foreach (string folder in Folders(Path.Combine(sysRoot, "class/thermal"), "thermal_zone*")) AddZone(found, folder);
        foreach (string folder in Folders(Path.Combine(sysRoot, "bus/iio/devices"), "iio:device*")) AddIio(found, folder);
        foreach (string folder in Folders(Path.Combine(sysRoot, "bus/w1/devices"), "*-*")) AddOneWire(found, folder);
        return Unique(found);
    }

    /// <summary>The range on which the mission's normalised encoding places a reading of this kind; null for an amplitude.</summary>
    internal static (double Low, double High)? RangeOf(string kind) => kind switch
    {
        "temperature" => (0, 100), // the mission's own
        "humidity" => (0, 100),
        "pressure" => (800, 1100), // hPa, from high mountains to the deepest shore
        _ => null,
    };

    private static void AddHwmon(List<FileReading> found, string folder)
    {
        string chip = Word(Path.Combine(folder, "name")) ?? Path.GetFileName(folder);
        foreach (string path in Files(folder, "*_input"))
        {
            string channel = Path.GetFileName(path)[..^"_input".Length];
            string letters = channel.TrimEnd("0123456789".ToCharArray());
            foreach ((string prefix, string kind, string unit, double scale) in Hwmon)
            {
                if (!string.Equals(letters, prefix, StringComparison.Ordinal)) continue;
                string label = Word(Path.Combine(folder, channel + "_label")) ?? channel;
                found.Add(Reading($"{kind}.{chip}.{label}", kind, unit, path, scale));
            }
        }
    }

    private static void AddZone(List<FileReading> found, string folder)
    {
        string path = Path.Combine(folder, "temp");
        if (!File.Exists(path)) return;
        string type = Word(Path.Combine(folder, "type")) ?? "zone";
        found.Add(Reading($"temperature.{Path.GetFileName(folder)}.{type}", "temperature", "degC", path, 1e-3));
    }

    private static void AddIio(List<FileReading> found, string folder)
    {
        string chip = Word(Path.Combine(folder, "name")) ?? Path.GetFileName(folder);
        foreach ((string name, string kind, string unit, double scale) in Iio)
        {
            string id = $"{kind}.{chip}" + (name.Contains('_', StringComparison.Ordinal) ? $".{name[^1]}" : "");
            string input = Path.Combine(folder, $"in_{name}_input");
            string raw = Path.Combine(folder, $"in_{name}_raw");
            if (File.Exists(input))
            {
                found.Add(Reading(id, kind, unit, input, scale));
            }
            else if (File.Exists(raw))
            {
                string shared = $"in_{name.Split('_')[0]}_"; // the axes may share one scale
                double step = Number(Path.Combine(folder, $"in_{name}_scale")) ?? Number(Path.Combine(folder, shared + "scale")) ?? 1;
                double offset = Number(Path.Combine(folder, $"in_{name}_offset")) ?? Number(Path.Combine(folder, shared + "offset")) ?? 0;
                found.Add(Reading(id, kind, unit, raw, scale * step) with { Offset = offset });
            }
        }
    }

    private static void AddOneWire(List<FileReading> found, string folder)
    {
        string name = Path.GetFileName(folder);
        string path = Path.Combine(folder, "w1_slave");
        if (!Thermometers.Contains(name.Split('-')[0], StringComparer.OrdinalIgnoreCase) || !File.Exists(path)) return;
        found.Add(Reading($"temperature.w1.{name}", "temperature", "degC", path, 1e-3) with { IsOneWire = true });
    }

    private static FileReading Reading(string id, string kind, string unit, string path, double scale)
    {
        (double Low, double High)? range = RangeOf(kind);
        return new FileReading(id, kind, unit, path) { Scale = scale, Low = range?.Low, High = range?.High };
    }

    /// <summary>Two cards with the same chip get a number behind their ids.</summary>
    private static List<FileReading> Unique(List<FileReading> found)
    {
        Dictionary<string, int> seen = new(StringComparer.Ordinal);
        for (int i = 0; i < found.Count; i++)
        {
            int times = seen[found[i].Id] = seen.GetValueOrDefault(found[i].Id) + 1;
            if (times > 1) found[i] = found[i] with { Id = string.Create(CultureInfo.InvariantCulture, $"{found[i].Id}.{times}") };
        }

        return found;
    }

    private static string[] Folders(string path, string pattern) =>
        Sorted(() => Directory.Exists(path) ? Directory.GetDirectories(path, pattern) : []);

    private static string[] Files(string path, string pattern) => Sorted(() => Directory.GetFiles(path, pattern));

    private static string[] Sorted(Func<string[]> list)
    {
        try
        {
            string[] paths = list();
            Array.Sort(paths, StringComparer.Ordinal);
            return paths;
        }
        catch (Exception trouble) when (Trouble.IsOfDevice(trouble))
        {
            return [];
        }
    }

    /// <summary>A driver's name as part of an id: lower case, anything odd a dash.</summary>
    private static string? Word(string path)
    {
        string? text = Text(path);
        if (string.IsNullOrEmpty(text)) return null;
        return string.Concat(text.Select(c => char.IsAsciiLetterOrDigit(c) ? char.ToLowerInvariant(c) : '-'));
    }

    private static double? Number(string path) =>
        double.TryParse(Text(path), NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number)
            ? number
            : null;

    private static string? Text(string path)
    {
        try
        {
            return File.Exists(path) ? File.ReadAllText(path).Trim() : null;
        }
        catch (Exception trouble) when (Trouble.IsOfDevice(trouble))
        {
            return null;
        }
    }
}
