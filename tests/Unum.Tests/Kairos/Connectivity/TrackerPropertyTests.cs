using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Unum.Kairos.Connectivity;

namespace Unum.Tests.Kairos.Connectivity;

/// <summary>The fast tracker against its plain form and against itself, over random sizes, lengths, memories and amplitudes.</summary>
public sealed class TrackerPropertyTests
{
    private static readonly ConnectivityMeasure[] Measures = Enum.GetValues<ConnectivityMeasure>();
    private static readonly double[] Forgets = [0, 1e-4, .01, .3, .6];
    private static readonly float[] Amplitudes = [1, 1e-13f, 1e-22f, 1e16f];

    // Channels from 1 over both vector widths' edges, samples over block edges.
    private static readonly Arbitrary<World> Worlds = (
        from channels in Gen.Frequency((3, Gen.Choose(1, 9)), (3, Gen.Choose(10, 40)), (1, Gen.Choose(60, 70)))
        from samples in Gen.Frequency((1, Gen.Choose(1, 3)), (3, Gen.Choose(4, 200)))
        from forget in Gen.Elements(Forgets)
        from amplitude in Gen.Elements(Amplitudes)
        from silence in Gen.Elements(0, 0, 7)
        from seed in Gen.Choose(0, 1 << 20)
        select new World(channels, samples, forget, amplitude, silence, seed)).ToArbitrary();

    private static readonly Config Runs = Config.QuickThrowOnFailure.WithMaxTest(60);

    [Fact]
    public void Both_kernels_agree_with_the_plain_form()
    {
        Check.One(Runs, Prop.ForAll(Worlds, world =>
        {
            ConnectivityReference plain = new(world.Channels, world.Forget);
            ConnectivityTracker wide = new(world.Channels, world.Forget, ConnectivityMeasures.All, wide: true);
            ConnectivityTracker narrow = new(world.Channels, world.Forget, ConnectivityMeasures.All, wide: false);
            world.Feed(plain.Update, wide.Update, narrow.Update);
            foreach (ConnectivityMeasure m in Measures)
            {
                for (int i = 0; i < world.Channels; i++)
                {
                    for (int j = i + 1; j < world.Channels; j++)
                    {
                        double expected = plain.Read(m, i, j);
                        AssertClose(expected, wide[m, i, j], world.Tolerance(m), m);
                        AssertClose(expected, narrow[m, i, j], world.Tolerance(m), m);
                    }
                }
            }
        }));
    }

    [Fact]
    public void Phasors_added_in_floats_agree_with_the_plain_form_to_seven_digits()
    {
        Check.One(Runs, Prop.ForAll(Worlds, world =>
        {
            ConnectivityMeasures set = ConnectivityMeasures.Plv | ConnectivityMeasures.Ppc;
            ConnectivityReference plain = new(world.Channels, world.Forget);
            ConnectivityTracker wide = new(world.Channels, world.Forget, set, wide: true), narrow = new(world.Channels, world.Forget, set, wide: false);
            world.Feed(plain.Update, wide.Update, narrow.Update);
            for (int i = 0; i < world.Channels; i++)
            {
                for (int j = i + 1; j < world.Channels; j++)
                {
                    foreach (ConnectivityTracker fast in new[] { wide, narrow })
                    {
                        AssertClose(plain.Read(ConnectivityMeasure.Plv, i, j), fast[ConnectivityMeasure.Plv, i, j], 5e-7, ConnectivityMeasure.Plv);

                        // With few effective samples ppc divides by little: W^2 - W2.
                        double conditioning = fast.EffectiveSamples / Math.Max(1e-3, fast.EffectiveSamples - 1);
                        AssertClose(
                            plain.Read(ConnectivityMeasure.Ppc, i, j), fast[ConnectivityMeasure.Ppc, i, j], 2e-6 * conditioning, ConnectivityMeasure.Ppc);
                    }
                }
            }
        }));
    }

    [Fact]
    public void Each_measure_alone_reads_as_among_all()
    {
        Check.One(Runs, Prop.ForAll(Worlds, world =>
        {
            ConnectivityTracker all = new(world.Channels, world.Forget);
            ConnectivityTracker[] alone = [.. Measures.Select(m => new ConnectivityTracker(world.Channels, world.Forget, m.ToSet()))];
            world.Feed([all.Update, .. alone.Select(t => (Sample)t.Update)]);
            foreach (ConnectivityMeasure m in Measures.Except([ConnectivityMeasure.Plv, ConnectivityMeasure.Ppc]))
                Assert.Equal(Triangle(all, m), Triangle(alone[(int)m], m));
        }));
    }

    [Fact]
    public void Reading_in_the_middle_of_a_block_changes_nothing_later()
    {
        Check.One(Runs, Prop.ForAll(Worlds, world =>
        {
            ConnectivityTracker quiet = new(world.Channels, world.Forget), asked = new(world.Channels, world.Forget);
            Random when = new(world.Seed);
            double[] buffer = new double[asked.Pairs];
            world.Feed(quiet.Update, (re, im) =>
            {
                asked.Update(re, im);
                if (when.Next(5) == 0) asked.Read((ConnectivityMeasure)when.Next(Measures.Length), buffer);
            });
            foreach (ConnectivityMeasure m in Measures) AssertClose(Triangle(quiet, m), Triangle(asked, m), world.Tolerance(m), m);
        }));
    }

