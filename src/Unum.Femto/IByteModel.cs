namespace Unum.Femto;

/// <summary>
/// A mind that reads bytes one bit at a time (highest bit first), says before each bit how likely a 1 is, and learns from it.
/// </summary>
/// <remarks>
/// One stream, one thread. Two models made alike and fed alike answer alike to the last bit: that is what makes the arithmetic
/// coder an honest proof of every figure in bits per byte.
/// </remarks>
public interface IByteModel
{
    /// <summary>Counted memory: bytes of all tables this model owns. Tables shared by all models of a process are not in it.</summary>
    long Bytes { get; }

    /// <summary>Whether bits read are learned. When false nothing that was learned changes; the context still moves.</summary>
    /// <exception cref="InvalidOperationException">Set in the middle of a byte.</exception>
    bool Learning { get; set; }

    /// <summary>Sustained readiness, drifting to 0.6 by one hundredth of the way per request; the model's weight in a vote.</summary>
    float Kappa { get; }

    /// <summary>Probability that the next bit is 1, in 65536ths: 1 to 65535.</summary>
    int PredictBit();

    /// <summary>Takes in the bit that came, after <see cref="PredictBit"/>.</summary>
    void Advance(int bit);

    /// <summary>Probability of every next byte; they sum to 1. Only between bytes; changes nothing.</summary>
    /// <param name="probabilities">256 of them.</param>
    void NextByte(Span<float> probabilities);

    /// <summary>Starts a new stream: the context is empty, what was learned stays. Counts as one request for <see cref="Kappa"/>.</summary>
    void Restart();
}
