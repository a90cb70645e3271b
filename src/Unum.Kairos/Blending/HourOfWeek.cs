using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Unum.Kairos.Blending;

/// <summary>
/// The expected value of one sensor for each of the 168 hours of the week, learned as it streams.
/// </summary>
/// <remarks>
/// Three levels of mean and variance by Welford's recursion: overall, 24 hours of the day, 168 hours of the week. The finer
/// level counts n/(n + 1) against the coarser one (one observation's worth of trust in the general rule), so an hour never
/// seen is expected to be like that hour of other days, and a first day like everything so far. Old weeks fade: on every new
/// visit of an hour its weight shrinks by the half-life. Hours are those of the clock that the timestamps carry.
/// Memory: 193 cells of 32 bytes. Cost: O(1) and no allocation an observation. Not thread-safe.
/// </remarks>
public sealed class HourOfWeek
{
    /// <summary>Hours of a week, from Sunday 00 to Saturday 23.</summary>
    public const int Hours = 168;

    private const int Days = Hours;          // first hour-of-day cell
    private const int Overall = Hours + 24;  // the cell of everything
    private const int SavedBytes = sizeof(long) + (Overall + 1) * 32;
    private readonly Cell[] _cells = new Cell[Overall + 1];
    private readonly double _keepWeek, _keepDay, _keepHour;
    private long _lastHour = long.MinValue;

    /// <summary>A fresh one that knows nothing.</summary>
    /// <param name="halfLifeWeeks">After how many weeks an observation counts half; at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">Less than a week, or not a number.</exception>
    public HourOfWeek(double halfLifeWeeks = 26)
    {
        if (!(halfLifeWeeks >= 1)) throw new ArgumentOutOfRangeException(nameof(halfLifeWeeks), halfLifeWeeks, "At least one week.");
        _keepWeek = Math.Pow(2, -1 / halfLifeWeeks);
        _keepDay = Math.Pow(2, -1 / (7 * halfLifeWeeks));
        _keepHour = Math.Pow(2, -1 / (Hours * halfLifeWeeks));
    }

    /// <summary>Which of the 168 hours a moment lies in, by the clock it carries.</summary>
    public static int IndexOf(DateTimeOffset at) => (int)at.DayOfWeek * 24 + at.Hour;

    /// <summary>Learns one value.</summary>
    /// <param name="at">When it was true.</param>
    /// <param name="value">Finite.</param>
    /// <exception cref="ArgumentOutOfRangeException">The value is not finite.</exception>
    public void Observe(DateTimeOffset at, double value)
    {
        if (!double.IsFinite(value)) throw new ArgumentOutOfRangeException(nameof(value), value, "Only finite values can be learned.");
        int week = IndexOf(at), day = Days + at.Hour;
        long hour = at.DateTime.Ticks / TimeSpan.TicksPerHour;
        if (hour != _lastHour)
        {
            _lastHour = hour;
            _cells[week].Visit(_keepWeek);
            _cells[day].Visit(_keepDay);
            _cells[Overall].Visit(_keepHour);
        }

        _cells[week].Add(value);
        _cells[day].Add(value);
        _cells[Overall].Add(value);
    }

    /// <summary>What to expect at a moment, from what was observed so far.</summary>
    public Expectation Expect(DateTimeOffset at)
    {
        ref readonly Cell all = ref _cells[Overall], day = ref _cells[Days + at.Hour], week = ref _cells[IndexOf(at)];
        if (all.Weight == 0) return Expectation.Nothing;
        double trustDay = day.Weight / (day.Weight + 1), trustWeek = week.Weight / (week.Weight + 1);
        double mean = Blend(Blend(all.Mean, day.Mean, trustDay), week.Mean, trustWeek);
        double variance = Blend(Blend(all.Variance, day.Variance, trustDay), week.Variance, trustWeek);
        ExpectationBasis basis = week.Visits >= 2 ? ExpectationBasis.HourOfWeek
            : day.Visits >= 1 ? ExpectationBasis.HourOfDay
            : ExpectationBasis.Overall;
        return new(mean, all.Weight < 2 ? double.NaN : Math.Sqrt(variance), basis, week.Visits, week.Weight);
    }

    /// <summary>Everything learned, for a store; <see cref="Load"/> takes it back.</summary>
    /// <returns>The last hour seen (8 bytes), then 193 cells of 32 bytes, little-endian.</returns>
    public byte[] Save()
    {
        byte[] saved = new byte[SavedBytes];
        BinaryPrimitives.WriteInt64LittleEndian(saved, _lastHour);
        MemoryMarshal.AsBytes<Cell>(_cells).CopyTo(saved.AsSpan(sizeof(long)));
        return saved;
    }

    /// <summary>Takes back what <see cref="Save"/> gave.</summary>
    /// <exception cref="ArgumentException">Not the bytes of a saved one; nothing is changed.</exception>
    public void Load(ReadOnlySpan<byte> saved)
    {
        if (saved.Length != SavedBytes) throw new ArgumentException($"{SavedBytes} bytes expected, got {saved.Length}.", nameof(saved));
        Cell[] cells = MemoryMarshal.Cast<byte, Cell>(saved[sizeof(long)..]).ToArray();
        foreach (ref readonly Cell cell in cells.AsSpan())
            if (!cell.Sound) throw new ArgumentException("The saved hours hold impossible numbers.", nameof(saved));
        cells.CopyTo(_cells, 0);
        _lastHour = BinaryPrimitives.ReadInt64LittleEndian(saved);
    }

    private static double Blend(double coarse, double fine, double trust) => coarse + trust * (fine - coarse);

    [StructLayout(LayoutKind.Sequential)]
    private struct Cell
    {
        public double Weight, Mean, Squares;
        public int Visits, Reserved;

        public readonly bool Sound =>
            double.IsFinite(Mean) && double.IsFinite(Squares) && double.IsFinite(Weight) && Squares >= 0 && Weight >= 0 && Visits >= 0;

        public readonly double Variance => Weight > 0 ? Squares / Weight : 0;

        public void Visit(double keep)
        {
            Weight *= keep;
            Squares *= keep;
            Visits++;
        }

        public void Add(double value)
        {
            Weight++;
            double off = value - Mean;
            Mean += off / Weight;
            Squares += off * (value - Mean);
        }
    }
}
