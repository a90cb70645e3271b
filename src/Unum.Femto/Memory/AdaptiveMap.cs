using System.Runtime.CompilerServices;

namespace Unum.Femto.Memory;

/// <summary>
/// The probability that a 1 follows, for each of a small number of contexts: an average of what followed, whose memory grows with
/// the evidence up to a limit, p += (bit - p) / (n + 1.5).
/// </summary>
internal sealed class AdaptiveMap
{
    private const int MostSeen = 1023;
    private static readonly float[] Rates = MakeRates();
    private readonly float[] _p;
    private readonly ushort[] _n;
    private readonly int _limit;

    public AdaptiveMap(int contexts, int limit)
    {
        Invariant.Holds(limit <= MostSeen, "the table of rates ends there");
        _p = new float[contexts];
        _n = new ushort[contexts];
        _limit = limit;
        Array.Fill(_p, .5f);
    }

    /// <summary>Counted memory in bytes.</summary>
    public int Bytes => _p.Length * (sizeof(float) + sizeof(ushort));

    /// <summary>Probabilities and evidence, for saving.</summary>
    public (float[] Probability, ushort[] Seen) Learned => (_p, _n);

    /// <summary>Probability of a 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float P(int context) => _p[context];

    /// <summary>Sets a first guess.</summary>
    public void Guess(int context, float p) => _p[context] = p;

    /// <summary>Learns from the bit that came.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Learn(int context, int bit)
    {
        ref ushort n = ref _n[context];
        ref float p = ref _p[context];
        p += (bit - p) * Rates[n];
        if (n < _limit) n++;
    }

    private static float[] MakeRates()
    {
        float[] rates = new float[MostSeen + 1];
        for (int i = 0; i < rates.Length; i++) rates[i] = 1 / (i + 1.5f);
        return rates;
    }
}
