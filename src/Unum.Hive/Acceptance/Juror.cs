using Unum.Hive.Geometry;
using Unum.Hive.Packets;

namespace Unum.Hive.Acceptance;

/// <summary>
/// One validator with labelled examples that nobody trained on. It says of a mode how much nearer it lies to the examples of its concept than to those of the other concepts. A mode under a false name, a
/// random one and one that points away have no such margin, whatever their distance to other modes is.
/// </summary>
public sealed class Juror
{
    private readonly ModeForm _form;
    private readonly Dictionary<uint, float[]> _sums = [];

    /// <summary>A validator.</summary>
    /// <param name="frame">The frame of its examples.</param>
    /// <param name="examples">Held out, labelled; more of them see smaller harm.</param>
    public Juror(IFrame frame, IEnumerable<(float[] Psi, uint Concept)> examples)
    {
        _form = frame.Form;
        // An overlap is linear: the mean overlap with examples is the overlap with their mean.
        Dictionary<uint, int> counts = [];
        foreach ((float[] psi, uint concept) in examples)
        {
            if (!_sums.TryGetValue(concept, out float[]? sum)) _sums.Add(concept, sum = new float[frame.Dimension]);
            for (int i = 0; i < sum.Length; i++) sum[i] += psi[i];
            counts[concept] = counts.GetValueOrDefault(concept) + 1;
        }

        foreach ((uint concept, float[] sum) in _sums)
        {
            for (int i = 0; i < sum.Length; i++) sum[i] /= counts[concept];
        }
    }

    /// <summary>
    /// How many standard deviations (over the other concepts) the mode's mean overlap with its own concept's examples stands above its mean overlap with the others'.
    /// </summary>
    /// <returns>Null when it cannot tell: no example of the concept, or fewer than two other concepts.</returns>
    public double? Margin(in ModeRecord mode)
    {
        if (!_sums.TryGetValue(mode.Id.Concept, out float[]? own) || _sums.Count < 3) return null;
        float[] direction = new float[own.Length];
        mode.Direction.Expand(direction, _form);
        double mean = 0, squares = 0;
        foreach ((uint concept, float[] other) in _sums)
        {
            if (concept == mode.Id.Concept) continue;
            double overlap = Dot(direction, other);
            mean += overlap;
            squares += overlap * overlap;
        }

        int count = _sums.Count - 1;
        mean /= count;
        double deviation = Math.Sqrt(Math.Max(0, (squares / count) - (mean * mean)));
        return (Dot(direction, own) - mean) / Math.Max(deviation, 1e-6);
    }

    private static double Dot(float[] a, float[] b)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++) sum += a[i] * b[i];
        return sum;
    }
}
