using Unum.Benchmarks.Kairos.Nab;

namespace Unum.Tests.Kairos.Anomaly;

/// <summary>
/// Labelled streams made from a seed: ten kinds of background with eight kinds of event, so that a choice for the detector can
/// be judged on something other than the benchmark. Windows are centred on the onset and take a tenth of the stream in all.
/// </summary>
internal static class SyntheticStreams
{
    private static readonly string[] Backgrounds = ["white", "daily", "ar", "bursty", "jobs", "walk", "weekly", "quantised", "rate", "heavy"];
    private static readonly string[] Events = ["none", "spike", "shift", "flat", "skip", "variance", "density", "dip"];

    /// <summary>One stream for each background and event.</summary>
    public static List<NabSeries> Make(int seed)
    {
        List<NabSeries> all = [];
        for (int b = 0; b < Backgrounds.Length; b++)
            for (int e = 0; e < Events.Length; e++)
                all.Add(One(Backgrounds[b], Events[e], new Random(seed * 1_000_003 + b * 1009 + e * 31)));
        return all;
    }

    /// <summary>A normal number.</summary>
    public static double Gauss(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    private static NabSeries One(string background, string kind, Random random)
    {
        int rows = 2000 + random.Next(4000);
        int minutes = background is "rate" or "weekly" ? random.Next(2) == 0 ? 30 : 60 : 5;
        if (background == "bursty") rows = 8000;
        DateTimeOffset start = new DateTimeOffset(2014, 1, 1, 0, 0, 0, TimeSpan.Zero).AddMinutes(random.Next(100_000));
        int[] onsets = Onsets(kind, rows, random);
        int length = Length(kind, rows, 24 * 60 / minutes, random);
        Background make = new(background, kind, random);
        DateTimeOffset[] times = new DateTimeOffset[rows];
        double[] values = new double[rows];
        double last = 0;
        for (int i = 0; i < rows; i++)
        {
            times[i] = start.AddMinutes((long)i * minutes);
            bool within = onsets.Any(o => i >= o && i < o + length);
            bool shifted = kind == "shift" && onsets.Any(o => i >= o && i < o + Math.Max(length, rows / 8));
            double y = make.Next(i, times[i], within);
            if (within)
            {
                y = kind switch
                {
                    "spike" => y + 3.5 + 1.5 * random.NextDouble(),
                    "dip" => y - (3 + random.NextDouble()),
                    "flat" => last,
                    "density" when background != "jobs" && i % 6 == 0 => y + 1.5,
                    _ => y,
                };
            }

            last = shifted ? y + 1.2 : y;
            values[i] = make.Scale * (make.Offset + last);
            if (background is "bursty" or "quantised") values[i] = Math.Max(0, values[i]);
        }

        int width = onsets.Length == 0 ? 0 : (int)(0.1 * rows / onsets.Length);
        return new($"{background}/{kind}", times, values, [.. onsets.Select(o => new NabWindow(Math.Max(0, o - width / 2), Math.Min(rows - 1, o + width / 2)))]);
    }

    private static int[] Onsets(string kind, int rows, Random random)
    {
        int count = kind == "none" ? 0 : 1 + random.Next(2);
        int[] onsets = new int[count];
        for (int i = 0; i < count; i++)
        {
            double share = count == 1 ? 0.3 + 0.6 * random.NextDouble() : i == 0 ? 0.2 + 0.25 * random.NextDouble() : 0.55 + 0.35 * random.NextDouble();
            onsets[i] = (int)(rows * share);
        }

        return onsets;
    }

    private static int Length(string kind, int rows, int rowsADay, Random random) =>
        kind is "spike" or "dip" ? 1 + random.Next(3)
        : rowsADay < rows / 8 ? Math.Max(24, (int)(rowsADay * (0.3 + 0.7 * random.NextDouble())))
        : 60;

    /// <summary>The stream without its event, where the event does not act on the background itself.</summary>
    private sealed class Background
    {
        private readonly string _background, _kind;
        private readonly Random _random;
        private readonly double _noise, _memory;
        private readonly int _jobEvery, _jobRows;
        private double _ar, _walk, _burst;

        public Background(string background, string kind, Random random)
        {
            (_background, _kind, _random) = (background, kind, random);
            Scale = Math.Pow(10, random.NextDouble() * 4 - 1);
            _noise = 0.05 + 0.15 * random.NextDouble();
            random.NextDouble();
            Offset = random.NextDouble() * 3;
            _jobEvery = 12 * (1 + random.Next(6));
            _jobRows = 1 + random.Next(3);
            _memory = 0.9 + 0.09 * random.NextDouble();
        }

        public double Scale { get; }

        public double Offset { get; }

        public double Next(int row, DateTimeOffset at, bool within)
        {
            double season = within && _kind == "skip" ? -1 : Math.Sin(2 * Math.PI * at.TimeOfDay.TotalDays - 1.8);
            double noise = Gauss(_random) * (within && _kind == "variance" ? 4 : 1);
            switch (_background)
            {
                case "white": return within && _kind == "skip" ? 0.2 * noise - 0.5 : noise;
                case "daily": return season + _noise * noise;
                case "ar": return _ar = _memory * _ar + Math.Sqrt(1 - _memory * _memory) * noise;
                case "bursty": return Bursty(season, noise);
                case "jobs": return Jobs(row, noise, within);
                case "walk": return _walk = 0.9995 * _walk + 0.05 * noise;
                case "weekly": return (at.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday ? 0.5 : 1) * (1.1 + season) + 0.5 * _noise * noise;
                case "quantised": return Math.Round(3 + 0.6 * noise) / 5 + (_random.NextDouble() < 0.005 ? 0.6 : 0);
                case "rate": return Math.Exp(0.25 * season + 0.25 * noise) * 0.5 + (_random.NextDouble() < 0.003 ? _random.NextDouble() : 0);
                default: return Math.Tan(Math.PI * 0.45 * (2 * _random.NextDouble() - 1)) * 0.2 * (within && _kind == "variance" ? 3 : 1);
            }
        }

        private double Bursty(double season, double noise)
        {
            if (_random.NextDouble() < 0.01) _burst += Math.Exp(1.2 * Gauss(_random));
            _burst *= 0.85;
            double rate = 6 * (1 + 0.8 * season) * (1 + _burst);
            return Math.Round(Math.Max(0, rate + Math.Sqrt(rate) * noise)) / 6;
        }

        private double Jobs(int row, double noise, bool within)
        {
            bool job = within && _kind == "density" ? row % Math.Max(2, _jobEvery / 4) < _jobRows
                : !(within && _kind == "skip") && row % _jobEvery < _jobRows;
            return (job ? 1 + 0.15 * Gauss(_random) : 0) + 0.03 * noise;
        }
    }
}
