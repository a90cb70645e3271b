namespace Unum.Devices.Sensing.Media;

/// <summary>What a microphone's samples say about each 10 ms of sound.</summary>
public enum MicrophoneMeasure
{
    /// <summary>Root mean square in [0, 1]; a full-scale sine reads 0.707. Encoded as amplitude + 0i.</summary>
    Amplitude,

    /// <summary>Amplitude of one frequency band in [0, 1]; encoded as the band's complex amplitude.</summary>
    Band,

    /// <summary>The strongest frequency in Hz, 0 in silence; encoded as (f - 440)/440 + 0i, which the speaker turns back into f.</summary>
    Frequency,
}
