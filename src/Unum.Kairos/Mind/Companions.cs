using Unum.Kairos.Temporal;

namespace Unum.Kairos.Mind;

/// <summary>Which sensors move together, and by how much one follows the other: a cross-coherence bank for every pair.</summary>
/// <remarks>
/// Takes one reading per sensor and beat; a pair counts when its lagged coherence passes the threshold of its bank, whose
/// false-alarm probability is shared out over all pairs. O(pairs x lags) a beat and 17 bytes a cell; sensors beyond
/// <see cref="MostSensors"/> are not paired. Not thread-safe.
/// </remarks>
public sealed class Companions
{
    /// <summary>Most sensors paired: 276 pairs.</summary>
    public const int MostSensors = 24;

    private const int FurthestLag = 30; // beats, either way
    private const double WindowBeats = 600;

    private readonly ValueVelocity[] _velocities;
    private readonly CrossCoherenceBank[] _banks; // pair (a, b), a < b: v is a, u is b, so tau > 0 means that a follows b
    private readonly double _beatSeconds;

    /// <summary>Starts with nothing known.</summary>
    /// <param name="sensors">How many there are.</param>
    /// <param name="beatSeconds">Time between beats.</param>
    /// <param name="falseAlarm">Chance that independent noise shows any pair at one instant, in (0, 1).</param>
    public Companions(int sensors, double beatSeconds, double falseAlarm)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(sensors);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(beatSeconds);
        int paired = Math.Min(sensors, MostSensors);
        int pairs = paired * (paired - 1) / 2;
        _beatSeconds = beatSeconds;
        _velocities = [.. Enumerable.Range(0, paired).Select(_ => new ValueVelocity())];
        int[] lags = [.. Enumerable.Range(-FurthestLag, 2 * FurthestLag + 1)];
        _banks = [.. Enumerable.Range(0, pairs).Select(_ => new CrossCoherenceBank(
            lags, [0.0], 2 / (WindowBeats + 1), falseAlarm / pairs, VelocityKind.Real, ValueVelocity.Redundancy))];
    }

    /// <summary>Takes one beat.</summary>
    /// <param name="values">[sensors], the mean reading of each in this beat; not finite where there was none.</param>
    public void Observe(ReadOnlySpan<double> values)
    {
        Span<double> steps = stackalloc double[_velocities.Length];
        for (int i = 0; i < steps.Length; i++) steps[i] = double.IsFinite(values[i]) ? _velocities[i].Next(values[i]) : 0;
        int pair = 0;
        for (int a = 0; a < steps.Length; a++)
        {
            for (int b = a + 1; b < steps.Length; b++) _banks[pair++].Update(steps[a], steps[b]);
        }
    }

    /// <summary>The pairs that move together now, strongest first.</summary>
    public IReadOnlyList<Companionship> Read(int most)
    {
        List<Companionship> found = [];
        int pair = 0;
        for (int a = 0; a < _velocities.Length; a++)
        {
            for (int b = a + 1; b < _velocities.Length; b++)
            {
                CrossCoherenceBank bank = _banks[pair++];
                int best = -1;
                double strength = 0;
                for (int l = 0; l < bank.Lags.Length; l++)
                {
                    double intensity = bank.Intensity(l, 0);
                    if (intensity <= strength || intensity < bank.Threshold(l, 0)) continue;
                    (best, strength) = (l, intensity);
                }

                if (best >= 0) found.Add(new Companionship(a, b, bank.Lags[best] * _beatSeconds, strength));
            }
        }

        found.Sort(static (x, y) => y.Strength.CompareTo(x.Strength));
        return found.Count > most ? found.GetRange(0, most) : found;
    }
}
