namespace Unum.Kairos.Witness;

/// <summary>
/// W = G[W]: the self a node's own model settles on when it is applied to itself until it no longer changes.
/// </summary>
/// <remarks>
/// <para><b>What it means.</b> W is a belief about oneself: a mean and a covariance of (phase velocity, coherence). G asks the
/// self-model: if I am like this now, what shall I be at the next beat, having observed nothing but my own prediction? Observing
/// one's own prediction brings no news, so it must not make one surer: the mean moves by the model, the covariance is carried
/// along and the model's own error is added, (m, V) -> (mu + b + A (m - mu), A V A' + Q). The belief that this leaves
/// unchanged is the self the node expects to be when it is left alone: consistent with itself, whatever it was just now.</para>
/// <para><b>What follows.</b> <see cref="SelfKnowledge"/> is what the present says about the next beat, in bits: 0 for a node
/// that knows no more of itself than its average. <see cref="Deviation"/> is how far the node is now from who it expects to be.</para>
/// <para><b>Why it always ends.</b> Distances are measured in innovation standard deviations (means by length, covariances by
/// spectral norm). There G has the Lipschitz constant L = max(|A|, |A|^2), |A| the spectral norm; A is shrunk to |A| &lt;= .98 when
/// it exceeds that, so L &lt;= .98 whatever was learned. Banach (1922): one fixed point, and from W_0 at most
/// ln(tolerance (1 - L) / |G W_0 - W_0|) / ln L steps to come within the tolerance of it.</para>
/// <para>Some 20 ns a step, typically 10 to 300 steps, no allocation.</para>
/// </remarks>
/// <param name="PhaseVelocity">Mean of the fixed point, in the unit observed.</param>
/// <param name="Coherence">Mean of the fixed point.</param>
/// <param name="PhaseVelocityDeviation">Standard deviation that it expects of itself.</param>
/// <param name="CoherenceDeviation">Standard deviation that it expects of itself.</param>
/// <param name="SelfKnowledge">.5 log2(det V / det Q), bits a beat, at least 0.</param>
/// <param name="Deviation">-log2 of the chance to be at least as far from the fixed point as now: bits, in [0, 64].</param>
/// <param name="Residual">How much the last application of G still changed, in innovation standard deviations (squared ones for V).</param>
/// <param name="Steps">How often G was applied.</param>
/// <param name="StepBound">The most that Banach's theorem allowed.</param>
/// <param name="Contraction">L, at most .98.</param>
/// <param name="Shrunk">Whether A had to be shrunk: the node as learned would not settle within some hundred beats.</param>
public readonly record struct WitnessFixedPoint(
    double PhaseVelocity, double Coherence, double PhaseVelocityDeviation, double CoherenceDeviation,
    double SelfKnowledge, double Deviation, double Residual, int Steps, int StepBound, double Contraction, bool Shrunk)
{
    /// <summary>Largest spectral norm a self-model may have when applied to itself.</summary>
    public const double MostGain = .98;

    /// <summary>Applies a model to itself until it no longer changes.</summary>
    /// <param name="model">The model.</param>
    /// <param name="phaseVelocity">Where the node is now, finite.</param>
    /// <param name="coherence">Where the node is now, finite.</param>
    /// <param name="tolerance">How close to the fixed point, in innovation standard deviations: [1e-9, 1].</param>
    /// <exception cref="ArgumentOutOfRangeException">The tolerance is out of its range or the present is not finite.</exception>
    public static WitnessFixedPoint Find(in LinearSelf model, double phaseVelocity, double coherence, double tolerance = 1e-6)
    {
        if (tolerance is not (>= 1e-9 and <= 1)) throw new ArgumentOutOfRangeException(nameof(tolerance), tolerance, "Must be within 1e-9 and 1.");
        if (!double.IsFinite(phaseVelocity)) throw new ArgumentOutOfRangeException(nameof(phaseVelocity), "Must be finite.");
        if (!double.IsFinite(coherence)) throw new ArgumentOutOfRangeException(nameof(coherence), "Must be finite.");

        // In innovation standard deviations around the centre, so that both numbers weigh alike and none is large.
        double sv = Math.Sqrt(model.Noise.A), sc = Math.Sqrt(model.Noise.D);
        Matrix2 scale = Matrix2.Diagonal(1 / sv, 1 / sc), back = Matrix2.Diagonal(sv, sc);
        Matrix2 q = scale * model.Noise * scale, a = scale * model.Gain * back;
        double norm = a.Norm;
        bool shrunk = norm > MostGain;
        if (shrunk) a = MostGain / norm * a;
        double lipschitz = shrunk ? MostGain : norm;
        double bv = model.DriftV / sv, bc = model.DriftC / sc;

        double nowV = (phaseVelocity - model.CentreV) / sv, nowC = (coherence - model.CentreC) / sc;
        double mv = nowV, mc = nowC;
        Matrix2 v = default;
        int steps = 0, bound = int.MaxValue;
        double residual;
        do
        {
            (double nextV, double nextC) = a.Times(mv, mc);
            Matrix2 next = a * v * a.Transpose + q;
            nextV += bv;
            nextC += bc;
            residual = Math.Max(double.Hypot(nextV - mv, nextC - mc), (next - v).Norm);
            (mv, mc, v) = (nextV, nextC, next);
            if (steps++ == 0) bound = Bound(residual, lipschitz, tolerance);
        }
        while (residual * lipschitz / (1 - lipschitz) > tolerance && steps < bound);

        double knowledge = Math.Max(0, .5 * Math.Log2(v.Determinant / q.Determinant));
        double deviation = Math.Min(64, .5 * v.Inverse().Form(nowV - mv, nowC - mc) / Math.Log(2));
        return new WitnessFixedPoint(
            model.CentreV + sv * mv, model.CentreC + sc * mc, sv * Math.Sqrt(v.A), sc * Math.Sqrt(v.D),
            knowledge, deviation, residual, steps, bound, lipschitz, shrunk);
    }

    // After n steps the distance to the fixed point is at most L^n / (1 - L) times the length of the first step.
    private static int Bound(double first, double lipschitz, double tolerance)
    {
        double allowed = tolerance * (1 - lipschitz) / first;
        return lipschitz == 0 || allowed >= 1 ? 1 : Math.Max(1, (int)Math.Ceiling(Math.Log(allowed) / Math.Log(lipschitz)));
    }
}
