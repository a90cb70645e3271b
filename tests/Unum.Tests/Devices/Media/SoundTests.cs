using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using Unum.Devices.Audio;

namespace Unum.Tests.Devices.Media;

public sealed class SoundTests
{
    private const int Rate = 48000;

    [Fact]
    public void A_tone_in_noise_is_found_at_its_frequency()
    {
        DominantFrequency estimator = new(2048, Rate);
        Random random = new(1);
        foreach (double hertz in (double[])[60, 440, 441.7, 659.3, 880, 5000, 20000.5])
        {
            float[] sound = Tone(hertz, 0.3, random.NextDouble() * 6, estimator.Length);
            Assert.Equal(hertz, estimator.Estimate(sound), 0.001 * hertz + 0.5);
            for (int n = 0; n < sound.Length; n++) sound[n] += (float)(0.1 * (random.NextDouble() - 0.5));
            Assert.Equal(hertz, estimator.Estimate(sound), 0.01 * hertz + 0.5);
        }

        Assert.Equal(0, estimator.Estimate(new float[2048]));
    }

    [Fact]
    public void The_strongest_of_two_tones_wins()
    {
        DominantFrequency estimator = new(4096, Rate);
        float[] low = Tone(440, 0.2, 0, 4096), high = Tone(3000, 0.5, 1, 4096);

        Assert.Equal(3000, estimator.Estimate([.. low.Zip(high, (a, b) => a + b)]), 1.0);
    }

    [Fact]
    public void A_tone_in_the_middle_of_a_band_is_its_constant_complex_amplitude()
    {
        ToneBand band = new(660, 50, Rate);
        float[] sound = Tone(660, 0.4, 1.1, Rate);

        for (int n = 0; n + 480 <= Rate; n += 480)
        {
            Complex value = band.Step(sound.AsSpan(n, 480));
            // The tone is a sine, whose complex amplitude against e^{i omega t} is A e^{i (p - pi/2)}.
            if (n >= band.Window) Assert.True((value - Complex.FromPolarCoordinates(0.4, 1.1 - Math.PI / 2)).Magnitude < 1e-4, $"{value} at {n}");
        }
    }

    [Fact]
    public void A_tone_beside_the_middle_turns_at_its_distance_and_half_the_bandwidth_away_is_halved()
    {
        ToneBand band = new(660, 50, Rate);
        float[] sound = Tone(685, 0.4, 0, Rate);
        Complex before = default;
        for (int n = 0; n + 480 <= Rate; n += 480)
        {
            Complex value = band.Step(sound.AsSpan(n, 480));
            if (n > band.Window)
            {
                Assert.Equal(0.2, value.Magnitude, 0.001);
                Assert.Equal(2 * Math.PI * 25 * 0.01, (value / before).Phase, 0.001);
            }

            before = value;
        }
    }

    [Fact]
    public void The_vector_dot_product_is_the_scalar_one() => Check.QuickThrowOnFailure(Prop.ForAll(
        Gen.Choose(0, 200).SelectMany(length => Gen.Choose(0, int.MaxValue).Select(seed => (length, seed))).ToArbitrary(),
        pair =>
        {
            Random random = new(pair.seed);
            float[] left = [.. Enumerable.Range(0, pair.length).Select(_ => random.NextSingle() - 0.5f)];
            float[] right = [.. Enumerable.Range(0, pair.length).Select(_ => random.NextSingle() - 0.5f)];
            return Math.Abs(ToneBand.Dot(left, right) - ToneBand.DotScalar(left, right)) < 1e-5;
        }));

    [Fact]
    public void What_was_written_as_a_WAV_file_is_read_back_to_half_a_step()
    {
        using MemoryStream stream = new();
        float[] sound = [0, 0.5f, -0.5f, 1, -1, 0.123f];
        using (WavWriter writer = new(stream, 16000))
        {
            writer.Write(sound);
            writer.Write([2, -2, float.NaN]);
        }

        byte[] bytes = stream.ToArray();
        WavSound read = WavSound.Parse(bytes);
        Assert.Equal(44 + 2 * 9, bytes.Length);
        Assert.Equal(16000, read.RateHz);
        float[] expected = [.. sound, 1, -1, 0];
        for (int n = 0; n < expected.Length; n++) Assert.Equal(expected[n], read.Samples[n], 1.0 / 32768 + 1e-6);
    }

    [Fact]
    public void The_header_is_byte_for_byte_the_canonical_one()
    {
        using MemoryStream stream = new();
        using (WavWriter writer = new(stream, 48000)) writer.Write([0.5f]);

        // Taken from `ffmpeg -f s16le -ar 48000 -ac 1 -i SAMPLE -bitexact -f wav`.
        Assert.Equal(
            "524946462600000057415645666D7420100000000100010080BB000000770100020010006461746102000000" + "0040",
            Convert.ToHexString(stream.ToArray()));
    }

    [Fact]
    public void Stereo_is_averaged_and_strange_chunks_are_skipped()
    {
        byte[] wav =
        [
            .. "RIFF"u8, 0, 0, 0, 0, .. "WAVE"u8, .. "junk"u8, 3, 0, 0, 0, 1, 2, 3, 0,
            .. "fmt "u8, 16, 0, 0, 0, 1, 0, 2, 0, 0x80, 0x3E, 0, 0, 0, 0, 0, 0, 4, 0, 16, 0,
            .. "data"u8, 255, 255, 255, 255, 0x00, 0x40, 0x00, 0x20, 0x00, 0x80, 0x00, 0x80,
        ];

        WavSound sound = WavSound.Parse(wav);

        Assert.Equal(16000, sound.RateHz);
        Assert.Equal([0.375f, -1], sound.Samples);
    }

    [Fact]
    public void No_bytes_whatever_break_the_reader()
    {
        using MemoryStream stream = new();
        using (WavWriter writer = new(stream, 16000)) writer.Write(new float[20]);
        byte[] whole = stream.ToArray();
        Random random = new(7);
        for (int trial = 0; trial < 5000; trial++)
        {
            byte[] bytes = whole[..random.Next(whole.Length + 1)];
            for (int n = random.Next(4); n > 0 && bytes.Length > 0; n--) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            try
            {
                Assert.True(WavSound.Parse(bytes).Samples.Length <= 20);
            }
            catch (InvalidDataException refused)
            {
                Assert.StartsWith("Not a WAV file that can be read: ", refused.Message, StringComparison.Ordinal);
            }
        }
    }

    private static float[] Tone(double hertz, double amplitude, double phase, int length) =>
        [.. Enumerable.Range(0, length).Select(n => (float)(amplitude * Math.Sin(2 * Math.PI * hertz * n / Rate + phase)))];
}
