using Unum.Devices.Audio;
using Unum.Devices.Driving;

namespace Unum.Tests.Devices.Driving;

public sealed class WavSpeakerOutputTests
{
    private const int Rate = 48000;

    [Fact]
    public async Task The_file_holds_each_states_tone_at_its_frequency_and_volume_for_as_long_as_it_lasted()
    {
        string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".wav");
        (double Real, double Coherence)[] score = [(0, 1), (0.5, 0.5), (1, 0.25), (-0.5, 0.8), (0.3, 0)];
        await using (WavSpeakerOutput output = new(path, new SteppedTime()))
        {
            for (int n = 0; n < score.Length; n++)
            {
                await output.PutAsync(States.One(score[n].Real, coherence: score[n].Coherence, seconds: n));
                await output.DeliveredAsync(n + 1);
            }
        }

        WavSound sound = WavSound.Read(path);
        Assert.Equal(Rate, sound.RateHz);
        Assert.Equal((int)((score.Length - 1 + 0.2) * Rate), sound.Samples.Length);
        DominantFrequency estimator = new(16384, Rate);
        for (int n = 0; n < score.Length; n++)
        {
            // The second half of each tone: the glide is over.
            Span<float> tone = sound.Samples.AsSpan(n * Rate + (n < score.Length - 1 ? Rate / 2 : Rate / 10));
            if (score[n].Coherence == 0)
            {
                Assert.True(Peak(tone[..(Rate / 20)]) == 0, "coherence 0 is silence");
                continue;
            }

            double expected = 440 + 440 * score[n].Real;
            Assert.InRange(estimator.Estimate(tone[..estimator.Length]), expected * 0.999, expected * 1.001);
            Assert.Equal(score[n].Coherence, Peak(tone[..(Rate / 4)]), 0.005);
        }

        Assert.True(Peak(sound.Samples.AsSpan()[^100..]) < 0.001, "it ends in a fade");
        File.Delete(path);
    }

    [Fact]
    public void A_leap_in_tone_and_volume_does_not_click()
    {
        ToneSynthesizer smooth = new(Rate);
        float[] sound = new float[Rate];
        smooth.Set(440, 1);
        // The leap comes in the middle of a swing.
        const int Leap = Rate / 2 + 30;
        smooth.Render(sound.AsSpan(0, Leap));
        smooth.Set(880, 0.2);
        smooth.Render(sound.AsSpan(Leap));

        // A sine's second difference is at most A (2 pi f / rate)^2; a jump of the wave by d would add d at once.
        double limit = Math.Pow(2 * Math.PI * 880 / Rate, 2), worst = 0;
        for (int n = Rate / 4; n < Rate - 1; n++) worst = Math.Max(worst, Math.Abs(sound[n + 1] - 2 * sound[n] + sound[n - 1]));
        Assert.True(worst < limit, $"{worst} is a click, {limit} is none");
    }

    private static double Peak(ReadOnlySpan<float> samples)
    {
        double peak = 0;
        foreach (float sample in samples) peak = Math.Max(peak, Math.Abs(sample));
        return peak;
    }
}
