using Unum.Kairos.Connectivity;

namespace Unum.Tests.Kairos.Connectivity;

public sealed class RecordingAnalysisTests
{
    private static readonly RecordingOptions Options = new() { Channels = 3, Rate = 100, Low = 8, High = 12 };

    [Fact]
    public void A_coupled_pair_stands_out_by_name()
    {
        RecordingConnectivity found = Analyze(Recording(2000), Options with { Names = ["left", "noise", "right"], Top = 2 });

        Assert.Equal((3, 2000, 3, 20.0), (found.Channels, found.Samples, found.Pairs, found.Seconds));
        Assert.Equal(ConnectivityMeasureNames.All, found.Measures.Select(m => m.Name), StringComparer.Ordinal);
        foreach (MeasureSummary measure in found.Measures)
        {
            Assert.Equal(2, measure.Top.Count);
            Assert.Equal(("left", "right", 0, 2), (measure.Top[0].FirstName, measure.Top[0].SecondName, measure.Top[0].First, measure.Top[0].Second));
            Assert.Equal(measure.Values.Average(), measure.Mean, 12);
        }

        // left leads by 1 rad; the noise in the band blurs it a little.
        PairValue imaginary = found.Measures[^1].Top[0];
        Assert.Equal(Math.Sin(1), imaginary.Value, .02);
        Assert.True(found.Measures[0].Top[0].Value > .98);
    }

    [Fact]
    public void A_channel_reads_the_same_whoever_shares_its_transform()
    {
        float[] three = Recording(500);
        float[] four = new float[2000];
        for (int t = 0; t < 500; t++)
        {
            for (int c = 0; c < 3; c++) four[(4 * t) + 1 + c] = three[(3 * t) + c];
            four[4 * t] = t % 7;
        }

        IReadOnlyList<MeasureSummary> alone = Analyze(three, Options).Measures;
        IReadOnlyList<MeasureSummary> shifted = Analyze(four, Options with { Channels = 4 }).Measures;
        for (int m = 0; m < alone.Count; m++)
        {
            for (int i = 0; i < 3; i++)
            {
                for (int j = i + 1; j < 3; j++)
                {
                    double expected = alone[m].Values[ConnectivityTracker.PairIndex(i, j, 3)];
                    Assert.Equal(expected, shifted[m].Values[ConnectivityTracker.PairIndex(i + 1, j + 1, 4)], 1e-5);
                }
            }
        }
    }

    [Fact]
    public void Progress_rises_to_one_and_cancelling_stops()
    {
        Told told = new();
        Analyze(Recording(300), Options, told);
        Assert.Equal(told.Values.Order(), told.Values);
        Assert.Equal(1, told.Values[^1]);
        Assert.True(told.Values.Count > 10);

        using CancellationTokenSource stop = new();
        stop.Cancel();
        Assert.Throws<OperationCanceledException>(() => RecordingAnalysis.Analyze(Recording(300), Options, null, stop.Token));
    }

    [Fact]
    public void What_makes_no_sense_is_refused_with_the_reason()
    {
        float[] good = Recording(300);
        AssertRefused<ArgumentException>("whole samples", good[1..], Options);
        AssertRefused<ArgumentException>("more than 21 samples", good[..63], Options);
        AssertRefused<ArgumentException>("names", good, Options with { Names = ["a"] });
        AssertRefused<ArgumentOutOfRangeException>("half the rate", good, Options with { High = 50 });
        AssertRefused<ArgumentOutOfRangeException>("", good, Options with { Channels = 1 });
        AssertRefused<ArgumentOutOfRangeException>("", good, Options with { Top = -1 });
        good[100] = float.NaN;
        AssertRefused<ArgumentException>("Sample 33 of channel 1 is NaN", good, Options);
    }

    [Fact]
    public void Channels_without_names_are_numbered()
    {
        RecordingConnectivity found = Analyze(Recording(100), Options with { Measures = ConnectivityMeasures.Plv, Top = 99 });
        Assert.Equal(3, found.Measures.Single().Top.Count);
        string[] names = [.. found.Measures[0].Top.SelectMany(p => new[] { p.FirstName, p.SecondName }).Distinct(StringComparer.Ordinal)];
        Assert.Equal("ch00 ch01 ch02", string.Join(' ', names.Order(StringComparer.Ordinal)));
    }

    private static RecordingConnectivity Analyze(float[] recording, RecordingOptions options, IProgress<double>? progress = null) =>
        RecordingAnalysis.Analyze(recording, options, progress, TestContext.Current.CancellationToken);

    private static void AssertRefused<T>(string reason, float[] recording, RecordingOptions options)
        where T : ArgumentException
    {
        T error = Assert.Throws<T>(() => Analyze(recording, options));
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    /// <summary>[samples, 3]: 10 Hz leading by 1 rad, noise, 10 Hz.</summary>
    private static float[] Recording(int samples)
    {
        Random random = new(2);
        float[] x = new float[3 * samples];
        for (int t = 0; t < samples; t++)
        {
            double phase = 2 * Math.PI * 10 * t / 100;
            x[3 * t] = (float)(Math.Cos(phase + 1) + (.1 * (random.NextDouble() - .5)));
            x[(3 * t) + 1] = (float)(random.NextDouble() - .5);
            x[(3 * t) + 2] = (float)((2 * Math.Cos(phase)) + (.1 * (random.NextDouble() - .5)));
        }

        return x;
    }

    private sealed class Told : IProgress<double>
    {
        public List<double> Values { get; } = [];

        public void Report(double value) => Values.Add(value);
    }
}
