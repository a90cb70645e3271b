namespace Unum.Grid.Consensus.Protocol;

/// <summary>Seeded randomness (SplitMix64: Steele, Lea and Flood, 2014): the same seed, the same world.</summary>
internal sealed class Dice(ulong seed)
{
    private ulong _state = seed;

    public ulong Next()
    {
        ulong z = _state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>0 to <paramref name="below"/> - 1.</summary>
    public int Next(int below) => (int)((Next() >> 32) * (ulong)below >> 32);

    /// <summary>True this often in a thousand.</summary>
    public bool PerMille(int chance) => Next(1000) < chance;
}
