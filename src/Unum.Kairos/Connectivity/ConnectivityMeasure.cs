namespace Unum.Kairos.Connectivity;

/// <summary>
/// How two streams move together, by the names of the literature (and of MNE-connectivity). Below, z are the analytic samples of the pair
/// (i, j), d = Im(z_i conj z_j), S = sum z_i conj z_j, U = sum of the unit phasors z_i conj z_j / |z_i z_j|, and N = the number of samples
/// (with forgetting, sums are weighted sums and N is the sum of weights).
/// </summary>
public enum ConnectivityMeasure
{
    /// <summary><c>plv</c>, phase-locking value |U| / N in [0, 1]. Lachaux et al. 1999, Hum. Brain Mapp. 8, 194.</summary>
    Plv,

    /// <summary>
    /// <c>ciplv</c>, corrected imaginary phase-locking value |Im U| / sqrt(N^2 - (Re U)^2) in [0, 1]: blind to what arrives at both at once.
    /// Bruña, Maestú and Pereda 2018, J. Neural Eng. 15, 056011.
    /// </summary>
    CiPlv,

    /// <summary>
    /// <c>ppc</c>, pairwise phase consistency (|U|^2 - N) / (N (N - 1)) in [-1/(N-1), 1]: PLV squared without its bias.
    /// Vinck et al. 2010, NeuroImage 51, 112.
    /// </summary>
    Ppc,

    /// <summary><c>pli</c>, phase lag index |sum sign d| / N in [0, 1]. Stam, Nolte and Daffertshofer 2007, Hum. Brain Mapp. 28, 1178.</summary>
    Pli,

    /// <summary><c>wpli</c>, weighted phase lag index |sum d| / sum |d| in [0, 1]. Vinck et al. 2011, NeuroImage 55, 1548.</summary>
    Wpli,

    /// <summary>
    /// <c>wpli2_debiased</c>, debiased squared wPLI ((sum d)^2 - sum d^2) / ((sum |d|)^2 - sum d^2) in [-1, 1], about 0 without coupling.
    /// Vinck et al. 2011.
    /// </summary>
    Wpli2Debiased,

    /// <summary><c>coh</c>, coherence |S| / sqrt(sum |z_i|^2 sum |z_j|^2) in [0, 1]. Nolte et al. 2004, Clin. Neurophysiol. 115, 2292.</summary>
    Coherence,

    /// <summary>
    /// <c>imcoh</c>, imaginary coherence Im S / sqrt(sum |z_i|^2 sum |z_j|^2) in [-1, 1]: positive when i leads j, so (j, i) reads the negative.
    /// Nolte et al. 2004.
    /// </summary>
    ImaginaryCoherence,
}
