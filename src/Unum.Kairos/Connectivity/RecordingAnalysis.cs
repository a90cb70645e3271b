using System.Globalization;
using Unum.Kairos.Filtering;

namespace Unum.Kairos.Connectivity;

/// <summary>
/// Connectivity of a whole recording in one band: Butterworth band-pass forward and backward, analytic signal by Hilbert transform, then
/// <see cref="ConnectivityTracker"/> over every sample. Two channels share each transform. Memory: 8 bytes a sample and channel
/// beside the recording. Time: O(channels samples log samples + channels^2 samples).
/// </summary>
public static class RecordingAnalysis
{
    // The share of the work that is filtering, for progress only.
    private const double FilterShare = .8;

    /// <summary>Computes the measures.</summary>
    /// <param name="recording">[samples, channels] channel fastest, in any unit.</param>
    /// <param name="options">What to do.</param>
    /// <param name="progress">Told the fraction done, rising to 1.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <exception cref="ArgumentException">
    /// The recording is not whole samples, too short for the filter, or holds a value that is not finite; the names do not fit.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static RecordingConnectivity Analyze(
        ReadOnlySpan<float> recording, RecordingOptions options, IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        int channels = options.Channels;
        DigitalFilter filter = Check(recording, options);
        ConnectivityTracker tracker = new(channels, 0, options.Measures);
        int samples = recording.Length / channels;

        float[] re = new float[recording.Length], im = new float[recording.Length];
        AnalyticSignal analytic = new(samples);
        double[] first = new double[samples], second = new double[samples];
        for (int channel = 0; channel < channels; channel += 2)
        {
            cancellation.ThrowIfCancellationRequested();
            bool both = channel + 1 < channels;
            Filter(recording, channels, channel, filter, first, re);
            if (both) Filter(recording, channels, channel + 1, filter, second, re);
            else Array.Clear(second);
            analytic.QuadratureOfTwo(first, second);
            Interleave(first, channels, channel, im);
            if (both) Interleave(second, channels, channel + 1, im);
            progress?.Report(FilterShare * (Math.Min(channels, channel + 2) / (double)channels));
        }

        int step = Math.Max(1, samples / 20);
        for (int t = 0; t < samples; t++)
        {
            if (t % step == 0)
            {
                cancellation.ThrowIfCancellationRequested();
                progress?.Report(FilterShare + ((1 - FilterShare) * t / samples));
            }

            tracker.Update(re.AsSpan(t * channels, channels), im.AsSpan(t * channels, channels));
        }

        string[] names = Names(options);
        MeasureSummary[] measures = [.. options.Measures.Members().Select(m => Summarise(tracker, m, options.Top, names))];
        progress?.Report(1);
        return new RecordingConnectivity(channels, samples, tracker.Pairs, samples / options.Rate, measures);
    }

    private static DigitalFilter Check(ReadOnlySpan<float> recording, RecordingOptions options)
    {
        int channels = options.Channels;
        ArgumentOutOfRangeException.ThrowIfLessThan(channels, 2, nameof(options));
        ArgumentOutOfRangeException.ThrowIfNegative(options.Top, nameof(options));
        if (options.Names is not null && options.Names.Count != channels)
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"{channels} channels have {channels} names, not {options.Names.Count}."), nameof(options));
        if (recording.Length % channels != 0)
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"{recording.Length} values are not whole samples of {channels} channels."), nameof(recording));
        for (int at = 0; at < recording.Length; at++)
        {
            if (float.IsFinite(recording[at])) continue;
            string where = string.Create(CultureInfo.InvariantCulture, $"Sample {at / channels} of channel {at % channels} is {recording[at]}: values must be finite.");
            throw new ArgumentException(where, nameof(recording));
        }

        DigitalFilter filter = Butterworth.BandPass(options.FilterOrder, options.Low, options.High, options.Rate);
        if (recording.Length / channels > filter.Padding) return filter;
        string need = string.Create(CultureInfo.InvariantCulture, $"The filter needs more than {filter.Padding} samples, got {recording.Length / channels}.");
        throw new ArgumentException(need, nameof(recording));
    }

    private static void Filter(ReadOnlySpan<float> recording, int channels, int channel, DigitalFilter filter, double[] signal, float[] re)
    {
        for (int t = 0; t < signal.Length; t++) signal[t] = recording[(t * channels) + channel];
        filter.ZeroPhase(signal);
        Interleave(signal, channels, channel, re);
    }

    private static void Interleave(double[] signal, int channels, int channel, float[] to)
    {
        for (int t = 0; t < signal.Length; t++) to[(t * channels) + channel] = (float)signal[t];
    }

    private static string[] Names(RecordingOptions options)
    {
        if (options.Names is not null) return [.. options.Names];
        string digits = options.Channels > 100 ? "D3" : "D2";
        return [.. Enumerable.Range(0, options.Channels).Select(c => "ch" + c.ToString(digits, CultureInfo.InvariantCulture))];
    }

    private static MeasureSummary Summarise(ConnectivityTracker tracker, ConnectivityMeasure measure, int top, string[] names)
    {
        double[] values = new double[tracker.Pairs];
        tracker.Read(measure, values);
        List<PairValue> pairs = new(values.Length);
        for (int i = 0; i < names.Length; i++)
        {
            for (int j = i + 1; j < names.Length; j++) pairs.Add(new PairValue(i, j, names[i], names[j], values[pairs.Count]));
        }

        bool signed = measure == ConnectivityMeasure.ImaginaryCoherence;
        PairValue[] strongest = [.. pairs.OrderByDescending(p => signed ? Math.Abs(p.Value) : p.Value).Take(top)];
        return new MeasureSummary(measure, measure.ToName(), values.Average(), values.Average(Math.Abs), strongest, values);
    }
}