    [Fact]
    public void Values_keep_their_ranges_and_symmetry()
    {
        Check.One(Runs, Prop.ForAll(Worlds, world =>
        {
            ConnectivityTracker tracker = new(world.Channels, world.Forget);
            world.Feed(tracker.Update);
            foreach (ConnectivityMeasure m in Measures)
            {
                double[] triangle = Triangle(tracker, m);
                double least = m is ConnectivityMeasure.Ppc or ConnectivityMeasure.Wpli2Debiased or ConnectivityMeasure.ImaginaryCoherence ? -1 : 0;
                int at = 0;
                for (int i = 0; i < world.Channels; i++)
                {
                    for (int j = i + 1; j < world.Channels; j++)
                    {
                        double value = tracker[m, i, j];
                        Assert.InRange(value, least, 1);
                        Assert.Equal(triangle[at], value);
                        Assert.Equal(at++, ConnectivityTracker.PairIndex(i, j, world.Channels));
                        Assert.Equal(m == ConnectivityMeasure.ImaginaryCoherence ? -value : value, tracker[m, j, i]);
                    }
                }
            }
        }));
    }

    [Fact]
    public void Turning_a_channel_or_scaling_it_does_not_move_phase_locking()
    {
        Check.One(Runs, Prop.ForAll(Worlds, world =>
        {
            ConnectivityTracker plain = new(world.Channels, world.Forget), turned = new(world.Channels, world.Forget);
            Random random = new(world.Seed);
            (double Gain, double Angle)[] change =
                [.. Enumerable.Range(0, world.Channels).Select(_ => (.1 + (3 * random.NextDouble()), 6.28 * random.NextDouble()))];
            world.Feed(plain.Update, (re, im) =>
            {
                float[] x = new float[re.Length], y = new float[re.Length];
                for (int c = 0; c < x.Length; c++)
                {
                    (double sin, double cos) = Math.SinCos(change[c].Angle);
                    x[c] = (float)(change[c].Gain * ((re[c] * cos) - (im[c] * sin)));
                    y[c] = (float)(change[c].Gain * ((re[c] * sin) + (im[c] * cos)));
                }

                turned.Update(x, y);
            });
            AssertClose(Triangle(plain, ConnectivityMeasure.Plv), Triangle(turned, ConnectivityMeasure.Plv), 1e-6, ConnectivityMeasure.Plv);
            AssertClose(Triangle(plain, ConnectivityMeasure.Coherence), Triangle(turned, ConnectivityMeasure.Coherence), 1e-6, ConnectivityMeasure.Coherence);
        }));
    }

    [Fact]
    public void Resetting_forgets_everything()
    {
        Check.One(Runs, Prop.ForAll(Worlds, world =>
        {
            ConnectivityTracker used = new(world.Channels, world.Forget), fresh = new(world.Channels, world.Forget);
            world.Feed(used.Update);
            used.Reset();
            Assert.Equal((0, 0), (used.Samples, used.EffectiveSamples));
            foreach (ConnectivityMeasure m in Measures) Assert.All(Triangle(used, m), x => Assert.Equal(0, x));
            world.Feed(used.Update, fresh.Update);
            foreach (ConnectivityMeasure m in Measures) Assert.Equal(Triangle(fresh, m), Triangle(used, m));
        }));
    }

    private static double[] Triangle(ConnectivityTracker tracker, ConnectivityMeasure measure)
    {
        double[] values = new double[tracker.Pairs];
        tracker.Read(measure, values);
        return values;
    }

    private static void AssertClose(double[] expected, double[] actual, double tolerance, ConnectivityMeasure measure)
    {
        for (int k = 0; k < expected.Length; k++) AssertClose(expected[k], actual[k], tolerance, measure);
    }

    private static void AssertClose(double expected, double actual, double tolerance, ConnectivityMeasure measure)
    {
        if (!(Math.Abs(expected - actual) <= tolerance))
            Assert.Fail(string.Create(CultureInfo.InvariantCulture, $"{measure}: expected {expected:R}, got {actual:R}"));
    }

    private delegate void Sample(ReadOnlySpan<float> re, ReadOnlySpan<float> im);

    /// <summary>Coupled noise: a common source, phases of their own, now and then a channel without amplitude.</summary>
    private sealed record World(int Channels, int Samples, double Forget, float Amplitude, int Silence, int Seed)
    {
        /// <summary>ciplv divides by 1 - cos^2 of the lag, which for one or two samples may happen to be as small as 1e-12.</summary>
        public double Tolerance(ConnectivityMeasure measure) => measure == ConnectivityMeasure.CiPlv && Samples < 4 ? 1e-4 : 1e-9;

        public void Feed(params Sample[] takers)
        {
            Random random = new(Seed);
            float[] re = new float[Channels], im = new float[Channels];
            for (int t = 0; t < Samples; t++)
            {
                double a = random.NextDouble() - .5, b = random.NextDouble() - .5;
                for (int c = 0; c < Channels; c++)
                {
                    double scale = Amplitude * (Silence > 0 && random.Next(Silence) == 0 ? 0 : 1), lag = c;
                    (double sin, double cos) = Math.SinCos(lag);
                    re[c] = (float)(scale * ((a * cos) - (b * sin) + random.NextDouble() - .5));
                    im[c] = (float)(scale * ((a * sin) + (b * cos) + random.NextDouble() - .5));
                }

                foreach (Sample take in takers) take(re, im);
            }
        }
    }
}
