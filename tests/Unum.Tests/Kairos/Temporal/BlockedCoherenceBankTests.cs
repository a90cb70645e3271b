using System.Numerics;
using Unum.Kairos.Temporal;

namespace Unum.Tests.Kairos.Temporal;

public sealed class BlockedCoherenceBankTests
{
    private static readonly int[] Widths = BlockKernel.BestWidth switch { 16 => [4, 8, 16], 8 => [4, 8], _ => [4] };

    [Theory]
    [InlineData(1, 1, 0.5)]
    [InlineData(3, 5, 0.1)]
    [InlineData(32, 8, 0.02)]
    [InlineData(13, 17, 0.003)]
    public void Blocks_end_where_the_sample_by_sample_bank_is(int lagCount, int frequencyCount, double lambda)
    {
        foreach (VelocityKind kind in Enum.GetValues<VelocityKind>())
        {
            foreach (int width in Widths) Compare(lagCount, frequencyCount, lambda, kind, width);
        }
    }

    [Fact]
    public void Samples_may_come_in_pieces_of_any_size()
    {
        Random random = new(5);
        int[] lags = [1, 2, 40, 700];
        double[] omegas = [0, 0.3, -0.7];
        BlockedCoherenceBank whole = new(lags, omegas, 0.05, 0.01), pieces = new(lags, omegas, 0.05, 0.01);
        float[] re = [.. Enumerable.Range(0, 6400).Select(_ => random.NextSingle() - 0.3f)];
        float[] im = [.. re.Select(_ => random.NextSingle() - 0.5f)];

        whole.Update(re, im);
        for (int at = 0; at < re.Length;)
        {
            int n = Math.Min(re.Length - at, random.Next(0, 90));
            pieces.Update(re.AsSpan(at, n), im.AsSpan(at, n));
            at += n;
        }

        Assert.Equal(whole.Count, pieces.Count);
        for (int l = 0; l < lags.Length; l++)
        {
            for (int f = 0; f < omegas.Length; f++) Assert.Equal(whole.Intensity(l, f), pieces.Intensity(l, f));
        }
    }

    [Fact]
    public void A_lock_collapses_at_the_end_of_the_block_that_saw_it_and_once()
    {
        Random random = new(12);
        int[] lags = [1, 5, 30, 300];
        double[] omegas = [-0.2, 0, 0.2];
        BlockedCoherenceBank blocked = new(lags, omegas, 0.02, 1e-9);
        TemporalCoherenceBank reference = new(lags, omegas, 0.02, 1e-9);
        Collapse[] room = new Collapse[12];
        List<(int Lag, double Omega, long Block)> seen = [], expected = [];
        float[] re = new float[32], im = new float[32];
        for (int block = 0; block < 200; block++)
        {
            for (int j = 0; j < 32; j++)
            {
                int n = (block * 32) + j;
                Complex v = Complex.FromPolarCoordinates(1, n % 3200 > 1600 ? 0.3 * n : Math.Tau * random.NextDouble());
                (re[j], im[j]) = ((float)v.Real, (float)v.Imaginary);
                int there = reference.Update(v, room);
                expected.AddRange(room[..there].Select(c => (c.Lag, c.Omega, c.Sample / 32)));
            }

            int found = blocked.Update(re, im, room);
            Assert.All(room[..found], c => Assert.Equal(31, c.Sample % 32));
            seen.AddRange(room[..found].Select(c => (c.Lag, c.Omega, c.Sample / 32)));
        }

        Assert.Equal(8, seen.Count); // each lag at omega = 0, twice
        Assert.Equal(expected.Order(), seen.Order());
    }

    [Fact]
    public void What_is_not_a_number_is_no_evidence_and_does_no_lasting_harm()
    {
        BlockedCoherenceBank bank = new([3], [0], 0.02, 1e-3);
        float[] re = [.. Enumerable.Range(0, 640).Select(n => MathF.Cos(0.2f * n))], im = [.. Enumerable.Range(0, 640).Select(n => MathF.Sin(0.2f * n))];
        (re[100], im[200], re[300]) = (float.NaN, float.PositiveInfinity, 1e30f);
        bank.Update(re, im);
        Assert.InRange(bank.Intensity(0, 0), 0.9, 1);

        bank.Update(new float[64], new float[64]);
        Assert.Equal(0, bank.Intensity(0, 0));
    }

    [Fact]
    public void Reset_leaves_nothing_behind()
    {
        float[] noise = [.. Enumerable.Range(0, 3200).Select(n => MathF.Sin(n * n))];
        BlockedCoherenceBank used = new([1, 40], [0, 1], 0.02, 1e-3, VelocityKind.Real), fresh = new([1, 40], [0, 1], 0.02, 1e-3, VelocityKind.Real);
        used.Update(noise.AsSpan(7));
        used.Reset();
        used.Update(noise);
        fresh.Update(noise);
        for (int cell = 0; cell < 4; cell++) Assert.Equal(fresh.Intensity(cell / 2, cell % 2), used.Intensity(cell / 2, cell % 2));
        Assert.Throws<InvalidOperationException>(() => used.Update(noise, noise));
    }

    internal static Complex Velocity(Random random, VelocityKind kind, int n)
    {
        // a weak chirp under noise of growing size, with silent stretches: every branch sees work
        if (n % 997 > 950) return 0;
        Complex noise = new(random.NextDouble() - 0.5, random.NextDouble() - 0.5);
        Complex v = (noise * (1 + (n % 100 / 50.0))) + Complex.FromPolarCoordinates(0.4, 1e-4 * n * n);
        return kind == VelocityKind.Real ? v.Real : v;
    }

    private static void Compare(int lagCount, int frequencyCount, double lambda, VelocityKind kind, int width)
    {
        Random random = new(lagCount + (100 * frequencyCount));
        int[] lags = [.. Enumerable.Range(0, lagCount).Select(l => 1 + (l * l))];
        double[] omegas = [.. Enumerable.Range(0, frequencyCount).Select(f => (f - 2) * 0.37)];
        TemporalCoherenceBank reference = new(lags, omegas, lambda, 1e-3, kind);
        BlockedCoherenceBank blocked = new(lags, omegas, lambda, 1e-3, kind, 1, width);
        float[] re = new float[32], im = new float[32];
        Collapse[] room = new Collapse[lagCount * frequencyCount];
        for (int block = 0; block < 120; block++)
        {
            for (int j = 0; j < 32; j++)
            {
                Complex v = Velocity(random, kind, (block * 32) + j);
                (re[j], im[j]) = ((float)v.Real, (float)v.Imaginary);
                reference.Update(new Complex(re[j], im[j]));
            }

            if (kind == VelocityKind.Real) blocked.Update(re, room);
            else blocked.Update(re, im, room);
            Assert.Equal(reference.Count, blocked.Count);
            for (int l = 0; l < lagCount; l++)
            {
                for (int f = 0; f < frequencyCount; f++)
                {
                    Complex expected = reference.Coherence(l, f), actual = blocked.Coherence(l, f);
                    Assert.True(
                        Complex.Abs(expected - actual) < 2e-5,
                        $"width {width} {kind} block {block} cell {l},{f}: {expected} became {actual}");
                    Assert.Equal(reference.Intensity(l, f), blocked.Intensity(l, f), 5e-5);
                }
            }
        }
    }
}
