using System.Globalization;
using System.Text;
using Unum.Femto;
using Unum.Femto.Classification;

namespace Unum.Tests.Femto.Classification;

/// <summary>Lines that do not belong, in a log whose ordinary lines are known because they are made here.</summary>
public sealed class LineSurpriseTests
{
    private static readonly string[] Services = ["mesh", "ledger", "store", "clock", "grid"];

    private static string Ordinary(Random random, int second) => string.Create(
        CultureInfo.InvariantCulture,
        $"2026-11-21 {second / 3600 % 24:D2}:{second / 60 % 60:D2}:{second % 60:D2} {Services[random.Next(Services.Length)]} answered {random.Next(200, 205)} in {random.Next(1, 30)} ms to /api/{Services[random.Next(Services.Length)]}");

    private static (LineReading[] Readings, string[] Lines) Log(IByteModel mind, int lines, int seed, IReadOnlyDictionary<int, string> strange)
    {
        Random random = new(seed);
        string[] all = [.. Enumerable.Range(0, lines).Select(i => strange.GetValueOrDefault(i, Ordinary(random, i)))];
        LineSurprise reader = new(mind);
        return ([.. all.Select(l => reader.Read(Encoding.UTF8.GetBytes(l)))], all);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void The_lines_put_in_are_the_strangest(int seed)
    {
        Dictionary<int, string> strange = new()
        {
            [900] = "kernel: Out of memory: Killed process 4711 (unum)",
            [1100] = "2026-11-21 00:18:20 mesh answered 99999731 in 12 ms to /api/grid",
            [1300] = "2026-11-21 00:21:40 store answ#k~d 202 in 3 ms to /api/clock",
            [1450] = "2026-11-21 answered 00:24:10 clock 201 in 9 ms to /api/mesh",
        };

        (LineReading[] readings, _) = Log(new FemtoModel(), 1600, seed, strange);

        int[] strangest = [.. Enumerable.Range(400, 1200).OrderByDescending(i => readings[i].Strangeness).Take(4).Order()];
        Assert.Equal([900, 1100, 1300, 1450], strangest);
        Assert.All(strange.Keys, line => Assert.True(readings[line].Strangeness > 4, $"Line {line} is only {readings[line].Strangeness:F1} deviations out."));
    }

    [Fact]
    public void Where_a_line_is_strange_is_told()
    {
        const string Damaged = "2026-11-21 00:15:00 grid answered 201 in 8 ms to /ap~/grid";

        (LineReading[] readings, _) = Log(new FemtoModel(), 1000, 5, new Dictionary<int, string> { [900] = Damaged });

        Assert.InRange(readings[900].At, Damaged.IndexOf('~', StringComparison.Ordinal), Damaged.IndexOf('~', StringComparison.Ordinal) + 1);
    }

    [Fact]
    public void The_peak_and_the_mean_are_those_of_the_bytes()
    {
        IByteModel mind = new FemtoModel();
        LineSurprise reader = new(new FemtoModel());
        foreach (string line in (string[])["", "one", "one two", "", "one two three"])
        {
            double[] bits = [.. Encoding.UTF8.GetBytes(line + "\n").Select(b => mind.Read(b))];
            LineReading reading = reader.Read(Encoding.UTF8.GetBytes(line));
            Assert.Equal(bits.Average(), reading.BitsPerByte, 1e-9);
            Assert.Equal(Math.Pow(bits.Sum(static b => Math.Pow(b, 3)) / Math.Sqrt(bits.Length), 1.0 / 3), reading.Peak, 1e-9);
            Assert.Equal(bits.Max(), bits[reading.At]);
        }
    }

    [Fact]
    public void Strangeness_is_the_distance_from_the_median_of_the_lines_before()
    {
        (LineReading[] readings, _) = Log(new FemtoModel(), 300, 7, new Dictionary<int, string> { [250] = "something else entirely" });

        Assert.All(readings[..LineSurprise.FirstLines], static r => Assert.Equal(0, r.Strangeness));
        for (int i = LineSurprise.FirstLines; i < readings.Length; i++)
        {
            double median = Median(readings[..i].Select(static r => r.Peak)), away = Median(readings[..i].Select(r => Math.Abs(r.Peak - median)));
            double expected = (readings[i].Peak - median) / ((1.4826 * away) + (.05 * median) + (1.0 / 16));
            Assert.InRange(readings[i].Strangeness, expected - (.1 + (Math.Abs(expected) * .25)), expected + .1 + (Math.Abs(expected) * .25));
        }
    }

    [Fact]
    public void Lines_that_are_all_alike_are_no_anomalies()
    {
        LineSurprise reader = new(new FemtoModel());
        for (int i = 0; i < 500; i++) Assert.True(reader.Read("tick"u8).Strangeness < 3);
        Assert.Equal(500, reader.Lines);
        Assert.True(reader.Read("tock"u8).Strangeness > 4);
    }

    [Fact]
    public void A_frozen_mind_stays_frozen_and_a_small_offspring_finds_the_stranger_too()
    {
        BirthModel birth = BirthModel.Train(Encoding.UTF8.GetBytes("nothing of the kind"));
        byte[] before = birth.TableHash();

        (LineReading[] readings, _) = Log(new OffspringModel(birth), 1000, 9, new Dictionary<int, string> { [900] = "Traceback (most recent call last):" });

        Assert.Equal(900, Enumerable.Range(300, 700).MaxBy(i => readings[i].Strangeness));
        Assert.Equal(before, birth.TableHash());
    }

    private static double Median(IEnumerable<double> values) => values.Order().ElementAt((values.Count() - 1) / 2);
}
