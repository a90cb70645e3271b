namespace Unum.Kairos.Witness;

/// <summary>How far what happened was from what the self-model expected.</summary>
/// <param name="Bits">-log2 of the chance of being at least this far off: b bits or more come once in 2^b beats when the model
/// holds, 1.44 on average. In [0, 64]; 0 while the model is too young to judge.</param>
/// <param name="Velocity">Phase velocity off by this many of its expected standard deviations, with sign.</param>
/// <param name="Coherence">Coherence off by this many of its expected standard deviations, with sign.</param>
public readonly record struct Surprise(double Bits, double Velocity, double Coherence);
