namespace Unum.Devices.Audio;

/// <summary>A sine whose frequency and amplitude can change at any moment without a click.</summary>
/// <remarks>
/// The phase is accumulated, so a change of frequency bends the wave and never breaks it; both controls glide through a
/// one-pole smoother (time constants 5 ms for amplitude, 10 ms for frequency). O(1) a sample, allocates nothing.
/// </remarks>
public sealed class ToneSynthesizer
{
    private const double AmplitudeSeconds = 0.005;
    private const double FrequencySeconds = 0.010;
    private const double Inaudible = 1e-5;

    private readonly int _rate;
    private readonly double _amplitudeStep;
    private readonly double _frequencyStep;
    private double _phase;
    private double _amplitude;
    private double _frequency;
    private double _targetAmplitude;
    private double _targetFrequency;

    /// <summary>A silent tone.</summary>
    /// <param name="rateHz">Samples per second, at least 8000.</param>
    public ToneSynthesizer(int rateHz)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rateHz, 8000);
        _rate = rateHz;
        _amplitudeStep = 1 - Math.Exp(-1 / (AmplitudeSeconds * rateHz));
        _frequencyStep = 1 - Math.Exp(-1 / (FrequencySeconds * rateHz));
    }

    /// <summary>Glides to a new tone.</summary>
    /// <param name="frequencyHz">Clamped to [20 Hz, 0.45 rate]: below it a tone is a standing offset, above it an alias.</param>
    /// <param name="amplitude">Clamped to [0, 1].</param>
    public void Set(double frequencyHz, double amplitude)
    {
        if (double.IsFinite(frequencyHz)) _targetFrequency = Math.Clamp(frequencyHz, 20, 0.45 * _rate);
        _targetAmplitude = double.IsFinite(amplitude) ? Math.Clamp(amplitude, 0, 1) : 0;
        // From silence there is nothing to glide from.
        if (_amplitude == 0) _frequency = _targetFrequency;
    }

    /// <summary>Renders the next samples, in [-1, 1].</summary>
    public void Render(Span<float> target)
    {
        double radiansPerHz = 2 * Math.PI / _rate;
        for (int n = 0; n < target.Length; n++)
        {
            _amplitude += _amplitudeStep * (_targetAmplitude - _amplitude);
            _frequency += _frequencyStep * (_targetFrequency - _frequency);
            _phase += radiansPerHz * _frequency;
            if (_phase > Math.PI) _phase -= 2 * Math.PI;
            target[n] = (float)(_amplitude * Math.Sin(_phase));
        }

        if (_targetAmplitude == 0 && _amplitude < Inaudible) _amplitude = 0;
    }
}
