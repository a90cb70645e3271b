using Unum.Kairos.Encoding;

namespace Unum.Devices.Sensing.Host;

/// <summary>One vital of this computer, read from a file of the kernel on the beat, without allocating.</summary>
/// <remarks>
/// Counters may wrap at 2^32 (32-bit kernels): a fall by more than half of that counts as a wrap, any other fall as a fresh
/// start, which yields no sample. Percentages are encoded on their range [0, 100], everything else as an amplitude.
/// </remarks>
public sealed class HostVitalSensor : PolledSensor
{
    private const ulong Wrap = 1UL << 32;
    private readonly ProcFile _file;
    private readonly Vital _vital;
    private VitalCount _before;
    private DateTimeOffset _beforeAt;
    private bool _hasBefore;

    internal HostVitalSensor(Vital vital, ProcFile file, double rateHz)
        : base(new SensorDescription(vital.Id, "vitals", vital.Unit, rateHz, file.Path))
    {
        _vital = vital;
        _file = file;
    }

    /// <inheritdoc/>
    protected override void Open()
    {
        _hasBefore = false;
        try
        {
            Count(DateTimeOffset.MinValue); // some kernels list a file that they then refuse to read
        }
        catch (IOException trouble)
        {
            throw new SensorTroubleException($"{_file.Path}: {trouble.Message}", trouble) { IsAbsent = true };
        }
    }

    /// <inheritdoc/>
    protected override bool Sample(DateTimeOffset now, out SensorSample sample)
    {
        VitalCount count = Count(now);
        bool known = _vital.Form == VitalForm.Gauge
            ? TryDivide(count.Part, count.Whole, out double value)
            : TryGrowth(count, now, out value);
        (_before, _beforeAt, _hasBefore) = (count, now, true);
        value *= _vital.Scale;
        sample = new SensorSample(
            now, value, _vital.Unit == "%" ? MissionEncoding.Temperature(value, 0, 100) : MissionEncoding.Amplitude(value));
        return known;
    }

    /// <inheritdoc/>
    protected override void Close() => _file.Dispose();

    private static bool TryDivide(ulong part, ulong whole, out double value)
    {
        value = whole == 0 ? 0 : (double)part / whole;
        return whole != 0;
    }

    private VitalCount Count(DateTimeOffset now)
    {
        if (_file.TryRead(now, _vital.Parse, out VitalCount count)) return count;
        throw new SensorTroubleException($"{_file.Path} does not tell {_vital.Id}") { IsAbsent = true };
    }

    private bool TryGrowth(VitalCount count, DateTimeOffset now, out double value)
    {
        value = 0;
        double seconds = (now - _beforeAt).TotalSeconds;
        if (!_hasBefore || seconds <= 0 || !TryGrow(_before.Part, count.Part, out ulong part)) return false;
        if (_vital.Form == VitalForm.Share)
        {
            // iowait may step back a little (man 5 proc), which would put busy above total
            return TryGrow(_before.Whole, count.Whole, out ulong whole) && TryDivide(Math.Min(part, whole), whole, out value);
        }

        value = part / seconds;
        return count.Whole == _before.Whole;
    }

    private static bool TryGrow(ulong before, ulong after, out ulong growth)
    {
        bool wrapped = before - after > Wrap / 2 && before - after < Wrap;
        growth = after >= before ? after - before : after + Wrap - before;
        return after >= before || wrapped;
    }
}
