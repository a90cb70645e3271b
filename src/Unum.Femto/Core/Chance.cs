namespace Unum.Femto.Core;

/// <summary>
/// Seeded random numbers that are the same on every machine (SplitMix64: Steele, Lea, Flood, OOPSLA 2014), whose normal numbers are
/// made without logarithm or cosine, because those differ between machines in the last bit.
/// </summary>
internal struct Chance(ulong seed)
{
    private ulong _state = seed;

    /// <summary>The generator's place, for saving.</summary>
    public ulong State { readonly get => _state; set => _state = value; }

    /// <summary>64 random bits.</summary>
    public ulong Next()
    {
        _state += 0x9E3779B97F4A7C15;
        return Scramble(_state);
    }

    /// <summary>A whole number in [0, bound).</summary>
    public int Next(int bound) => (int)(((Next() >> 32) * (ulong)bound) >> 32);

    /// <summary>Nearly normal, mean 0 and variance 1: twelve uniform numbers less 6.</summary>
    public float NextNormal()
    {
        long sum = 0;
        for (int i = 0; i < 6; i++)
        {
            ulong two = Next();
            sum += (long)(two >> 40) + (long)((two >> 8) & 0xFFFFFF);
        }

        return (sum * (1f / (1 << 24))) - 6;
    }

    /// <summary>The finishing function of the generator: a bijection of 64 bits.</summary>
    public static ulong Scramble(ulong x)
    {
        x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
        x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
        return x ^ (x >> 31);
    }
}
