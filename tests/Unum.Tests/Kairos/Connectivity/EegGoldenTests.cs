using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using Unum.Kairos.Connectivity;
using Unum.Tests.Kairos.Filtering;

namespace Unum.Tests.Kairos.Connectivity;

/// <summary>The 32-channel recording of data/eeg in 8-13 Hz. PO3, POz, PO4, PO8, O1, Oz are channels 25, 26, 27, 28, 29, 30.</summary>
public sealed class EegGoldenTests
{
    private static readonly Lazy<RecordingConnectivity> Analysis = new(() =>
        Analyze(ConnectivityMeasures.All));

    [Fact]
    public void The_published_means_hold_to_four_digits()
    {
        Assert.Equal(.4922, Summary(ConnectivityMeasure.Plv).Mean, 4);
        Assert.Equal(.4333, Summary(ConnectivityMeasure.Wpli).Mean, 4);
        Assert.Equal(.2326, Summary(ConnectivityMeasure.Pli).Mean, 4);
        Assert.Equal((32, 30504, 496), (Analysis.Value.Channels, Analysis.Value.Samples, Analysis.Value.Pairs));
    }

    [Fact]
    public void The_published_strongest_pairs_are_found()
    {
        IReadOnlyList<PairValue> top = Summary(ConnectivityMeasure.Plv).Top;
        Assert.Equal([(25, 29), (26, 30), (27, 28)], top.Select(p => (p.First, p.Second)));
        Assert.Equal([.9460, .9347, .9293], top.Select(p => Math.Round(p.Value, 4)));
        Assert.Equal("ch25 ch26 ch27", string.Join(' ', top.Select(p => p.FirstName)));
    }

    [Fact]
    public void Every_pair_of_every_measure_agrees_with_numpy()
    {
        JsonElement golden = GoldenFile.Json("tests/Unum.Tests/Kairos/Connectivity/golden/eeg_8_13.json");
        foreach (JsonElement measure in golden.GetProperty("measures").EnumerateArray())
        {
            string name = measure.GetProperty("name").GetString()!;
            MeasureSummary ours = Analysis.Value.Measures.Single(m => m.Name == name);
            double[] expected = measure.GetProperty("values").Numbers();

            // Samples reach the tracker as floats. One sample whose sign flips moves pli by 2/30504.
            double tolerance = name == "pli" ? 1e-4 : 1e-7;
            for (int k = 0; k < expected.Length; k++)
            {
                bool close = Math.Abs(expected[k] - ours.Values[k]) < tolerance;
                Assert.True(close, string.Create(CultureInfo.InvariantCulture, $"{name} {k}: expected {expected[k]}, got {ours.Values[k]}"));
            }

            Assert.Equal(measure.GetProperty("mean").GetDouble(), ours.Mean, tolerance);
        }
    }

    [Fact]
    public void Asking_for_one_measure_gives_the_same_figure_as_asking_for_all()
    {
        // Alone, plv adds its phasors up in floats.
        IReadOnlyList<double> alone = Analyze(ConnectivityMeasures.Plv).Measures.Single().Values;
        Assert.Equal(Summary(ConnectivityMeasure.Plv).Values, alone, (x, y) => Math.Abs(x - y) < 1e-7);
    }

    internal static float[] Recording() =>
        MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(GoldenFile.At("data/eeg/eeglab_data.fdt"))).ToArray();

    private static RecordingConnectivity Analyze(ConnectivityMeasures measures) => RecordingAnalysis.Analyze(
        Recording(),
        new RecordingOptions { Channels = 32, Rate = 128, Low = 8, High = 13, Measures = measures },
        null,
        TestContext.Current.CancellationToken);

    private static MeasureSummary Summary(ConnectivityMeasure measure) => Analysis.Value.Measures.Single(m => m.Measure == measure);
}
