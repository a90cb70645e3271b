using System.Numerics;

namespace Unum.Kairos.Emergence;

/// <summary>The mesh's collective numbers at one instant, from its nodes' states and weights.</summary>
/// <param name="Phase">Global phase, sum w h / sum w; 0 without live nodes.</param>
/// <param name="Coherence">C = sum w |h| / sum w, in [0, 1]: the mission's number.</param>
/// <param name="Order">R_h = |sum w h| / sum w, in [0, C].</param>
/// <param name="EffectiveNodes">N_eff = (sum w)^2 / sum w^2, in [1, live nodes]; 0 without live nodes.</param>
/// <param name="Nodes">How many nodes counted: finite state, finite weight above 0.</param>
public readonly record struct MeshOrder(Complex Phase, double Coherence, double Order, double EffectiveNodes, int Nodes)
{
    /// <summary>Measures a mesh. O(N), allocates nothing.</summary>
    /// <param name="states">Local states h, [N]; longer than 1 is shortened to 1, not finite is left out.</param>
    /// <param name="weights">Weights, [N]; 0, negative or not finite leaves the node out.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static MeshOrder Measure(ReadOnlySpan<Complex> states, ReadOnlySpan<double> weights)
    {
        if (states.Length != weights.Length) throw new ArgumentException("One weight per state.", nameof(weights));

        // Weights are scaled by the largest, so that sums of absurd weights neither overflow nor vanish.
        double largest = LargestWeight(states, weights);
        if (largest == 0) return default;

        Complex sum = Complex.Zero;
        double total = 0, squares = 0, lengths = 0;
        int nodes = 0;
        for (int i = 0; i < states.Length; i++)
        {
            if (!IsLive(states[i], weights[i])) continue;
            double w = weights[i] / largest;
            Complex h = Shortened(states[i]);
            nodes++;
            total += w;
            squares += w * w;
            lengths += w * h.Magnitude;
            sum += w * h;
        }

        double coherence = Math.Min(1, lengths / total);
        Complex phase = sum / total;
        return new MeshOrder(phase, coherence, Math.Min(coherence, phase.Magnitude), total * total / squares, nodes);
    }

    internal static double LargestWeight(ReadOnlySpan<Complex> states, ReadOnlySpan<double> weights)
    {
        double largest = 0;
        for (int i = 0; i < states.Length; i++)
            if (IsLive(states[i], weights[i])) largest = Math.Max(largest, weights[i]);
        return largest;
    }

    internal static bool IsLive(Complex state, double weight) => Complex.IsFinite(state) && weight > 0 && double.IsFinite(weight);

    internal static Complex Shortened(Complex state)
    {
        double length = state.Magnitude;
        return length <= 1 ? state
            : double.IsFinite(length) ? state / length
            : Complex.FromPolarCoordinates(1, state.Phase);
    }
}
