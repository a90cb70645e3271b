namespace Unum.Node.Reporting;

/// <summary>W = G[W]: the self that a node's own model settles on.</summary>
/// <param name="Coherence">Coherence that it expects of itself.</param>
/// <param name="PhaseVelocity">Phase velocity that it expects of itself, rad/s.</param>
/// <param name="SelfKnowledge">What its present says about its next beat, bits a beat.</param>
/// <param name="Deviation">How far it is from who it expects to be, bits.</param>
/// <param name="Residual">What the last application of G still changed, in standard deviations.</param>
/// <param name="Steps">How often G was applied.</param>
internal sealed record WitnessReport(double Coherence, double PhaseVelocity, double SelfKnowledge, double Deviation, double Residual, int Steps);
